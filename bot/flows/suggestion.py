"""A suggestion: signed, with an answer by name and date; or into the anonymous box, which keeps nobody's name.

What the chat platform can see is said in the first question, before anything is written.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.suggestions import IDEA, SuggestionKind, show_receipt
from bot.flows import parsers
from bot.flows.consent import consent_step
from bot.flows.flow import Done, Flow, FlowContext, Option
from bot.flows.form import Answers, Form
from bot.flows.neighbourhood import neighbourhood
from bot.flows.review import Review
from bot.flows.signed_ideas import hand_in
from bot.flows.steps import Ask, Choose, answered
from bot.services import box
from bot.store import blanking

SIGNED, ANONYMOUS = "signed", "anonymous"
WAYS = (SIGNED, ANONYMOUS)
LEAST_IDEA = 5  # characters
_SHORT = 30  # characters: a longer text that says 匿名 tells a story about it
_ANONYMOUS_WORDS = ("匿名", "不署名", "不留名", "别写我名", "anonym")
_SIGNED_WORDS = ("实名", "留名", "署名", "真名", "signed", "my name")


def _ways(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=way, label=ctx.say(f"suggestion.way_{way}")) for way in WAYS]


def _way(ctx: FlowContext, text: str) -> str | None:
    """Which way a short sentence asks for."""
    if len(text) > _SHORT:
        return None
    if "不匿名" not in text and any(word in text.lower() for word in _ANONYMOUS_WORDS):
        return ANONYMOUS
    return SIGNED if "不匿名" in text or any(word in text.lower() for word in _SIGNED_WORDS) else None


def _understood(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value="yes", label=ctx.say("suggestion.aware_yes"))]


def _yes(ctx: FlowContext, text: str) -> str | None:
    return "yes" if ctx.house.words.affirmative(text) or "明白" in text or "知道" in text else None


_WAY = Choose(name="way", text="suggestion.ask_way", again="suggestion.way_again", options=_ways, understand=_way)
_IDEA = Ask(name=IDEA, text="suggestion.ask_idea", parse=parsers.words(least=LEAST_IDEA, most=parsers.MOST_STORY))
_NAME = Ask(
    name="name",
    text="suggestion.ask_name",
    parse=parsers.person_name,
    optional=True,
    when=answered("way", SIGNED),
    asked=lambda ctx: not ctx.speaker.person.has_name,
    depends_on=("way",),
)
# How the box works and who can see what: also on the way of those who change their mind on the last page.
_AWARE = Choose(
    name="aware",
    text="suggestion.ask_aware",
    options=_understood,
    understand=_yes,
    when=answered("way", ANONYMOUS),
    depends_on=("way",),
)
QUESTIONS = (
    _WAY,
    replace(consent_step(), when=answered("way", SIGNED)),
    _AWARE,
    _IDEA,
    replace(neighbourhood(only_once=True), when=answered("way", SIGNED), depends_on=("way",)),
    _NAME,
)


def gather(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """The words that opened the flow are the suggestion; the way is always asked, for what it means is said there."""
    return {IDEA: text} if len(text) >= LEAST_IDEA and _way(ctx, text) is None else {}


def correct(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """ "还是匿名吧": on any page after the first."""
    way = _way(ctx, text)
    return {"way": way} if way and "way" in known and way != known["way"] else {}


def submit(ctx: FlowContext, form: Form) -> Done:
    """Puts it where its writer wants it."""
    return _into_the_box(ctx, form) if form.answers["way"] == ANONYMOUS else _signed(ctx, form)


def _into_the_box(ctx: FlowContext, form: Form) -> Done:
    receipt = box.put(ctx.uow, ctx.speaker.person.id, form.answers[IDEA])
    # The last page showed the words; nothing that we said meanwhile may stand beside this address any more.
    blanking.blank_since(ctx.uow, ctx.speaker.address_id, form.opened_at)
    return Done(text=ctx.say("suggestion.in_the_box", receipt=show_receipt(receipt)), fleeting=True)


def _signed(ctx: FlowContext, form: Form) -> Done:
    fields, name = {IDEA: form.answers[IDEA]}, form.answered("name")
    return hand_in(ctx, form, SuggestionKind.SUGGESTION, fields, name=name, accepted="suggestion.accepted")


FLOW = Flow(
    name="suggestion",
    version=1,
    steps=(
        *QUESTIONS,
        Review(text="suggestion.review", fields="suggestion.field", of=(_WAY, _IDEA, QUESTIONS[4], _NAME)),
    ),
    submit=submit,
    gather=gather,
    correct=correct,
    story=IDEA,
)
