"""What staff call up about themselves: away and back, the duty of the week."""

import re

from bot.core.cleaning import inline
from bot.core.moments import show_moment
from bot.domain.absences import Absence
from bot.domain.appointments import is_superior
from bot.domain.people import Grant, Role
from bot.handlers import small_talk
from bot.handlers.forms import open_flow, resume
from bot.handlers.turn_context import Answer, Answers, TurnContext, go
from bot.services import absences
from bot.services.duty import may_set_duty
from bot.store import people, rota
from bot.store.absences import coming_absences
from bot.store.buttons import Action
from bot.store.grids import all_grids

# "我明天请假", "下周一到周三请个假", "请假 明天到周五". Who was refused leave, or lost pay for it, tells of that.
_NOT = "，。！？?吗扣不没批"
_AWAY = re.compile(rf"[^{_NOT}]{{0,20}}请(?:个|[一二两三四五六七八九十\d]+天)?假|请假[^{_NOT}]{{1,20}}")


def ask_for_leave(turn: TurnContext) -> Answers:
    """Begins to write an absence down, with the days if they were said; from a worker it is a word like others."""
    return open_flow(turn, "absence", text=turn.text) if turn.speaker.is_staff else small_talk.place(turn)


def hear_leave(turn: TurnContext) -> Answers | None:
    """The same for a sentence of the staff; None for everybody and everything else."""
    return ask_for_leave(turn) if turn.speaker.is_staff and _AWAY.fullmatch(turn.text.strip()) else None


def come_back(turn: TurnContext) -> Answers:
    """我回来了: ends the absence; from a worker it only means that he goes on."""
    if not turn.speaker.is_staff:
        return resume(turn)
    if absences.come_back(turn.uow, turn.house, turn.speaker.person.id):
        return turn.answer("absence.noted_back")
    return turn.answer("absence.not_away")


def show_rota(turn: TurnContext) -> Answers:
    """The week of the grids where this person works, and who is away; who may change it finds the button."""
    own, grants = turn.speaker.person.id, people.active_grants(turn.uow)
    if not turn.speaker.is_staff:
        return turn.answer("case.not_found")
    seen = [grid for grid in all_grids(turn.uow) if _works_in(own, grid.id, grants)]
    lines = [turn.say("rota.title"), *(f"{grid.code} {grid.name}：{_week(turn, grid.id)}" for grid in seen)]
    near = {grant.person_id for grant in grants for grid in seen if grant.covers(grid.id)}
    lines += [_away(turn, each) for each in coming_absences(turn.uow) if each.person_id in near]
    may_change = any(may_set_duty(own, grid.id, grants) for grid in seen)
    return [Answer(text="\n".join(lines), choices=go(turn, "set_rota") if may_change else ())]


def _week(turn: TurnContext, grid_id: str) -> str:
    duty = rota.duty_of(turn.uow, grid_id)
    names = people.people_named(turn.uow, sorted(set(duty.values())))
    default = turn.say(f"role.{Role.LIAISON}")
    return "　".join(
        turn.say("rota.day", day=turn.say(f"rota.days_{day}"), name=names.get(duty.get(day, ""), default))
        for day in range(7)
    )


def _works_in(person_id: str, grid_id: str, grants: tuple[Grant, ...]) -> bool:
    return any(grant.person_id == person_id and grant.covers(grid_id) for grant in grants)


def _away(turn: TurnContext, absence: Absence) -> str:
    """Who, when and who stands in; why, only for himself and those above him."""
    reader, locale, grants = turn.speaker.person.id, turn.speaker.person.locale, people.active_grants(turn.uow)
    known = [person for person in (absence.person_id, absence.deputy_id) if person]
    names = people.people_named(turn.uow, known)
    line = turn.say(
        "rota.away",
        name=inline(names.get(absence.person_id, ""), 20) or turn.say("absence.a_colleague"),
        starts=show_moment(absence.starts_at, locale),
        ends=show_moment(absence.ends_at, locale),
        deputy=inline(names.get(absence.deputy_id or "", ""), 20) or turn.say("absence.next_in_line"),
    )
    may_know = reader == absence.person_id or is_superior(reader, absence.person_id, grants)
    return (
        f"{line} {turn.say('rota.reason', reason=inline(absence.reason, 200))}" if absence.reason and may_know else line
    )


def _take_back(turn: TurnContext, action: Action) -> Answers:
    absences.take_back(turn.uow, turn.house, action.subject_id, turn.speaker.person.id)
    return turn.answer("absence.yours_again")


ACTIONS = {"absences.take_back": _take_back}
