""" "单号慢点报": the numbers of what somebody has open, figure by figure, so that they can be written down by ear."""

import re

from bot.core.ids import show_case_number
from bot.flows.form import Form
from bot.flows.review import SUBMIT
from bot.handlers.forms import advance_form
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.store import cases, suggestions

_LONGEST = 30  # characters
_MOST = 6
_ASKS = re.compile(
    r"(?:单号|编号|受理号|單號|編號|case number|numbers?)[^，。]{0,6}"
    r"(?:报|報|念|读|說|说|讲|发我|给我|再|多少|是什么|慢|read|again)"
    r"|(?:报|念|读|说|read)[^，。]{0,6}(?:单号|编号|受理号|number)",
    re.IGNORECASE,
)
_WITH_NUMBERS = frozenset(("grievance", "suggestion", "proposal"))  # flows whose end is a number


def hear(turn: TurnContext) -> Answers | None:
    """The numbers again, slowly; None when that is not asked, or nothing has a number."""
    return _read_aloud(turn) if _asked(turn) else None


def hand_in(turn: TurnContext, form: Form) -> Answers | None:
    """Whoever asks for the number on the last page wants it handed in: there is no number before."""
    if form.flow not in _WITH_NUMBERS or SUBMIT not in form.offer.values or not _asked(turn):
        return None
    said = advance_form(turn, form, "submit")
    return [*said, *(_read_aloud(turn) or [])] if turn.conversation.form is None else said


def _asked(turn: TurnContext) -> bool:
    return len(turn.text) <= _LONGEST and _ASKS.search(turn.text) is not None


def _read_aloud(turn: TurnContext) -> Answers | None:
    person_id = turn.speaker.person.id
    found = [("case", case.number) for case in cases.cases_owned_by(turn.uow, person_id)]
    found += [("suggestion", each.number) for each in suggestions.suggestions_of(turn.uow, person_id, most=_MOST)]
    lines = [
        turn.say(f"numbers.{kind}", number=show_case_number(number), digits=_digits(number))
        for kind, number in found[:_MOST]
    ]
    return [Answer(text="\n".join((turn.say("numbers.title"), *lines)))] if lines else None


def _digits(number: str) -> str:
    """``12345678`` as it is read aloud: four figures, a pause, four figures."""
    return "，".join(" ".join(number[i : i + 4]) for i in range(0, len(number), 4))
