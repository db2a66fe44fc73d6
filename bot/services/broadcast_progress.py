"""How far a notice has come, in words: a bar, figures that add up to everybody who was to get it, the time left."""

from dataclasses import dataclass
from datetime import timedelta

from bot.core.moments import show_moment
from bot.domain.broadcasts import WAITING, Broadcast, BroadcastStatus, Progress, RecipientState
from bot.domain.legs import Legs
from bot.services import broadcasts, legs
from bot.services.broadcast_approval import first_moment
from bot.services.broadcast_words import title
from bot.services.house import House
from bot.services.leg_words import progress_in_words
from bot.store import audit, screens
from bot.store.screens import Recall
from bot.store.unit_of_work import UnitOfWork

RECALLED = "broadcast_recalled"  # as the audit names it
_BAR = 10  # squares


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The figures of one moment: counted once, however many people watch. ``recall`` is None if nobody asked for it."""

    progress: Progress
    legs: Legs
    recall: Recall | None


def standing(uow: UnitOfWork, house: House, broadcast: Broadcast) -> Standing:
    """How it stands by what is committed. With 100,000 recipients counting takes a tenth of a second, every few seconds
    while somebody watches, so it is done beside the writers.

    A notice that was taken on or taken back in between is counted anew: its figures would not fit its state.
    """
    recalled = audit.count_since(uow, broadcast.id, RECALLED, broadcast.created_at) > 0
    key = ("standing", broadcast.id, broadcast.version, recalled)
    return uow.look_beside(key, lambda reader: _count(reader, house, broadcast, recalled))


def _count(uow: UnitOfWork, house: House, broadcast: Broadcast, recalled: bool) -> Standing:
    return Standing(
        progress=broadcasts.progress(uow, house, broadcast),
        legs=legs.figures(uow, broadcast.id),
        recall=screens.recall_of(uow, broadcast.id) if recalled else None,
    )


def progress_text(uow: UnitOfWork, house: House, broadcast: Broadcast, now: Standing, locale: str) -> str:
    """What the message that follows a notice says."""
    say, progress, recall = house.texts.get, now.progress, now.recall
    lines = [say(f"watch.is_{broadcast.status}", locale, title=title(broadcast.content))]
    if broadcast.status in WAITING:
        starts = show_moment(first_moment(uow, house, broadcast), locale)
        return "\n".join([*lines, say("watch.starts", locale, starts=starts)])
    if broadcast.filled_at is not None:
        lines += [_bar(progress), _figures(house, progress, locale)]
    if broadcast.status is BroadcastStatus.SENDING:
        lines.append(_pace(house, broadcast, progress, locale))
    if recall is not None:
        lines.append(say("watch.recalled", locale, gone=recall.gone, stay=recall.stay, coming=recall.coming))
    return "\n".join([*lines, *progress_in_words(house, broadcast, now.legs, locale)])


def _bar(progress: Progress) -> str:
    share = progress.done / progress.people if progress.people else 1.0
    full = int(share * _BAR)
    return f"{'🟩' * full}{'⬜' * (_BAR - full)} {share:.0%}"


def _figures(house: House, progress: Progress, locale: str) -> str:
    states = progress.states
    return house.texts.get(
        "watch.figures",
        locale,
        done=progress.done,
        people=progress.people,
        acknowledged=progress.acknowledged,
        **{state.value: states[state] for state in RecipientState},
    )


def _pace(house: House, broadcast: Broadcast, progress: Progress, locale: str) -> str:
    say = house.texts.get
    if broadcast.filled_at is None:
        return say("watch.listing", locale)
    if progress.waits_until is not None:
        return say("watch.waits", locale, until=show_moment(progress.waits_until, locale))
    if progress.left is None:
        return say("watch.begins", locale)
    minutes = max(1, round(progress.left / timedelta(minutes=1)))
    return say("watch.pace", locale, rate=f"{progress.rate:.1f}", minutes=minutes)
