"""A notice to many as staff read about it: whom it means, how many that are, when it goes."""

import re
from datetime import datetime

from bot.core.cleaning import inline
from bot.core.clock import local_date
from bot.core.moments import show_moment
from bot.domain.audience import Audience, HeadCount
from bot.domain.broadcasts import Content
from bot.services import portrait
from bot.services.house import House
from bot.store import events, grids
from bot.store.unit_of_work import UnitOfWork

_LONGEST_TITLE = 20  # characters
_NEAR_DAY = re.compile("[今明昨][天日晚早]|后天|听日|today|tonight|tomorrow|yesterday", re.IGNORECASE)


def title(content: Content) -> str:
    """The beginning of a notice, to tell it from others."""
    return inline(content.text_for("zh-CN"), _LONGEST_TITLE)


def audience_in_words(uow: UnitOfWork, house: House, audience: Audience, locale: str) -> str:
    """The rule as a sentence: every kind of condition that is set, or everybody."""
    named = {
        "grids": [grid.name for grid in grids.all_grids(uow) if grid.id in audience.grids],
        "platforms": sorted(audience.platforms),
        "works": [house.texts.get(f"work.{work}", locale) for work in sorted(audience.works)],
        "tags": [tag_in_words(house, tag, locale) for tag in sorted(audience.tags)],
        "events": [_event(uow, event_id) for event_id in sorted(audience.events)],
    }
    said = [
        house.texts.get(f"audience.is_{kind}", locale, names="、".join(names)) for kind, names in named.items() if names
    ]
    if audience.member is not None:
        said.append(house.texts.get(f"audience.is_{'member' if audience.member else 'no_member'}", locale))
    return "；".join(said) or house.texts.get("audience.is_everybody", locale)


def tag_in_words(house: House, tag: str, locale: str) -> str:
    """``interests:sport`` as it stands on the member's own page."""
    question, _, answer = tag.partition(":")
    return portrait.label(house, question, answer, locale)


def count_in_words(house: House, count: HeadCount, locale: str) -> str:
    """How many people are meant, and how many of them are reached where."""
    channels = "、".join(
        house.texts.get("audience.on_channel", locale, channel=_channel(house, channel, locale), people=people)
        for channel, people in sorted(count.by_channel.items())
    )
    return house.texts.get(
        "audience.count",
        locale,
        people=count.people,
        reachable=count.reachable,
        channels=house.texts.get("audience.channels", locale, channels=channels) if channels else "",
        opted_out=count.opted_out,
        unreachable=count.unreachable,
    )


def _channel(house: House, name: str, locale: str) -> str:
    key = f"audience.channel_{name}"
    return house.texts.get(key, locale) if house.texts.has(key) else name


def hours_in_words(house: House) -> str:
    """The hours in which notices go: ``09:30-10:45、14:00-16:45``."""
    return "、".join(f"{hours.opens:%H:%M}-{hours.closes:%H:%M}" for hours in house.broadcasts.good_hours)


def start_in_words(house: House, content: Content, now: datetime, locale: str) -> str:
    """When it goes, seen from ``now``, and whether it waits for the recipients' hours."""
    if content.at_once:
        return house.texts.get("broadcast.goes_at_once", locale)
    planned = max(content.send_at or now, now)
    opens = house.broadcasts.next_open(planned, house.sla.quiet_hours)
    if content.send_at is None and opens == planned:
        return house.texts.get("broadcast.goes_when_approved", locale)
    key = "broadcast.goes_at" if opens == planned else "broadcast.goes_in_good_hours"
    start = house.texts.get(key, locale, planned=show_moment(planned, locale), opens=show_moment(opens, locale))
    return "\n".join((start, *_another_day(house, content, now, opens, locale)))


def _another_day(house: House, content: Content, now: datetime, read_at: datetime, locale: str) -> list[str]:
    """ "明天上午十点", written tonight and read tomorrow: whoever writes and whoever agrees is told."""
    word = next((found[0] for text in content.texts.values() if (found := _NEAR_DAY.search(text))), None)
    if word is None or local_date(read_at) == local_date(now):
        return []
    return [house.texts.get("broadcast.another_day", locale, word=word, day=show_moment(read_at, locale))]


def _event(uow: UnitOfWork, event_id: str) -> str:
    event = events.load_event(uow, event_id)
    return event.slot.title if event else event_id[:8]
