"""Who checks the work: the committee reads who saw and did what with a case; an auditor reads counts and clocks."""

import re
from datetime import timedelta

from bot.core.ids import show_case_number
from bot.core.moments import show_moment
from bot.domain.access import may_see
from bot.domain.people import Role
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.store import audit, cases, oversight, people
from bot.store.audit import Line
from bot.store.oversight import Promise

# "查看记录 1234-5678", "查记录12345678", "/record 1234-5678"
_ASKED = re.compile(r"(?:查看?记录|/?record)\s*[:：]?\s*(?P<number>\d{4}\s*[-－—]?\s*\d{4})", re.IGNORECASE)
_MOST_LINES = 60  # the newest; a chat shows no more than a few screens
_COUNTED = timedelta(days=90)
_READERS = frozenset((Role.AUDITOR, Role.COMMITTEE))


def hear_number(turn: TurnContext) -> Answers | None:
    """The record of the case whose number was said; None for what does not ask for one."""
    asked = _ASKED.fullmatch(turn.text.strip())
    return show_record(turn, re.sub(r"\D", "", asked["number"])) if asked else None


def ask_record(turn: TurnContext) -> Answers:
    """查看记录: with a number it is shown, without one it is said how to ask."""
    if Role.COMMITTEE not in turn.speaker.roles:
        return turn.answer("case.not_found")
    return hear_number(turn) or turn.answer("oversight.which_number")


def show_record(turn: TurnContext, number: str) -> Answers:
    """Everything that is written down about a case, in words; looking is written down too.

    Only for committee members who may see the case: nobody reads what others found out about himself.
    """
    reader, grants = turn.speaker.person.id, people.active_grants(turn.uow)
    found = cases.find_numbers(turn.uow, [number])
    if Role.COMMITTEE not in turn.speaker.roles or not found or not may_see(found[0], reader, grants):
        return turn.answer("case.not_found")
    lines = audit.lines(turn.uow, found[0].id)
    audit.record(turn.uow, reader, "record_read", "case", found[0].id)
    names = people.people_named(turn.uow, sorted({person for line in lines for person in _people_in(line)}))
    shown = [_line(turn, line, names) for line in lines[-_MOST_LINES:]]
    title = turn.say("oversight.record", number=show_case_number(number), count=len(lines))
    return [Answer(text="\n".join([title, *shown]))]


def show_counts(turn: TurnContext) -> Answers:
    """How many cases, how many promises kept, broken and running, and how long it took; nothing about anybody."""
    if not turn.speaker.roles & _READERS:
        return turn.answer("case.not_found")
    since = turn.uow.now - _COUNTED
    audit.record(turn.uow, turn.speaker.person.id, "counts_read", "person", turn.speaker.person.id)
    opened, closed, now_open = oversight.count_cases(turn.uow, since)
    promises = oversight.promises_since(turn.uow, since)
    title = turn.say("oversight.counts", days=_COUNTED.days, opened=opened, closed=closed, open=now_open)
    return [Answer(text="\n".join([title, *(_promise(turn, promise) for promise in promises)]))]


def _promise(turn: TurnContext, promise: Promise) -> str:
    minutes = int(promise.median.total_seconds() // 60) if promise.median is not None else None
    return turn.say(
        "oversight.promise",
        what=turn.say(f"ladder.owed_{promise.kind}"),
        made=promise.made,
        in_time=promise.in_time,
        late=promise.late,
        running=promise.running,
        overdue=promise.overdue,
        called_off=promise.called_off,
        median=turn.say("oversight.none_yet")
        if minutes is None
        else turn.say("oversight.span", hours=minutes // 60, minutes=minutes % 60),
    )


def _line(turn: TurnContext, line: Line, names: dict[str, str]) -> str:
    key = f"oversight.did_{line.action}"
    what = turn.say(key) if turn.house.texts.has(key) else turn.say("oversight.did_other", action=line.action)
    whom = names.get(line.detail or "", "")
    who = names.get(line.actor_id or "") or turn.say("oversight.staff" if line.actor_id else "oversight.by_itself")
    at = show_moment(line.at, turn.speaker.person.locale)
    return turn.say("oversight.line", at=at, who=who, what=f"{what} {whom}".strip())


def _people_in(line: Line) -> list[str]:
    return [each for each in (line.actor_id, line.detail) if each and len(each) == _ID_LENGTH]


_ID_LENGTH = 32
