"""The question how somebody liked it, from one to five."""

from collections.abc import Sequence

from bot.flows.flow import FlowContext, Option
from bot.flows.form import Form
from bot.flows.steps import Choose
from bot.nlu.choice import ordinal

_MOST = 5


def ask_stars(text: str) -> Choose:
    """Asks ``text``; the answer ``stars`` is a digit."""
    return Choose(name="stars", text=text, options=_stars, understand=_number)


def _stars(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=str(n), label=ctx.say(f"rate.star_{n}")) for n in range(1, _MOST + 1)]


def _number(ctx: FlowContext, text: str) -> str | None:
    number = ordinal(text)
    return str(number) if number and number <= _MOST else None
