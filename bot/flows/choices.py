"""Choices that several flows offer, and how their answers are understood when they are typed."""

import re
from collections.abc import Callable, Sequence

from bot.domain.membership import Work
from bot.flows.declining import refuses
from bot.flows.flow import FlowContext, Option
from bot.flows.form import Form
from bot.nlu.normalize import normalize

_ALLOWS = re.compile(r"(?:那就|就|可以|能)*(?:让|给|告诉|通知)(?:公司|他们|站长|老板|平台)(?:知道)?(?:吧|了|啊|就是)?$")


def yes_or_no(beginning: str) -> Callable[[FlowContext, Form], Sequence[Option]]:
    """Two buttons: the texts ``beginning`` + ``yes`` and ``no``."""
    return lambda ctx, form: [Option(value=value, label=ctx.say(f"{beginning}{value}")) for value in ("yes", "no")]


def said_yes_or_no(ctx: FlowContext, text: str) -> str | None:
    """``yes`` or ``no`` in anybody's words."""
    if ctx.house.words.affirmative(text):
        return "yes"
    return "no" if ctx.house.words.negative(text) else None


def agreed_or_refused(ctx: FlowContext, text: str) -> str | None:
    """The same, and what people refuse in a whole sentence ("别让公司知道")."""
    return said_yes_or_no(ctx, text) or ("no" if refuses(text) else None)


def allowed_or_refused(ctx: FlowContext, text: str) -> str | None:
    """The same, and what people allow in a sentence ("让公司知道")."""
    found = agreed_or_refused(ctx, text)
    return "yes" if found is None and _ALLOWS.match(text) else found


def kinds_of_work(ctx: FlowContext, form: Form) -> Sequence[Option]:
    """What people do for the platforms."""
    return [Option(value=work.value, label=ctx.say(f"work.{work}")) for work in Work]


def work_said(ctx: FlowContext, text: str) -> str | None:
    """The kind of work that words name."""
    found = ctx.house.unions.work_in(normalize(text))
    return found.value if found else None
