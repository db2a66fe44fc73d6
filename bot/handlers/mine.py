"""我的: everything that a person has with the union, one section for each room, with what can be done."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.cleaning import inline
from bot.core.ids import show_case_number
from bot.core.moments import show_moment
from bot.domain.care import quarter_end
from bot.domain.notices import NoticeKind
from bot.domain.places import BookingStatus, SlotKind
from bot.handlers.turn_context import Answer, Answers, TurnContext, go
from bot.services import callbacks as callback_service
from bot.services import helpers
from bot.services import places as place_service
from bot.services.place_letters import describe, place_buttons
from bot.services.volunteer import total
from bot.store import callbacks, care, cases, membership, notices, suggestions, wishes
from bot.store.outbox import Rows

MOST_LINES = 5  # of one room: the page stays readable in a small window
MOST_ROWS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What one room has of a person: lines under a title, and the room's own buttons."""

    title: str
    lines: tuple[str, ...]
    rows: Rows = ()


def show_mine(turn: TurnContext) -> Answers:
    """All sections that have something in them; the private answers of the anonymous box are nowhere among them."""
    nothing = go(turn, "grievance", "faq", "human", "notices")
    return show_what_there_is(turn) or turn.answer("mine.nothing", nothing)


def show_what_there_is(turn: TurnContext) -> Answers:
    """The same page; no answer at all where there is nothing to put on it."""
    found = [section for make in SECTIONS if (section := make(turn)) is not None]
    if not found:
        return []
    blocks = ["\n".join((section.title, *section.lines[:MOST_LINES])) for section in found]
    rows = tuple(row for section in found for row in section.rows)[:MOST_ROWS] + go(turn, "notices")
    return [Answer(text="\n\n".join((turn.say("mine.title"), *blocks)), choices=rows)]


def _cases(turn: TurnContext) -> Section | None:
    found = cases.cases_owned_by(turn.uow, turn.speaker.person.id)
    if not found:
        return None
    lines = tuple(
        turn.say(
            "mine.case",
            number=show_case_number(case.number),
            category=turn.say(f"category.{case.category}"),
            state=turn.say(f"status.{case.status}"),
        )
        for case in found
    )
    return Section(title=turn.say("mine.cases"), lines=lines, rows=go(turn, "status"))


def _bookings(turn: TurnContext) -> Section | None:
    """Clinic, reception, events and packs; waiting and offered places too."""
    found = place_service.bookings_of(turn.uow, turn.speaker.person.id)
    if not found:
        return None
    locale = turn.speaker.person.locale
    lines, rows = [], []
    for slot, booking in found[:MOST_LINES]:
        state = turn.say(f"mine.booking_{booking.status}")
        lines.append(turn.say("mine.booking", what=describe(turn.house, slot, locale), state=state))
        verbs = ("accept", "decline") if booking.status is BookingStatus.OFFERED else ("cancel",)
        if slot.kind is SlotKind.CLINIC and booking.status is BookingStatus.BOOKED:
            verbs = ("move", *verbs)
        rows += [
            tuple(
                type(choice)(label=f"{choice.label} {slot.title}"[:20], token=choice.token)
                for row in place_buttons(turn.uow, turn.house, booking, verbs, locale)
                for choice in row
            )
        ]
    return Section(title=turn.say("mine.bookings"), lines=tuple(lines), rows=tuple(rows))


def _callback(turn: TurnContext) -> Section | None:
    person = turn.speaker.person
    found = callbacks.open_callback_of(turn.uow, person.id)
    if found is None:
        return None
    verbs = ("write", "cancel") if found.window is None else ("change", "cancel")
    return Section(
        title=turn.say("mine.callback"),
        lines=(callback_service.describe(turn.uow, turn.house, found, person.locale),),
        rows=callback_service.callback_buttons(turn.uow, turn.house, found, person.id, verbs),
    )


def _aids(turn: TurnContext) -> Section | None:
    """Applications for help, the newest first."""
    found = care.aids_of(turn.uow, turn.speaker.person.id, most=MOST_LINES)
    if not found:
        return None
    lines = tuple(
        turn.say("care.mine_line", kind=turn.say(f"care.kind_{aid.kind}"), state=turn.say(f"care.state_{aid.status}"))
        for aid in found
    )
    return Section(title=turn.say("care.mine_title"), lines=lines)


def _wishes(turn: TurnContext) -> Section | None:
    """What one wished for, and what was planned for it."""
    lines = tuple(
        turn.say(
            "mine.wish_planned" if wish.plan else "mine.wish_counted",
            kind=turn.say(f"wish.kind_{wish.kind}"),
            plan=inline(wish.plan or "", 60),
            due=show_moment(quarter_end(wish.quarter), turn.speaker.person.locale),
        )
        for wish in wishes.wishes_of(turn.uow, turn.speaker.person.id, most=MOST_LINES)
    )
    return Section(title=turn.say("mine.wishes"), lines=lines) if lines else None


def _suggestions(turn: TurnContext) -> Section | None:
    """Signed ones; what lies in the anonymous box is nobody's, and stands nowhere here."""
    locale = turn.speaker.person.locale
    lines = tuple(
        turn.say(
            "mine.suggestion_answered" if each.answered_at else "mine.suggestion_waits",
            number=show_case_number(each.number),
            due=show_moment(each.due_at, locale),
        )
        for each in suggestions.suggestions_of(turn.uow, turn.speaker.person.id, most=MOST_LINES)
    )
    return Section(title=turn.say("mine.suggestions"), lines=lines) if lines else None


def _volunteering(turn: TurnContext) -> Section | None:
    verified, waiting = (round(each.total_seconds() / 3600, 1) for each in total(turn.uow, turn.speaker.person.id))
    if not verified and not waiting:
        return None
    line = turn.say("mine.hours", verified=f"{verified:g}", waiting=f"{waiting:g}")
    return Section(title=turn.say("mine.volunteering"), lines=(line,), rows=go(turn, "events"))


def _membership(turn: TurnContext) -> Section | None:
    """Member or applied; the card and the tags are one tap away."""
    person_id = turn.speaker.person.id
    if membership.member_of(turn.uow, person_id) is not None:
        line = turn.say("mine.is_member")
    elif (waiting := membership.waiting_application(turn.uow, person_id)) is not None:
        line = turn.say("mine.applied", due=show_moment(waiting.due_at, turn.speaker.person.locale))
    else:
        return None
    return Section(title=turn.say("mine.membership"), lines=(line,), rows=go(turn, "card", "portrait"))


def _notices(turn: TurnContext) -> Section | None:
    """The kinds of notice that he switched off."""
    off = notices.opt_outs_of(turn.uow, turn.speaker.person.id)
    if not off:
        return None
    kinds = "、".join(turn.say(f"notice.kind_{kind}") for kind in NoticeKind if kind in off)
    return Section(title=turn.say("notice.mine_title"), lines=(turn.say("notice.mine_off", kinds=kinds),))


def _helping(turn: TurnContext) -> Section | None:
    """The cases that somebody helps with, each with its summary a tap away."""
    found = helpers.helped_cases(turn.uow, turn.speaker.person.id)
    if not found:
        return None
    lines = tuple(
        turn.say(
            "helper.mine_line",
            number=show_case_number(case.number),
            category=turn.say(f"category.{case.category}"),
            role=turn.say(f"helper.role_{part.role}"),
        )
        for case, part in found
    )
    rows = tuple(helpers.helper_buttons(turn.uow, turn.house, case, turn.speaker.person.id)[0] for case, _ in found)
    return Section(title=turn.say("helper.mine_title"), lines=lines, rows=rows)


# In the order in which they are read; a room adds its own function here.
SECTIONS: list[Callable[[TurnContext], Section | None]] = [
    _cases,
    _bookings,
    _aids,
    _wishes,
    _suggestions,
    _volunteering,
    _helping,
    _membership,
    _callback,
    _notices,
]
