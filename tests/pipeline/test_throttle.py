"""How fast bulk goes: at the channel's pace, not at all while the platform says wait, and slowly afterwards."""

from bot.core.messages import Capabilities
from bot.pipeline.throttle import Throttle

CAPS = Capabilities(
    max_text=100, buttons=True, messages_per_second=20, messages_per_second_per_user=1, max_upload_bytes=0
)


class Seconds:
    """A clock of one number."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def gone(throttle: Throttle, seconds: Seconds, during: float) -> int:
    """How many bulk messages go in so many seconds, looked at ten times a second."""
    total = 0
    for _ in range(round(during * 10)):
        seconds.now += 0.1
        room = throttle.bulk_room()
        throttle.take_bulk(room)
        total += room
    return total


def test_bulk_goes_at_the_channels_pace() -> None:
    throttle = Throttle(CAPS, seconds := Seconds())
    assert throttle.bulk_room() == 4  # a fifth of a second's worth at once
    throttle.take_bulk(4)
    assert throttle.bulk_room() == 0
    assert 0.04 < throttle.bulk_wait() < 0.06
    assert 198 <= gone(throttle, seconds, 10) <= 200


def test_a_pause_is_obeyed_and_the_pace_comes_back_slowly() -> None:
    throttle = Throttle(CAPS, seconds := Seconds())
    throttle.slow_down(30)
    assert throttle.bulk_wait() == 30
    assert gone(throttle, seconds, 29.5) == 0
    per_quarter_minute = [gone(throttle, seconds, 15) for _ in range(4)]
    assert per_quarter_minute == sorted(per_quarter_minute)
    assert 75 <= per_quarter_minute[0] <= 120 < 200 < per_quarter_minute[1] < 260
    assert 295 <= per_quarter_minute[3] <= 300


def test_a_second_refusal_during_the_pause_lengthens_it_only() -> None:
    throttle = Throttle(CAPS, seconds := Seconds())
    throttle.slow_down(10)
    throttle.slow_down(5)
    assert throttle.bulk_wait() == 10
    throttle.slow_down(60)
    assert gone(throttle, seconds, 59) == 0
