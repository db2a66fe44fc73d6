""" "先不投诉了，我想约律师" inside a form: it stays as a draft, what was told goes along, and nothing was submitted."""

import re

from bot.flows.catalog import flow_named
from bot.flows.declining import clauses
from bot.flows.form import Form
from bot.flows.slot_choice import HELD
from bot.handlers.forms import abandon
from bot.handlers.turn_context import Answers, TurnContext, with_words_above
from bot.handlers.unsure import serve

_LONGEST = 40  # characters; a longer message is an answer or a story
_LEAVES = re.compile(
    r"(?:先|还是|那|那就)?(?:不|别|唔)(?:想|要|用)?(?:投诉|维权|填|办|弄|搞|约|报名?|申请|告|提|参加|去|入会?)了?|算了|换成|改成|rather|instead"
)
# What the rest of the sentence asks for, and the flow that it opens; the first that fits.
_WANTS = (
    ("legal", "clinic", re.compile(r"约.{0,4}律师|找.{0,3}律师|问.{0,4}律师|法律门诊|lawyer")),
    (
        "grievance",
        "grievance",
        re.compile(r"直接(?:处理|办|解决)|帮我(?:处理|办|解决|要)|投诉|维权|工会出面|complain|grievance"),
    ),
    ("join", "join", re.compile(r"入会|加入工会|join")),
    ("event", "event", re.compile(r"(?:报名?|参加|看).{0,4}活动|event")),
    ("care", "care", re.compile(r"申请.{0,4}(?:帮扶|补助|救助)|困难帮扶")),
    ("suggestion", "suggestion", re.compile(r"提.{0,3}(?:建议|意见)")),
)
_HELD_BACK = frozenset(("suggestion", "proposal"))  # what is told there may be meant for nobody else's eyes


def hear(turn: TurnContext, form: Form) -> Answers | None:
    """Goes over to another service; None when the words are none of this."""
    leaves = _LEAVES.search(turn.text) if len(turn.text) <= _LONGEST else None
    if leaves is None or not flow_named(form.flow).resumable:
        return None
    rest = turn.text[leaves.end() :]
    wanted = next((want for want in _WANTS if want[2].search(rest)), None)
    if wanted is None or wanted[1] == form.flow:
        return None
    story = flow_named(form.flow).story
    told = form.answered(story) if story and form.flow not in _HELD_BACK else None
    more = " ".join(clause for clause in clauses(rest) if not wanted[2].search(clause))
    words = "\n".join(part for part in (told, more) if part)
    said = serve(turn, wanted[0], words, turn.inbound.message_id)
    return with_words_above(said, _left(turn, form, leaves[0]))


def _left(turn: TurnContext, form: Form, how: str) -> str:
    """What becomes of the form: it waits as a draft, or a half-made booking is given up with the place that it kept."""
    if HELD not in form.answers or "先" in how:
        return turn.say("talk.changed")
    abandon(turn, form)
    return turn.say("talk.changed_freed")
