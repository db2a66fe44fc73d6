"""How a form keeps what it hears: an answer, what was told by the way, more of the story; and how it takes one back."""

from typing import Any

from bot.flows.flow import Flow, FlowContext
from bot.flows.form import Form
from bot.flows.parsers import MOST_STORY
from bot.flows.steps import reopen_files


def keep(flow: Flow, ctx: FlowContext, form: Form, name: str, answer: Any) -> None:
    """Puts one answer down, and erases what no longer belongs beside it."""
    form.answers[name] = answer
    for other in flow.steps:
        # A personal answer that no longer belongs here (a phone after the change to sealed) is erased, not hidden.
        if name in other.depends_on and not other.applies(ctx, form.answers):
            form.forget(other.name)


def gather(flow: Flow, ctx: FlowContext, form: Form, text: str, source: str | None) -> None:
    """Takes what ``text`` tells beyond what it was asked for; what is known already stays as it is."""
    for name, answer in (flow.gather(ctx, text, form.answers) if text else {}).items():
        if name not in form.answers:
            form.answers[name] = answer
            if source and answer == text:
                form.sources[source] = name


def tell_more(flow: Flow, form: Form, text: str) -> bool:
    """A sentence that answers nothing becomes more of the story."""
    return len(text) >= flow.keeps and add_to_story(flow, form, text)


def add_to_story(flow: Flow, form: Form, text: str) -> bool:
    """Words that are beyond doubt part of the story; False where there is none, or no room."""
    told = form.answered(flow.story) if flow.story else None
    if flow.story is None or not told or text in told or len(told) + len(text) > MOST_STORY:
        return False
    form.answers[flow.story] = f"{told}\n{text}"
    return True


def reopen(flow: Flow, form: Form, name: str) -> None:
    """Asks a question again; photos that were sent stay, they can be taken back one by one."""
    step = flow.step(name)
    if step is not None and step.takes_files:
        reopen_files(form, name)
    form.forget(name)
