"""Every address of the web layer, and what somebody gets there who has no right to anything."""

from collections.abc import Iterable, Iterator

import httpx2
import pytest

from bot.web.visitors import new_cookie
from tests.web.conftest import new_visitor
from tests.web.support import House

# (method, path): what comes back to one without a cookie, and to one whose browser was sent by another site.
DOORS = {
    ("GET", "/chat"): (200, 200),
    ("GET", "/chat/words"): (200, 200),
    ("POST", "/chat/messages"): (401, 403),
    ("POST", "/chat/uploads"): (401, 403),
    ("GET", "/chat/events"): (401, None),  # it never ends; what it reads is the visitor's own
    ("GET", "/chat/pictures/{picture_id}"): (401, 404),
    ("GET", "/chat/static"): (307, 307),  # to the folder, which has no page of its own
    ("GET", "/health/live"): (200, 200),
    ("GET", "/health/ready"): (200, 200),
    ("GET", "/metrics"): (200, 200),
    ("POST", "/hooks/telegram"): (401, 401),
}


def test_no_door_is_without_a_row(house: House) -> None:
    assert house.server
    assert set(_doors(house.server.config.app.routes)) == set(DOORS)  # type: ignore[union-attr]


@pytest.mark.parametrize(("method", "path"), sorted(DOORS))
async def test_a_door_is_shut_to_strangers(house: House, method: str, path: str) -> None:
    unknown, elsewhere = DOORS[method, path]
    address = path.format(picture_id="0" * 32)
    async with new_visitor(house) as client:
        assert (await client.request(method, address)).status_code == unknown
    if elsewhere is not None:
        headers = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
        async with httpx2.AsyncClient(
            base_url=house.url, headers=headers, cookies={"gongyi": new_cookie()}, trust_env=False
        ) as client:
            assert (await client.request(method, address)).status_code == elsewhere
    assert house.intake.accepted == []
    assert house.uploads.stored == {}


def _doors(routes: Iterable[object]) -> Iterator[tuple[str, str]]:
    """(method, path) of routes and of the routers among them; a folder of files is read."""
    for route in routes:
        if (router := getattr(route, "original_router", None)) is not None:
            yield from _doors(router.routes)
            continue
        for method in set(getattr(route, "methods", None) or {"GET"}) - {"HEAD"}:
            yield method, str(route.path)  # type: ignore[attr-defined]
