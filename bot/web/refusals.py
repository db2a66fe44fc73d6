"""What the web chat answers when it cannot take something: a status and one kind sentence."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.core.errors import BadRequest, GongyiError, MediaRefused, Unavailable
from bot.core.texts import DEFAULT_LOCALE, LOCALES, Texts, best_locale
from bot.web.bodies import BodyTooLarge, BodyTooSlow

LANGUAGE_COOKIE = "gongyi-language"

_REFUSALS: dict[type[Exception], tuple[int, str]] = {
    BodyTooLarge: (413, "chat.refused.too_large"),
    BodyTooSlow: (408, "chat.refused.too_slow"),
    BadRequest: (400, "chat.refused.unreadable"),
    Unavailable: (503, "chat.refused.unavailable"),
}


class Refused(GongyiError):
    """A request that is not served; ``key`` names the sentence, ``after`` the seconds to wait."""

    def __init__(self, status: int, key: str, after: float = 0.0) -> None:
        super().__init__(key)
        self.status = status
        self.key = key
        self.after = after


def locale_of(request: Request) -> str:
    """The visitor's language: what was asked for, what was chosen before, what the browser says, Chinese."""
    for wish in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wish in LOCALES:
            return wish
    return best_locale(request.headers.get("accept-language", DEFAULT_LOCALE))


def explain_refusals(app: FastAPI, texts: Texts) -> None:
    """Teaches ``app`` to answer the house's errors with ``{"error": sentence}``."""

    async def explain(request: Request, error: Exception) -> Response:
        return _response(texts, locale_of(request), _refusal(error))

    for kind in (Refused, MediaRefused, *_REFUSALS):
        app.add_exception_handler(kind, explain)


def _refusal(error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, MediaRefused):
        return Refused(415, error.key)
    status, key = _REFUSALS[type(error)]
    return Refused(status, key, after=2.0 if status == 503 else 0.0)


def _response(texts: Texts, locale: str, refused: Refused) -> Response:
    headers = {"cache-control": "no-store"}
    if refused.after:
        headers["retry-after"] = str(max(1, round(refused.after)))
    if refused.status == 408:
        headers["connection"] = "close"  # what is left of the body is not waited for
    content = {"error": texts.get(refused.key, locale)}
    return JSONResponse(content, status_code=refused.status, headers=headers)
