"""A house with its web layer open, and a visitor's client."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.web.support import House


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """The web layer on a loopback port."""
    house = House()
    async with house.open():
        yield house


@pytest.fixture
async def visitor(house: House) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody who has opened the page once and so has a cookie."""
    async with new_visitor(house) as client:
        await client.get("/chat")
        yield client


def new_visitor(house: House) -> httpx2.AsyncClient:
    """A client as a browser of our own page would be: it says where its posts come from."""
    return httpx2.AsyncClient(base_url=house.url, headers={"origin": house.url}, trust_env=False)
