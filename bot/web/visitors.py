"""Who is at the web chat: an anonymous cookie, and the proof that a request came from our own page.

The database knows a visitor by the SHA-256 of the cookie, so that a leaked row logs nobody in (OWASP ASVS
5.0, chapter 7, session management).
"""

import hashlib
import re
import secrets
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

_COOKIE_VALUE = re.compile(r"[A-Za-z0-9_-]{32,128}")
_HALF_A_YEAR = 180 * 24 * 3600  # a worker comes back weeks later to ask how the case stands


def new_cookie() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def user_of(cookie: str) -> str:
    """The user id, as addresses hold it, of whoever owns ``cookie``."""
    return hashlib.sha256(cookie.encode("ascii")).hexdigest()


class Visitors:
    """Reads and sets the cookie and refuses requests of other sites.

    ``allowed_origins`` are further origins (``https://chat.example.org``) that may post, besides the page's
    own host; ``secure`` is for HTTPS, where the ``__Host-`` prefix keeps neighbouring hosts from planting a
    cookie.
    """

    def __init__(self, *, allowed_origins: Collection[str], secure: bool) -> None:
        self._allowed_origins = frozenset(allowed_origins)
        self._secure = secure
        self._name = "__Host-gongyi" if secure else "gongyi"

    def cookie(self, request: Request) -> str | None:
        """The cookie that came along, if it has the right form."""
        value = request.cookies.get(self._name, "")
        return value if _COOKIE_VALUE.fullmatch(value) else None

    def give(self, response: Response, cookie: str) -> None:
        """Sets the cookie, or prolongs it.

        SameSite is Lax: with Strict, a worker who follows a link from WeChat would arrive without the cookie,
        be given a new one, and lose the open case. Posts are guarded by :meth:`is_ours` besides.
        """
        response.set_cookie(
            self._name, cookie, max_age=_HALF_A_YEAR, httponly=True, secure=self._secure, samesite="lax"
        )

    def is_ours(self, request: Request) -> bool:
        """Whether the request may come from our own page.

        Every browser of the last years says Origin or Sec-Fetch-Site with a POST; what says neither is no
        browser and carries nobody's cookie by accident (the same rule as
        https://pkg.go.dev/net/http#CrossOriginProtection).
        """
        origin = request.headers.get("origin")
        if origin in self._allowed_origins:
            return True
        if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return False
        return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")
