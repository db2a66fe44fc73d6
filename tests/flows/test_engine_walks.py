"""Random walks through the grievance: whatever a person does, no answer is lost and none is invented.

Beside the form runs a model: a plain dictionary of what was really said. After every step the form is written to JSON
and read back, and must hold exactly the model. Every walk must end in one submit of exactly these answers.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.core.clock import ManualClock
from bot.core.messages import Inbound, Kind
from bot.core.texts import DEFAULT_LOCALE
from bot.domain.people import Person, Speaker
from bot.flows import editing, engine, grievance
from bot.flows.asking import SKIP, Outcome, ask, current
from bot.flows.engine import KEEP
from bot.flows.flow import Done, Flow, FlowContext, Heard
from bot.flows.form import SKIPPED, Answers, Form
from bot.flows.review import FIX, SUBMIT
from bot.flows.steps import DONE, MOST_FILES
from bot.services.house import House
from bot.store.database import Database
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import GRIDS, START, Template, address_of

WALKS = int(os.environ.get("ENGINE_WALKS", "80"))

# What is typed at each question, and the answer that it is. The words hold no other facts.
TYPED: dict[str, tuple[tuple[str, Any], ...]] = {
    "privacy": (("同意", None), ("1", None)),
    "grid": (("1", GRIDS[0].id), ("G02 城西", GRIDS[1].id), ("②", GRIDS[1].id)),
    "category": (("1", "wages"), ("6", "penalty"), ("3", "contract"), ("别的事", "other"), ("11", "staff")),
    "accused": (("1", None),),
    "story": (("甲乙丙丁戊己", "甲乙丙丁戊己"), ("子丑寅卯辰巳午", "子丑寅卯辰巳午")),
    "happened": (("8月15号", "2026-08-15"), ("9月3号", "2026-09-03")),
    "platform": (("美团", "美团"), ("某某快送", "某某快送")),
    "station": (("南门", "南门"), ("北门店", "北门店")),
    "amount": (("360", "360"), ("一千二", "1200")),
    "identity": (("实名", "named"), ("2", "sealed"), ("对处理人匿名", "sealed")),
    "name": (("老周", "老周"), ("周大海", "周大海")),
    "company": (("1", "no"), ("别", "no"), ("2", "yes")),
    "phone": (("13800000000", "13800000000"), ("139 0000 0000", "13900000000")),
}
# What is no answer to the question: it must change nothing.
WRONG: dict[str, tuple[str, ...]] = {
    "privacy": ("嗯哼哼", "77"),
    "grid": ("哪里", "77"),
    "category": ("啥", "77"),
    "accused": ("谁啊", "77"),
    "story": ("嗯", "77"),
    "happened": ("某天", "77"),
    "platform": ("叫什么来着呢", "是哪个吗"),
    "station": ("叫什么来着呢",),
    "amount": ("好多", "-5"),
    "evidence": ("看看", "77"),
    "identity": ("啥意思", "77"),
    "name": ("一" * 40,),
    "company": ("啥", "77"),
    "phone": ("12345", "110"),
    "review": ("看看", "77"),
}


class Walk(RuleBasedStateMachine):
    """One person, one form; ``said`` is the model."""

    ctx: FlowContext
    flow: Flow

    @initialize(ahead=st.sampled_from([0, 5, 8, 30]))
    def start(self, ahead: int) -> None:
        """Opens the form; most walks begin somewhere ahead, because few would find the review page by chance."""
        self.ctx.uow.now = START
        self.submits: list[Answers] = []
        self.flow = replace(grievance.FLOW, submit=self._submit)
        self.said: Answers = {}
        self.order: list[str] = []
        self.messages, self.sources = 0, dict[str, str]()
        self.old_tokens: list[str] = []
        self._after(engine.begin(self.flow, self.ctx))
        for _ in range(ahead):
            if self.open != "review":
                self._answer_plainly()

    def _submit(self, ctx: FlowContext, form: Form) -> Done:
        self.submits.append(dict(form.answers))
        return Done(text="done")

    @property
    def open(self) -> str:
        """The question that the model says is open: the first that applies and has no answer."""
        step = next(s for s in self.flow.steps if s.name not in self.said and s.applies(self.ctx, self.said))
        return step.name

    @rule(data=st.data())
    def type_an_answer(self, data: st.DataObject) -> None:
        name = self.open
        if name not in TYPED:
            return
        text, value = data.draw(st.sampled_from(TYPED[name]))
        value = value if value is not None else self.form.offer.typed(text)
        self._say(text)
        self._gives(name, self.form.answers[name] if name == "privacy" else value)

    @rule(data=st.data())
    def press_an_answer(self, data: st.DataObject) -> None:
        choices = [
            i for i, v in enumerate(self.form.offer.values) if not v.startswith("!") and v not in ("no", "remove", DONE)
        ]
        if not choices or self.open in ("evidence", "happened", "platform", "name"):
            return
        position = data.draw(st.sampled_from(choices))
        name, value = self.open, self.form.offer.values[position]
        self._press(self.form.offer.token(position))
        self._gives(name, self.form.answers[name] if name == "privacy" else value)

    @rule(data=st.data())
    def say_something_wrong(self, data: st.DataObject) -> None:
        self._say(data.draw(st.sampled_from(WRONG[self.open])))

    @rule(kind=st.sampled_from([Kind.LOCATION, Kind.CONTACT]))
    def send_something_unasked(self, kind: Kind) -> None:
        if self.open not in ("phone", "grid"):
            self._hear(kind, latitude=1.0, longitude=1.0, phone="13800000000")

    @rule(count=st.integers(1, 4), album=st.booleans())
    def send_photos(self, count: int, album: bool) -> None:
        for position in range(count):
            key = (
                "evidence"
                if isinstance(self.said.get("evidence"), list)
                or (self.open != "evidence" and not self.said.get("evidence+"))
                else "evidence+"
            )
            before = self.said.get(key)
            kept = list(before) if isinstance(before, list) else []
            file = f"f{self.messages}-{position}"
            if len(kept) < MOST_FILES:
                self.said[key] = [*kept, file]
            self._hear(Kind.MEDIA, files=(file,), album=f"a{self.messages}" if album else None)

    @precondition(lambda self: "evidence+" in self.said and self.open == "evidence")
    @rule(what=st.sampled_from([DONE, "remove", SKIP]))
    def finish_photos(self, what: str) -> None:
        if not self.said["evidence+"]:
            return
        if what == "remove":
            self.said["evidence+"] = self.said["evidence+"][:-1]
        else:
            self.said["evidence"] = self.said.pop("evidence+")
            self.order.append("evidence")
        if what in self.form.offer.values:
            self._press(self._token(what))
        else:
            self._say("跳过")

    @rule()
    def skip(self) -> None:
        name = self.open
        step = self.flow.step(name)
        assert step is not None
        if name == "evidence" and self.said.get("evidence+"):
            return
        if step.optional:
            self.said[name] = SKIPPED
            self.order.append(name)
            self._press(self._token(SKIP))
        elif name == "company":  # "没有" is a plain no here
            self._say("没有")
            self._gives(name, "no")
        else:
            self._say("没有")

    @rule()
    def back(self) -> None:
        asked = [name for name in self.order if name != "privacy"]  # a consent is not taken back by a step back
        if asked:
            name = asked[-1]
            self.order.remove(name)
            self._forgets(name)
        self._say("返回", control="back")

    @precondition(lambda self: self.open == "review")
    @rule(data=st.data())
    def fix(self, data: st.DataObject) -> None:
        shown = [
            s.name
            for s in grievance.QUESTIONS
            if s.name in self.said and (s.applies(self.ctx, self.said) or self.said[s.name] != SKIPPED)
        ]
        name = data.draw(st.sampled_from(shown))
        self._press(self._token(FIX) if FIX in self.form.offer.values else self._token(KEEP))
        if FIX in self.form.offer.values:
            self._press(self._token(FIX))
        self._forgets(name)
        for step in self.flow.steps:
            if name in step.depends_on:
                self._forgets(step.name)
        self._press(self._token(f"{FIX}{name}"))

    @rule(words=st.sampled_from([KEEP, "不取消", "随便说一句话看看", "1"]))
    def cancel_and_keep(self, words: str) -> None:
        self._say("取消", control="cancel")
        self._press(self._token(KEEP)) if words == KEEP else self._say(words)

    @rule(data=st.data())
    def press_an_old_button(self, data: st.DataObject) -> None:
        stale = [t for t in self.old_tokens if not t.startswith(self.form.offer.nonce)]
        if stale:
            self._press(data.draw(st.sampled_from(stale)))
        self._press(
            data.draw(st.sampled_from(["", "x.1", f"{self.form.offer.nonce}.99", f"{self.form.offer.nonce}.-1"]))
        )

    @rule(days=st.integers(0, 5))
    def come_back_later(self, days: int) -> None:
        self.ctx.uow.now += timedelta(days=days)
        self._after(ask(self.flow, self.ctx, self.form))

    @precondition(
        lambda self: any(
            n in TYPED and n in self.said and n not in ("privacy", "accused") for n in self.sources.values()
        )
    )
    @rule(data=st.data())
    def edit_a_message(self, data: st.DataObject) -> None:
        known = {
            m: n for m, n in self.sources.items() if n in self.said and n in TYPED and n not in ("privacy", "accused")
        }
        message = data.draw(st.sampled_from(sorted(known)))
        text, value = data.draw(st.sampled_from([pair for pair in TYPED[known[message]] if pair[1] is not None]))
        if self.said[known[message]] == SKIPPED:
            return
        self.said[known[message]] = value
        self._erase_what_no_longer_applies(known[message])
        heard = Heard(inbound=self._inbound(Kind.EDITED, text=text, message_id=message), text=text)
        self._after(editing.edit(self.flow, self.ctx, self.form, heard))

    @rule(kind=st.sampled_from(["提交", "就这样"]))
    def try_to_submit_too_early(self, kind: str) -> None:
        if self.open != "review":
            self._say(kind, control="submit")

    @invariant()
    def holds_what_was_said(self) -> None:
        if not hasattr(self, "said"):
            return
        answers = {name: value for name, value in self.form.answers.items() if value != []}
        assert answers == {name: value for name, value in self.said.items() if value != []}
        assert not self.submits

    @invariant()
    def review_shows_exactly_the_answers(self) -> None:
        if hasattr(self, "said") and self.open == "review":
            page = current(self.flow, self.ctx, self.form).prompt(self.ctx, self.form).text
            wanted = [
                f"{self.ctx.say(f'grievance.field.{s.name}')}：{s.show(self.ctx, self.said)}"
                for s in grievance.QUESTIONS
                if s.name in self.said and (s.applies(self.ctx, self.said) or self.said[s.name] != SKIPPED)
            ]
            assert page.split("\n\n", 1)[1] == "\n".join(wanted)

    def teardown(self) -> None:
        if not hasattr(self, "said"):
            return
        for _ in range(40):
            if self.open == "review":
                break
            self._go_on()
        expected = dict(self.said)
        self._after(ask(self.flow, self.ctx, self.form))
        ended = self._press(self._token(SUBMIT))
        assert ended.form is None
        assert ended.submitted
        assert self.submits == [expected]

    def _answer_plainly(self) -> None:
        name = self.open
        if name == "evidence":
            self.said["evidence"] = ["first", "second"]
            self._hear(Kind.MEDIA, files=("first", "second"))
            self._press(self._token(DONE))
            self.order.append(name)
            return
        text, value = TYPED[name][0]
        value = value if value is not None else self.form.offer.typed(text)
        self._say(text)
        self._gives(name, self.form.answers[name] if name == "privacy" else value)

    def _go_on(self) -> None:
        """Every question has a way on that anybody finds: skip it, press its first button or type an answer."""
        name, step = self.open, self.flow.step(self.open)
        assert step is not None
        self._after(ask(self.flow, self.ctx, self.form))
        if SKIP in self.form.offer.values:
            self.said[name] = SKIPPED
            self._press(self._token(SKIP))
        elif DONE in self.form.offer.values:
            self.said[name] = self.said.pop(f"{name}+")
            self._press(self._token(DONE))
        elif self.form.offer.values:
            self._press(self.form.offer.token(0))
            self.said[name] = self.form.answers[name]
        else:
            self._say("甲乙丙丁戊己")
            self.said[name] = self.form.answers[name]

    def _gives(self, name: str, value: Any) -> None:
        self.said[name] = value
        self.order.append(name)
        self._erase_what_no_longer_applies(name)

    def _erase_what_no_longer_applies(self, changed: str) -> None:
        for step in self.flow.steps:
            if changed in step.depends_on and not step.applies(self.ctx, self.said):
                self._forgets(step.name)

    def _forgets(self, name: str) -> None:
        gone = self.said.pop(name, None)
        self.order = [n for n in self.order if n != name]
        if isinstance(gone, list) and gone:
            self.said[f"{name}+"] = gone  # photos are offered again, one by one, not thrown away

    def _token(self, value: str) -> str:
        return self.form.offer.token(self.form.offer.values.index(value))

    def _press(self, token: str) -> Outcome:
        return self._after(
            engine.advance(self.flow, self.ctx, self.form, Heard(inbound=self._inbound(Kind.CHOICE, choice=token)))
        )

    def _say(self, text: str, control: str | None = None) -> Outcome:
        name = self.open
        outcome = self._hear(Kind.TEXT, text=text, control=control)
        if self.form.sources.get(f"m{self.messages}") == name:
            self.sources[f"m{self.messages}"] = name
        return outcome

    def _hear(
        self, kind: Kind, text: str = "", files: tuple[str, ...] = (), control: str | None = None, **parts: Any
    ) -> Outcome:
        heard = Heard(inbound=self._inbound(kind, text=text, **parts), text=text, attachments=files)
        return self._after(engine.advance(self.flow, self.ctx, self.form, heard, control))

    def _inbound(self, kind: Kind, **parts: Any) -> Inbound:
        self.messages += 1
        parts.setdefault("message_id", f"m{self.messages}")
        return Inbound(address=address_of("worker"), external_id=str(self.messages), kind=kind, sent_at=START, **parts)

    def _after(self, outcome: Outcome) -> Outcome:
        if outcome.form is not None:
            self.old_tokens.append(outcome.form.offer.token(0))
            self.form = Form.load(json.loads(json.dumps(outcome.form.dump())))
        return outcome


@pytest.fixture
def ctx(template: Template, house: House, tmp_path: Path) -> Iterator[FlowContext]:
    database = Database(f"sqlite:///{template.file}", template.vault, ManualClock(START))
    person = Person(id="0" * 32, grid_id=None, locale=DEFAULT_LOCALE)
    with database.engine.connect() as connection:
        uow = UnitOfWork(connection, template.vault, START)
        yield FlowContext(
            uow=uow, house=house, speaker=Speaker(address_id="0" * 32, address=address_of("worker"), person=person)
        )
    database.close()


def test_no_answer_is_lost_or_invented(ctx: FlowContext) -> None:
    walk = type("GrievanceWalk", (Walk,), {"ctx": ctx})
    run_state_machine_as_test(
        walk,
        settings=settings(  # type: ignore[no-untyped-call]
            max_examples=WALKS,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
