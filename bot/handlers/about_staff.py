"""A complaint about one of the union's own people as it comes up ("就是他的事 上个月收了我两百"), and who reads it."""

import re

from bot.flows.case_form import ABOUT_STAFF, UNSURE
from bot.flows.form import Form
from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answers, TurnContext
from bot.store import callbacks, people

_LEAST = 6  # characters
_ABOUT_HIM = re.compile(r"他|她|佢|\b(?:him|his|her|he|she)\b")
# What somebody complains of when the person is known already.
_DEED = re.compile(
    r"(?:他|她|佢)的?事|投诉|举报|收[了我过]|要[了过钱]|红包|好处|回扣|插队|骗|骂|打[了我人]|威胁|刁难|欺负|骚扰|摸|逼|克扣|勒索"
    r"|不管|不理|态度|complain|bribe|money|insult|threat"
)
_OURS = "(?:副?联络员|网格员|专干|委员|liaison|union officer)"
# Said outright of one of ours, whoever that is: who it is about is asked next.
_OUTRIGHT = re.compile(
    r"(?:投诉|举报|complain(?: about)?|report)"
    rf"(?:一下|你们|您们|工会|那个|这个|我们|片区|网格|的|我|my|the|your|\s)*{_OURS}"
    rf"|{_OURS}[^站老平公经队问说帮让叫给,，。]{{0,5}}(?:收了我|要红包|要好处|要回扣|骂|骚扰|摸|威胁|勒索|打了?我|态度)",
    re.IGNORECASE,
)
_REACHES_HIM = re.compile(
    r"(?:会不会|能不能|是不是|(?<!不)[会能])[^，。？?]{0,8}(?:(?:到|落|传)(?:他|她|佢|本人|当事人)|(?:他|她|佢|本人|当事人)[^，。？?]{0,4}"
    r"(?:看|知|晓|听|见))|(?:他|她|佢|本人|当事人)(?:会不会|能不能|是不是)[^，。？?]{0,4}(?:看|知|晓|听|见)"
    r"|(?:will|can|does) (?:he|she|they) (?:see|know|read|hear)"
)


def hear(turn: TurnContext) -> Answers | None:
    """A complaint about one of the union's own people: beside an open case it would go to the very one it is about."""
    if _OUTRIGHT.search(turn.text):
        return _complaint(turn, ())
    return _about_the_spared(turn)


def _about_the_spared(turn: TurnContext) -> Answers | None:
    """Words about somebody whom the worker has just asked to be spared, which he never reads."""
    request = callbacks.open_callback_of(turn.uow, turn.speaker.person.id)
    if request is None or not request.avoided or len(turn.text) < _LEAST:
        return None
    names = people.people_named(turn.uow, request.avoided).values()
    about_him = _ABOUT_HIM.search(turn.text) or any(name in turn.text or f"姓{name[0]}" in turn.text for name in names)
    if not about_him or not _DEED.search(turn.text):
        return None
    return _complaint(turn, request.avoided)


def _complaint(turn: TurnContext, accused: tuple[str, ...]) -> Answers:
    known = {"category": ABOUT_STAFF}
    if len(accused) == 1:
        known["accused"] = accused[0]
    files = {"evidence": list(turn.attachments)} if turn.attachments else {}
    return open_flow(turn, "grievance", answers={**known, **files}, text=turn.text, source=turn.inbound.message_id)


def comes_up(turn: TurnContext, form: Form) -> Answers | None:
    """The same within a case about something else, whose story he would read."""
    if form.flow != "grievance" or form.answers.get("category") == ABOUT_STAFF or not _OUTRIGHT.search(turn.text):
        return None
    return _complaint(turn, ())


def asked(turn: TurnContext, form: Form) -> Answers | None:
    """ "我的话会不会到他手里": who reads a complaint about the union's own people, and who never does."""
    if form.answers.get("category") != ABOUT_STAFF or not _REACHES_HIM.search(turn.text):
        return None
    accused = form.answered("accused")
    named = people.people_named(turn.uow, [accused]) if accused and accused != UNSURE else {}
    return turn.answer("grievance.accused_never", who=named.get(accused or "") or turn.say("grievance.the_accused"))
