"""Who may press which button, call which command and hand in which form: the whole of it, a row for each.

The names are those of the cast (tests/flows/things.py). Whoever stands in no row reads that there is no such thing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

COMMITTEE = frozenset(("committee", "committee2"))
OFFICERS = frozenset(("officer", "officer3", "twin"))  # of the first grid, where everything is
DECIDERS = OFFICERS | COMMITTEE
NEAR = frozenset(("liaison", "deputy")) | DECIDERS
EVERYWHERE = DECIDERS | {"officer2"}  # what belongs to no grid
STAFF = NEAR | {"liaison2", "officer2"}
OUTSIDE = frozenset(("worker", "hidden", "stranger", "aunt", "removed", "expired"))
CAST = STAFF | OUTSIDE | {"auditor"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """``about`` names the thing, ``may`` those for whom it is there. ``told`` are those who know of it and may not do
    this: by name the sentence that they read. ``own`` concerns only whoever presses, whatever the button says.
    """

    about: str
    may: frozenset[str] = frozenset()
    told: dict[str, str] = field(default_factory=dict)
    own: bool = False


def _rows(about: str, may: Iterable[str], *names: str) -> dict[str, Row]:
    return {name: Row(about=about, may=frozenset(may)) for name in names}


def _own(about: str, *names: str) -> dict[str, Row]:
    return {name: Row(about=about, own=True) for name in names}


def _prefixed(prefix: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{prefix}.{name}" for name in names)


_NOT_THE_AUTHOR = dict.fromkeys(DECIDERS - {"officer"}, "sending.not_yours")
# Whoever has a chat speaks for himself: nobody says anything in his place.
HAS_CHAT = dict.fromkeys(NEAR, "on_behalf.has_chat")
SAME_HUMAN = frozenset(("officer", "twin"))
# The author in either of his accounts.
_OWN_NOTICE = dict.fromkeys(SAME_HUMAN, "sending.own")

BUTTONS: dict[str, Row] = {
    **_rows("case", NEAR, "claim", "card", "history", "evidence", "helpers"),
    **_rows("case", NEAR, "mediate", "mediation_agreed", "mediation_failed"),
    **_rows("case", NEAR, "reply", "request", "transfer", "superior", "outcome", "note"),
    **_rows("case", NEAR, "pack", "checklist_ask", "pack_ask", *_prefixed("helping", "add", "remove")),
    **_rows("case", COMMITTEE, "unseal"),
    **_rows("case", {"liaison"}, "absences.take_back"),
    **_rows("case", {"aunt"}, *_prefixed("helping", "card", "report", "leave")),
    **_rows("case", {"hidden"}, "solved", "unsolved", "answer", "mediation_yes", "mediation_no", "mediation_leave"),
    **_rows("case", {"hidden"}, "proofs", "checklist", "pack_own", "pack_declare"),
    **_rows("wanted_pack", {"hidden"}, "pack_agree", "pack_refuse"),
    **_rows("joined", {"hidden"}, "alert.join"),
    **_rows("offline", NEAR, "told", "join_code", "unsolved_aloud", "checklist_aloud", "pack_aloud", "pack_heard"),
    "unseal_agree": Row(about="unsealing", may=frozenset({"committee2"}), told={"committee": "unseal.second_person"}),
    **_rows("list", STAFF, *_prefixed("list", "look", "requests")),
    **_rows("week", {"liaison"}, *_prefixed("weekly", "nothing", "added")),
    **_rows("request", {"worker"}, *_prefixed("request", "write", "cancel", "change")),
    **_rows("request", NEAR, *_prefixed("request", "reply", "done")),
    **_rows("aid", DECIDERS, *_prefixed("aid", "approve", "refuse")),
    **_rows("given_aid", DECIDERS, "aid.delivered"),
    **_rows("given_aid", {"worker"}, *_prefixed("aid", "received", "missing")),
    **_rows("quarter", EVERYWHERE, "wishes.plan"),
    **_rows("suggestion", DECIDERS, "suggestions.answer"),
    **_rows("item", EVERYWHERE, *_prefixed("suggestions", "item_open", "item_answer", "item_close")),
    **_rows("application", DECIDERS, *_prefixed("member", "approve", "refuse")),
    **_own("self", *_prefixed("member", "withdraw", "leave", "leave_sure", "stay")),
    **_own("tag", *_prefixed("tag", "drop", "drop_all", "again")),
    **_own("kind", *_prefixed("notices", "off", "on", "keep")),
    **_own("self", "texting.stop"),
    **_rows("visit", EVERYWHERE, *_prefixed("visit", "no_show", "came", "outcome")),
    **_rows("sign_up", {"worker"}, *_prefixed("booking", "accept", "decline", "leave", "cancel", "confirm", "move")),
    **_rows("pack", {"worker"}, "packs.give_back"),
    **_rows("sign_up", {"worker"}, *_prefixed("events", "pass", "feedback")),
    **_rows("event", DECIDERS | {"liaison"}, "events.list"),
    **_rows("sign_up", DECIDERS | {"liaison"}, *_prefixed("events", "out", "verify")),
    **_rows("sheet", NEAR, "sheets.photo"),
    **_rows("notice", DECIDERS, *_prefixed("sheets", "list", "photos")),
    **_rows("alert", COMMITTEE, *_prefixed("alert", "show", "close")),
    **_own("notice", "acknowledge.broadcast"),
    **_rows("notice", DECIDERS, *_prefixed("broadcasts", "open", "send_back", "pause", "resume", "cancel")),
    **_rows("notice", DECIDERS, *_prefixed("broadcasts", "take_back", "stop", "call_off", "recall", "keep", "untold")),
    "broadcasts.edit": Row(about="notice", may=frozenset({"officer"}), told=_NOT_THE_AUTHOR),
    "broadcasts.approve": Row(about="notice", may=DECIDERS - set(_OWN_NOTICE), told=_OWN_NOTICE),
    **_rows("untold", NEAR, "broadcasts.names"),
}

_ANYBODY = (
    *("start", "menu", "help", "language", "status", "resume", "grievance", "grid", "clinic", "reception", "care"),
    *("aid", "wish", "pack", "events", "suggest", "proposal", "receipt", "join", "card", "portrait", "link", "human"),
    *("callback", "faq", "mine", "texts", "notices"),
)
COMMANDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(_ANYBODY, CAST),
    **dict.fromkeys(("on_behalf", "handout", "cases", "absence", "returned", "rota"), STAFF),
    "tools": STAFF | {"auditor"},
    **dict.fromkeys(("sessions", "announce", "aids", "new_event", "new_session", "call_off"), EVERYWHERE),
    **dict.fromkeys(("restock", "box"), EVERYWHERE),
    **dict.fromkeys(("dead", "set_rota", "invite", "remove_staff", "board", "broadcast", "broadcasts"), EVERYWHERE),
    **dict.fromkeys(("record", "radar"), COMMITTEE),
    "counts": COMMITTEE | {"auditor"},
}
