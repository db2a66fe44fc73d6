"""People of the staff to choose from: the nearest as buttons, page by page; a part of a name finds anybody else."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.people import RANK, Grant
from bot.flows.declining import declines
from bot.flows.flow import FlowContext, Heard, Invalid, Option, Prompt
from bot.flows.form import Answers, Form
from bot.flows.steps import Question
from bot.nlu.normalize import normalize
from bot.store import grids, people

PAGE = 12  # people: six rows of two fit on a phone
# Values of buttons: they can never be the id of a person.
_MORE, _FROM_THE_START = "more", "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseColleague(Question):
    """The answer is the id of one of ``people``; nobody else can be chosen, whatever is typed.

    ``otherwise`` is the one answer that is none of them, and the key of its words.
    """

    people: Callable[[FlowContext, Form], Sequence[Option]]
    otherwise: tuple[str, str] | None = None
    numbered: bool = True

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """A page of those who may be chosen, or of those whom the words fit that were typed last."""
        everybody = self.people(ctx, form)
        typed, page = form.answers.get(_looks_at(self.name), ("", 0))
        found = _named(everybody, typed)
        lines = [ctx.say("colleague.found", count=len(found)) if typed else ctx.say(self.text)]
        if len(everybody) > PAGE:
            lines.append(ctx.say("colleague.type_a_name"))
        shown = found[page * PAGE : (page + 1) * PAGE]
        rows = [shown[start : start + 2] for start in range(0, len(shown), 2)]
        more = len(found) > (page + 1) * PAGE
        return Prompt(text="\n".join(lines), options=[*rows, *self._below(ctx, more, bool(typed or page))])

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """Who was chosen; None after another page was asked for, or when a part of a name fits."""
        if heard.value in (_MORE, _FROM_THE_START):
            typed, page = form.answers.get(_looks_at(self.name), ("", 0))
            form.answers[_looks_at(self.name)] = (typed, page + 1) if heard.value == _MORE else ("", 0)
            return None
        chosen = heard.value or self._meant(ctx, form, heard.text)
        if chosen is not None:
            form.answers.pop(_looks_at(self.name), None)
            return chosen
        if not heard.text or not _named(self.people(ctx, form), heard.text):
            raise Invalid("colleague.no_such_name", stray=True)
        form.answers[_looks_at(self.name)] = (heard.text, 0)
        return None

    def show(self, ctx: FlowContext, answers: Answers) -> str:
        """The label of the chosen answer."""
        value = answers.get(self.name)
        if self.otherwise and value == self.otherwise[0]:
            return ctx.say(self.otherwise[1])
        blank = Form(flow="", version=0, opened_at=ctx.now, touched_at=ctx.now, answers=answers)
        return next((option.label for option in self.people(ctx, blank) if option.value == value), str(value))

    def _below(self, ctx: FlowContext, more: bool, elsewhere: bool) -> list[list[Option]]:
        """The ways out of a page: it is never the end."""
        turning = [Option(value=_MORE, label=ctx.say("colleague.more"))] if more else []
        if elsewhere:
            turning.append(Option(value=_FROM_THE_START, label=ctx.say("colleague.from_the_start")))
        nobody = [Option(value=self.otherwise[0], label=ctx.say(self.otherwise[1]))] if self.otherwise else []
        return [row for row in (turning, nobody) if row]

    def _meant(self, ctx: FlowContext, form: Form, text: str) -> str | None:
        """Who is named in full, if only one is; a part of a name only leads to the buttons of those who have it."""
        words = set(normalize(text).split())
        full = [one for one in self.people(ctx, form) if words and words <= set(normalize(one.label).split())]
        if len(full) == 1 and len(_named(self.people(ctx, form), text)) == 1:
            return full[0].value
        return self.otherwise[0] if self.otherwise and not full and declines(text) else None


def colleague_options(
    ctx: FlowContext, person_ids: Collection[str], near: Collection[str | None] | None = None
) -> list[Option]:
    """One button for each of these people, with his highest role and the grid that it is for.

    Those with a role in the grids ``near`` come first; without it, those who work where the speaker works.
    """
    near = {grant.grid_id for grant in ctx.speaker.grants} if near is None else near
    held = [grant for grant in people.active_grants(ctx.uow) if grant.person_id in person_ids]
    close = {grant.person_id for grant in held if grant.grid_id and grant.grid_id in near}
    highest = {grant.person_id: grant for grant in sorted(held, key=lambda grant: RANK[grant.role])}
    names = people.people_named(ctx.uow, list(highest))
    codes = {grid.id: grid.code for grid in grids.all_grids(ctx.uow)}

    def order(grant: Grant) -> tuple[object, ...]:
        person = grant.person_id
        return person not in close, RANK[grant.role], codes.get(grant.grid_id or "", ""), names.get(person, ""), person

    return [
        Option(value=grant.person_id, label=_label(ctx, grant, names, codes))
        for grant in sorted(highest.values(), key=order)
    ]


def _label(ctx: FlowContext, grant: Grant, names: dict[str, str], codes: dict[str, str]) -> str:
    parts = (ctx.say(f"role.{grant.role}"), names.get(grant.person_id), codes.get(grant.grid_id or ""))
    return " ".join(part for part in parts if part)


def _named(options: Sequence[Option], typed: str) -> list[Option]:
    """Those whose button holds every word that was typed; all of them for no words."""
    words = normalize(typed).split()
    return [option for option in options if all(word in normalize(option.label) for word in words)]


def _looks_at(name: str) -> str:
    """Beside the answers: the words that were typed, and which page of those whom they fit."""
    return f"{name}+"
