"""提案: a formal proposal with its four fields; without all four it is not taken, for nobody could act on it."""

import re

from bot.domain.suggestions import PROPOSAL_FIELDS, SuggestionKind
from bot.flows import parsers
from bot.flows.consent import consent_step
from bot.flows.flow import Done, Flow, FlowContext, Invalid, Reject
from bot.flows.form import Answers, Form
from bot.flows.neighbourhood import neighbourhood
from bot.flows.review import Review
from bot.flows.signed_ideas import hand_in
from bot.flows.steps import Ask

_MOST = 1000  # characters of one field
_LEAST = {"problem": 4, "remedy": 4, "department": 2, "deadline": 2}
# "提案：问题是等餐太久；办法是…；责任方平台；三个月内改": the label of a piece says which field it is.
_LABELS = {
    "problem": re.compile(r"^(?:问题描述|问题)(?:是|[:：])?\s*"),
    "remedy": re.compile(r"^(?:建议方案|解决办法|办法|方案|建议)(?:是|[:：])?\s*"),
    "department": re.compile(r"^(?:责任部门|责任单位|责任方|责任人|归)(?:是|[:：])?\s*"),
    "deadline": re.compile(r"^(?:整改时限|时限|期限)(?:是|[:：])?\s*"),
}
_SOON = re.compile(r"^.{1,12}(?:内|之前|以前|前|底)(?:改|整改|完成|解决|落实|办)\S{0,4}$")
_OPENING = re.compile(r"^(?:正式)?提案\s*[:：,，]?\s*")
_PIECES = re.compile(r"[;；。\n]+")


def _field(name: str) -> parsers.Parser:
    """The words of a field; "没有" and "不知道" leave it missing."""
    read = parsers.words(least=_LEAST[name], most=_MOST)

    def parse(ctx: FlowContext, text: str) -> str:
        if ctx.house.words.negative(text):
            raise Invalid("proposal.field_missing")
        return read(ctx, text)

    return parse


QUESTIONS = tuple(Ask(name=name, text=f"proposal.ask_{name}", parse=_field(name)) for name in PROPOSAL_FIELDS)
_GRID = neighbourhood(only_once=True)


def gather(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """The fields of a proposal that was written in one go, by their labels."""
    found: Answers = {}
    for piece in _PIECES.split(_OPENING.sub("", text.strip())):
        piece = piece.strip()
        for name, label in _LABELS.items():
            words = label.sub("", piece)
            if label.match(piece) and len(words) >= _LEAST[name]:
                found.setdefault(name, words)
        if _SOON.match(piece):
            found.setdefault("deadline", piece)
    return found


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Puts it before the officer; one that lacks a field is not taken."""
    fields = {name: str(form.answered(name) or "").strip() for name in PROPOSAL_FIELDS}
    for name, words in fields.items():
        if not words:
            return Reject(step=name, key="proposal.field_missing")
    return hand_in(ctx, form, SuggestionKind.PROPOSAL, fields, name=None, accepted="proposal.accepted")


FLOW = Flow(
    name="proposal",
    version=1,
    steps=(
        consent_step(),
        *QUESTIONS,
        _GRID,
        Review(text="proposal.review", fields="suggestion.field", of=(*QUESTIONS, _GRID)),
    ),
    submit=submit,
    gather=gather,
    story="problem",
)
