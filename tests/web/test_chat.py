"""The web chat's requests over real HTTP."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import pytest

from bot.core.clock import ManualClock
from bot.core.messages import Kind, MediaKind, Picture
from bot.web.visitors import new_cookie, user_of
from tests.web.conftest import new_visitor
from tests.web.support import House


def message(**parts: object) -> dict[str, object]:
    return {"id": str(uuid.uuid4()), **parts}


def user(client: httpx2.AsyncClient) -> str:
    return user_of(client.cookies["gongyi"])


async def test_the_page_gives_a_cookie_once_and_locks_the_doors(house: House) -> None:
    async with new_visitor(house) as client:
        first = await client.get("/chat")
        cookie = client.cookies["gongyi"]
        await client.get("/chat")
    assert client.cookies["gongyi"] == cookie
    said = first.headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=lax" in said
    policy = first.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["referrer-policy"] == "no-referrer"
    assert first.headers["cache-control"] == "no-store"


async def test_a_text_is_accepted_under_an_id_that_a_retry_keeps(house: House, visitor: httpx2.AsyncClient) -> None:
    posted = message(text="站点三个月没发工资\x00\u202e<b>")
    for _ in range(2):
        response = await visitor.post("/chat/messages", json=posted)
        assert (response.status_code, response.json()) == (202, {})
    first, second = house.intake.accepted
    assert first.address.key == f"webchat:main:{user(visitor)}"
    assert (first.kind, first.text) == (Kind.TEXT, posted["text"])
    assert first.external_id == second.external_id
    assert visitor.cookies["gongyi"] not in repr(first)


async def test_the_same_id_of_another_visitor_is_another_message(house: House, visitor: httpx2.AsyncClient) -> None:
    posted = message(text="hello")
    await visitor.post("/chat/messages", json=posted)
    async with new_visitor(house) as other:
        await other.get("/chat")
        await other.post("/chat/messages", json=posted)
    assert len({each.external_id for each in house.intake.accepted}) == 2


async def test_choices_places_and_edits(house: House, visitor: httpx2.AsyncClient) -> None:
    earlier = str(uuid.uuid4())
    await visitor.post("/chat/messages", json=message(choice="token-1"))
    await visitor.post("/chat/messages", json=message(location={"lat": 31.2, "lon": 121.5}))
    await visitor.post("/chat/messages", json=message(text="改一下", edits=earlier))
    choice, place, edit = house.intake.accepted
    assert (choice.kind, choice.choice) == (Kind.CHOICE, "token-1")
    assert (place.kind, place.latitude, place.longitude) == (Kind.LOCATION, 31.2, 121.5)
    assert (edit.kind, edit.text, edit.message_id) == (Kind.EDITED, "改一下", earlier)


async def test_ten_thousand_characters_pass_and_one_more_is_a_kind_sentence(
    house: House, visitor: httpx2.AsyncClient
) -> None:
    assert (await visitor.post("/chat/messages", json=message(text="难" * 10_000))).status_code == 202
    refused = await visitor.post("/chat/messages", json=message(text="难" * 10_001))
    assert (refused.status_code, refused.json()["error"][:8]) == (413, "这段话太长了，一")
    assert len(house.intake.accepted) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"text": "no id"}',
        b'{"id": "1", "text": "no uuid"}',
        b'{"id": "8c5a1a3e-8f4b-4a8e-9d62-0c1c0d8a7b11"}',
        b'{"id": "8c5a1a3e-8f4b-4a8e-9d62-0c1c0d8a7b11", "text": "a", "choice": "b"}',
        b'{"id": "8c5a1a3e-8f4b-4a8e-9d62-0c1c0d8a7b11", "text": "a", "admin": true}',
        b'{"id": "8c5a1a3e-8f4b-4a8e-9d62-0c1c0d8a7b11", "location": {"lat": 91, "lon": 0}}',
        b'{"id": "8c5a1a3e-8f4b-4a8e-9d62-0c1c0d8a7b11", "location": {"lat": NaN, "lon": 0}}',
        b'{"id": "8c5a1a3e-8f4b-4a8e-9d62-0c1c0d8a7b11", "uploads": ["nothing"]}',
        b'{"id": "8c5a1a3e-8f4b-4a8e-9d62-0c1c0d8a7b11", "text": "\xff"}',
        b"[" * 100_000,
    ],
)
async def test_what_cannot_be_read_is_400(house: House, visitor: httpx2.AsyncClient, body: bytes) -> None:
    response = await visitor.post("/chat/messages", content=body)
    assert response.status_code == 400
    assert response.json()["error"]
    assert house.intake.accepted == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://evil.example", "sec-fetch-site": "same-origin"}, 403),
        ({"origin": "https://chat.example.org"}, 202),
        ({"sec-fetch-site": "same-origin"}, 202),
    ],
)
@pytest.mark.parametrize("path", ["/chat/messages", "/chat/uploads"])
async def test_only_our_own_page_may_post(
    house: House, visitor: httpx2.AsyncClient, path: str, headers: dict[str, str], status: int
) -> None:
    del visitor.headers["origin"]
    response = await visitor.post(path, json=message(text="hello"), headers=headers)
    assert response.status_code == status or (path == "/chat/uploads" and response.status_code == 201)
    if status == 403:
        assert not house.intake.accepted
        assert not house.uploads.stored


@pytest.mark.parametrize("cookie", [None, "short", "x" * 200, "with=signs" * 4])
async def test_without_a_cookie_nothing_is_taken(house: House, cookie: str | None) -> None:
    async with new_visitor(house) as client:
        headers = {"cookie": f"gongyi={cookie}"} if cookie else {}
        posted = await client.post("/chat/messages", json=message(text="hello"), headers=headers)
        listened = await client.get("/chat/events", headers=headers)
    assert (posted.status_code, listened.status_code) == (401, 401)
    assert house.intake.accepted == []


async def test_a_database_that_is_down_is_no_202(house: House, visitor: httpx2.AsyncClient) -> None:
    house.intake.down = True
    response = await visitor.post("/chat/messages", json=message(text="hello"))
    assert response.status_code == 503
    assert response.headers["retry-after"] == "2"


async def test_too_often_is_a_kind_sentence_and_passes_with_time(house: House, visitor: httpx2.AsyncClient) -> None:
    async def post() -> httpx2.Response:
        return await visitor.post("/chat/messages", json=message(text="hello"))

    answers = [(await post()).status_code for _ in range(31)]
    assert answers == [202] * 30 + [429]
    refused = await post()
    assert refused.json()["error"].startswith("发得有点快")
    assert int(refused.headers["retry-after"]) == 1
    assert isinstance(house.clock, ManualClock)
    house.clock.advance(timedelta(seconds=1))
    assert (await post()).status_code == 202


async def test_new_cookies_do_not_widen_the_limit_of_an_address(house: House) -> None:
    statuses = set()
    async with new_visitor(house) as client:
        for _ in range(610):
            headers = {"cookie": f"gongyi={new_cookie()}"}
            answer = await client.post("/chat/messages", json=message(text="hello"), headers=headers)
            statuses.add(answer.status_code)
    assert statuses == {202, 429}


async def test_an_upload_becomes_a_medium_of_a_message(house: House, visitor: httpx2.AsyncClient) -> None:
    raw = await visitor.post("/chat/uploads", content=b"jpeg bytes", headers={"content-type": "image/jpeg"})
    form = await visitor.post("/chat/uploads", files={"file": ("合同.pdf", b"pdf bytes", "application/pdf")})
    refs = [raw.json()["ref"], form.json()["ref"]]
    assert (raw.status_code, form.status_code) == (201, 201)
    await visitor.post("/chat/messages", json=message(uploads=refs, text="两张"))
    (inbound,) = house.intake.accepted
    assert (inbound.kind, inbound.text) == (Kind.MEDIA, "两张")
    assert [each.kind for each in inbound.media] == [MediaKind.PHOTO, MediaKind.DOCUMENT]
    assert [house.uploads.stored[each.ref] for each in inbound.media] == [
        (user(visitor), b"jpeg bytes", "image/jpeg"),
        (user(visitor), b"pdf bytes", "application/pdf"),
    ]


async def in_pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(0, size, 500_000):
        yield b"x" * 500_000


@pytest.mark.parametrize("announced", [True, False])
async def test_an_upload_over_ten_megabytes_is_413(house: House, visitor: httpx2.AsyncClient, announced: bool) -> None:
    content = b"x" * 10_000_001 if announced else in_pieces(10_500_000)
    response = await visitor.post("/chat/uploads", content=content)
    assert response.status_code == 413
    assert "10 MB" in response.json()["error"]
    assert house.uploads.stored == {}


async def test_an_upload_is_cut_off_while_it_arrives(house: House, visitor: httpx2.AsyncClient) -> None:
    """The answer comes although the body never ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(house.url.rpartition(":")[2]))
    head = f"POST /chat/uploads HTTP/1.1\r\nHost: x\r\nCookie: gongyi={visitor.cookies['gongyi']}\r\n"
    writer.write(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in range(11):
        writer.write(b"%x\r\n%s\r\n" % (1_000_000, b"x" * 1_000_000))
    async with asyncio.timeout(5):
        assert (await reader.readline()).startswith(b"HTTP/1.1 413")
    writer.close()


async def test_ten_megabytes_exactly_are_taken_raw_and_as_a_form(house: House, visitor: httpx2.AsyncClient) -> None:
    data = b"x" * 10_000_000
    assert (await visitor.post("/chat/uploads", content=data)).status_code == 201
    assert (await visitor.post("/chat/uploads", files={"file": ("a", data)})).status_code == 201
    assert [len(stored[1]) for stored in house.uploads.stored.values()] == [10_000_000, 10_000_000]


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("multipart/form-data", b"x", 400),
        ("multipart/form-data; boundary=b", b"x", 400),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\nno name\r\n--b--\r\n", 400),
        ("multipart/form-data; boundary=b", b"--b--\r\n", 400),
        ("image/png", b"", 400),
        ("application/vnd.android.package-archive", b"PK", 415),
    ],
)
async def test_uploads_that_are_not_taken(
    house: House, visitor: httpx2.AsyncClient, kind: str, body: bytes, status: int
) -> None:
    response = await visitor.post("/chat/uploads", content=body, headers={"content-type": kind})
    assert response.status_code == status
    assert response.json()["error"]
    assert house.uploads.stored == {}


async def test_a_picture_is_only_for_whom_it_was_sent_to(house: House, visitor: httpx2.AsyncClient) -> None:
    picture = Picture(data=b"png bytes", mime="image/png", name='evi"l\r\n.png')
    event = await house.chat_log.say(user(visitor), "证据", picture=picture)
    mine = await visitor.get(f"/chat/pictures/{event.picture_id}")
    async with new_visitor(house) as other:
        await other.get("/chat")
        theirs = await other.get(f"/chat/pictures/{event.picture_id}")
    assert (mine.status_code, mine.content, mine.headers["content-type"]) == (200, b"png bytes", "image/png")
    assert mine.headers["content-disposition"] == 'inline; filename="evil.png"'
    assert mine.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in mine.headers["cache-control"]
    assert (theirs.status_code, b"png" in theirs.content) == (404, False)


async def test_what_is_no_image_is_a_download(house: House, visitor: httpx2.AsyncClient) -> None:
    page = Picture(data=b"<script>", mime="text/html", name="a.html")
    event = await house.chat_log.say(user(visitor), "文件", picture=page)
    response = await visitor.get(f"/chat/pictures/{event.picture_id}")
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"] == 'attachment; filename="a.html"'


async def test_the_language_is_chosen_once_and_kept(house: House, visitor: httpx2.AsyncClient) -> None:
    assert "工驿" in (await visitor.get("/chat")).text
    assert 'lang="en"' in (await visitor.get("/chat?lang=en")).text
    assert (await visitor.get("/chat/words")).json()["send"] == "Send"
    house.intake.down = True
    refused = await visitor.post("/chat/messages", json=message(text="hello"))
    assert refused.json()["error"].startswith("It is a little busy")


async def test_login_links_exist_only_in_the_demo(house: House) -> None:
    async with new_visitor(house) as client:
        assert (await client.get("/demo/login/liaison")).status_code == 404
    demo = House()
    demo.logins["liaison"] = new_cookie()
    async with demo.open(demo=True), new_visitor(demo) as client:
        response = await client.get("/demo/login/liaison")
        assert (response.status_code, response.headers["location"]) == (303, "/chat")
        assert client.cookies["gongyi"] == demo.logins["liaison"]
        assert (await client.get("/demo/login/guessed")).status_code == 404


async def test_scripts_and_styles_come_from_us(visitor: httpx2.AsyncClient) -> None:
    for name, kind in (("chat.js", "javascript"), ("chat.css", "text/css"), ("icon.svg", "image/svg+xml")):
        response = await visitor.get(f"/chat/static/{name}")
        assert kind in response.headers["content-type"]
        assert response.headers["x-content-type-options"] == "nosniff"
    assert (await visitor.get("/chat/static/../chat.py")).status_code == 404
    assert (await visitor.get("/chat/static/%2e%2e/chat.py")).status_code == 404
