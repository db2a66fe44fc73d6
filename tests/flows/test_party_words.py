"""How many come along, as people say it."""

import pytest

from bot.flows.event_words import party_in
from bot.services.events import Party


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("就我", Party()),
        ("just me", Party()),
        ("2人", Party(adults=2)),
        ("3 people", Party(adults=3)),
        ("three of us", Party(adults=3)),
        ("我和我老婆", Party(adults=2)),
        ("me and my wife", Party(adults=2)),
        ("带两个娃", Party(adults=1, children=2)),
        ("me and 2 kids", Party(adults=1, children=2)),
        ("两大一小 孩子6岁", Party(adults=2, children=1, ages=(6,))),
        ("Two adults, one child", Party(adults=2, children=1)),
        ("2 adults and 1 child", Party(adults=2, children=1)),
        ("me with a kid, 6 years old", Party(adults=1, children=1, ages=(6,))),
        ("带老婆和一个娃", Party(adults=2, children=1)),
        ("老婆孩子都来", Party(adults=2, children=1)),
        ("带我姐的孩子", None),
        ("带两个人", Party(adults=3)),
        ("with 2 friends", Party(adults=3)),
        ("我们俩", Party(adults=2)),
        ("一家三口", Party(adults=3)),
        ("不带", Party()),
        ("没有", Party()),
        ("报名", None),
        ("kidding", None),
    ],
)
def test_party(text: str, party: Party | None) -> None:
    assert party_in(text) == party
