"""What staff call up: their open cases, and (officers) the messages that could not be delivered."""

from bot.core.ids import show_case_number
from bot.core.messages import Choice
from bot.core.moments import show_moment
from bot.domain.access import may_see
from bot.domain.cases import Case, CaseClock
from bot.domain.categories import Urgency
from bot.domain.people import Role
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.services.cards import case_button, next_due
from bot.store import audit, cases, clocks, outbox, people

MOST_CASES = 10  # with buttons; more are counted
_LATE = {Urgency.DANGER: 0, Urgency.URGENT: 1, Urgency.NORMAL: 2}


def show_cases(turn: TurnContext) -> Answers:
    """The open cases this person works on or answers for: urgent ones first, then by what falls due next."""
    if not turn.speaker.is_staff:
        return turn.answer("case.not_found")
    grants = people.active_grants(turn.uow)
    mine = [case for case in cases.open_cases(turn.uow) if may_see(case, turn.speaker.person.id, grants)]
    if not mine:
        return turn.answer("desk.no_cases")
    ranked = sorted(((case, next_due(clocks.running_clocks(turn.uow, case.id))) for case in mine), key=_rank)
    audit.record(turn.uow, turn.speaker.person.id, "list_read", "person", turn.speaker.person.id, str(len(mine)))
    lines = [_line(turn, case, due) for case, due in ranked[:MOST_CASES]]
    rows = tuple((_open(turn, case),) for case, _ in ranked[:MOST_CASES])
    return [Answer(text="\n".join([turn.say("desk.cases", count=len(mine)), "", *lines]), choices=rows)]


def show_dead_letters(turn: TurnContext) -> Answers:
    """Officers see what did not arrive: when and why, never the words."""
    if not turn.speaker.roles & {Role.OFFICER, Role.COMMITTEE}:
        return turn.answer("case.not_found")
    letters = outbox.dead_letters(turn.uow, 20)
    if not letters:
        return turn.answer("desk.no_dead_letters")
    lines = [
        turn.say(
            "desk.dead_letter",
            id=letter_id[:8],
            status=status,
            error=error,
            at=show_moment(at, turn.speaker.person.locale),
        )
        for letter_id, status, error, at in letters
    ]
    return [Answer(text="\n".join([turn.say("desk.dead_letters", count=len(letters)), *lines]))]


def _rank(item: tuple[Case, CaseClock | None]) -> tuple[int, float]:
    case, due = item
    return _LATE[case.urgency], due.due_at.timestamp() if due else float("inf")


def _line(turn: TurnContext, case: Case, due: CaseClock | None) -> str:
    return turn.say(
        "desk.case",
        number=show_case_number(case.number),
        category=turn.say(f"category.{case.category}"),
        urgency=turn.say(f"card.urgency_{case.urgency}"),
        state=turn.say(f"case.status_{case.status}"),
        due=show_moment(due.due_at, turn.speaker.person.locale) if due else "",
    )


def _open(turn: TurnContext, case: Case) -> Choice:
    locale = turn.speaker.person.locale
    return case_button(turn.uow, turn.house, case, turn.speaker.person.id, "card", locale)
