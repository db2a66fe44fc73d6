"""进度: where a worker's cases stand, who has them, and what happens next by when."""

from bot.core.ids import show_case_number
from bot.core.messages import Choice
from bot.core.moments import show_moment
from bot.domain.cases import Case, Status
from bot.handlers import mine
from bot.handlers.turn_context import Answer, Answers, TurnContext, go
from bot.services.cards import case_button, next_due
from bot.store import cases, clocks, people

_SURE = 0.8  # probability from which short words ask how things stand
_LONGEST = 24  # characters; a longer message tells something, even if it asks that too


def show_status(turn: TurnContext) -> Answers:
    """All open cases in one message, with a button to say more under each; without any, what else is under way."""
    found = cases.cases_owned_by(turn.uow, turn.speaker.person.id)
    if not found:
        return mine.show_what_there_is(turn) or _nothing(turn)
    blocks = [_block(turn, case) for case in found]
    rows = tuple(_row(turn, case) for case in found[:8])
    return [Answer(text="\n\n".join([turn.say("status.title", count=len(found)), *blocks]), choices=rows)]


def _nothing(turn: TurnContext) -> Answers:
    """No matter is under way; whoever left a form half filled in may think that he handed it in."""
    if turn.conversation.form is None and turn.conversation.draft is not None:
        return turn.answer("status.none_but_draft", go(turn, "resume", "grievance"))
    return turn.answer("status.none", go(turn, "grievance"))


def hear(turn: TurnContext) -> Answers | None:
    """ "到哪了", "怎么还没人理我": who has it and by when; None when the words are about something else."""
    intent = turn.intent
    if intent is None or intent.name != "status" or intent.score < _SURE or len(turn.text) > _LONGEST:
        return None
    return None if turn.attachments else show_status(turn)


def _block(turn: TurnContext, case: Case) -> str:
    due = next_due(clocks.running_clocks(turn.uow, case.id))
    locale = turn.speaker.person.locale
    return turn.say(
        "status.case",
        number=show_case_number(case.number),
        category=turn.say(f"category.{case.category}"),
        state=turn.say(f"status.{case.status}"),
        owner=_owner(turn, case),
        next=turn.say("status.next", due=show_moment(due.due_at, locale)) if due else turn.say(_without_due(case)),
    )


def _without_due(case: Case) -> str:
    return "status.no_deadline" if case.status is Status.ANSWERED else "status.under_way"


def _owner(turn: TurnContext, case: Case) -> str:
    """The handler's role; his name too, unless the case is sealed (then neither side is named)."""
    if case.assignee_id is None:
        return turn.say("role.committee")
    held = people.grants_of(turn.uow, [case.assignee_id]).get(case.assignee_id, ())
    role = turn.say(f"role.{held[0].role}") if held else turn.say("role.committee")
    name = None if case.sealed else people.contact_of(turn.uow, case.assignee_id).name
    return f"{role} {name}" if name else role


def _row(turn: TurnContext, case: Case) -> tuple[Choice, ...]:
    names = ("solved", "unsolved") if case.status is Status.ANSWERED else ("answer", "proofs")
    locale = turn.speaker.person.locale
    return tuple(case_button(turn.uow, turn.house, case, turn.speaker.person.id, name, locale) for name in names)
