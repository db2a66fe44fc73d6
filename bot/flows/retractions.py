"""Takes back what should not be stored: a colleague's name, the own phone number, the own name ("还是匿名吧")."""

import re

from bot.domain.cases import Identity
from bot.flows.flow import FlowContext
from bot.flows.form import SKIPPED, Answers
from bot.nlu.pii import mobile

_COLLEAGUE = re.compile(
    r"(?P<name>[\w·]{1,4}?)(?:的名字|的姓名|这个名字|的名)?(?:你|您|就|也|请|先){0,2}(?:别|不要|甭|莫)(?:写|记|提|留)"
)
_PHONE = re.compile(r"(?:电话|手机|号码|手机号).{0,3}(?:别|不要|不|甭|莫)(?:存|留|记|写|要)")
_NUMBER = re.compile(r"电话|手机|号|换|改|错|number|phone", re.IGNORECASE)
_SEALED = re.compile(r"(?<![不别])(?:还是|改成?|换成?|要|就|想)(?:选)?(?:匿名|不留名|密封)")
_NAMED = re.compile(r"(?<![不别])(?:还是|改成?|换成?|那就?|要|就|想)(?:选)?(?:实名|留名|用真名)")
_ASKS = ("吗", "么", "?", "？", "呢")
LONGEST = 40  # characters; a longer text tells a story


def retract(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """The known answers that ``text`` takes back, with what is left of them; empty when it takes nothing back."""
    if len(text) > LONGEST or text.endswith(_ASKS):
        return {}
    return _phone(text, known) or _identity(text, known) or _colleague(ctx, text, known)


def _phone(text: str, known: Answers) -> Answers:
    """No number at all, or another one."""
    before, said = known.get("phone"), mobile(text)
    if said and before not in (None, said) and _NUMBER.search(text):
        return {"phone": said}
    return {"phone": SKIPPED} if _PHONE.search(text) and known.get("phone") not in (None, SKIPPED) else {}


def _identity(text: str, known: Answers) -> Answers:
    """Only a choice that was made is changed; the first one is the question's own."""
    before = known.get("identity")
    for identity, pattern in ((Identity.SEALED, _SEALED), (Identity.NAMED, _NAMED)):
        if before not in (None, identity.value) and pattern.search(text):
            return {"identity": identity.value}
    return {}


def _colleague(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """A name that stands in the story is left out of it; somebody else's name is not ours to keep (PIPL Art. 6)."""
    story, found = known.get("story"), _COLLEAGUE.search(text)
    name = found["name"] if found else ""
    if not isinstance(story, str) or len(name) < 2 or name not in story:
        return {}
    return {"story": story.replace(name, ctx.say("grievance.colleague"))}
