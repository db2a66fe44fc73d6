"""The hour before which somebody does not want to be reminded."""

import pytest

from bot.nlu.wake_hour import wake_hour


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("提醒我 别太早 我十点才起", 10),
        ("提醒别太早，9点以后", 9),
        ("早上别太早喊我 我十一点半才醒", 11),
        ("remind me not before 10", 10),
        ("我十点才起", None),
        ("提醒我一下就行", None),
        ("别太早提醒 二十五点以后", None),
        ("下周三下午三点以后", None),
    ],
)
def test_what_is_read(text: str, hour: int | None) -> None:
    assert wake_hour(text) == hour
