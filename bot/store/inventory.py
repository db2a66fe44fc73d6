"""Every column of every table: what it is for, and how it is kept. Key rotation walks it; a test fails on a gap.

Sealed columns hold what people entrusted to us, as ciphertext bound to its place (``table.column`` and the row's id).
Index columns are keyed fingerprints for look-up. Plain ones tell nothing about a person without the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_SUFFIX = "_sealed"


class Kept(StrEnum):
    """How a column is kept."""

    SEALED = "sealed"
    INDEX = "index"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Entry:
    """One column, and what it is for."""

    column: str
    kept: Kept
    purpose: str


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table; sealed columns are bound to the row by the value of ``row``, which is unique in it."""

    name: str
    row: str
    entries: tuple[Entry, ...]

    @property
    def sealed(self) -> tuple[str, ...]:
        """The sealed columns."""
        return tuple(entry.column for entry in self.entries if entry.kept is Kept.SEALED)

    def place(self, column: str) -> str:
        """What a sealed column's values are bound to besides the row: ``cases.story`` for ``story_sealed``."""
        return f"{self.name}.{column.removesuffix(_SUFFIX)}"


def tables_with_secrets() -> Iterator[TableEntry]:
    """The tables that have sealed columns."""
    return (table for table in INVENTORY if table.sealed)


def _plain(column: str, purpose: str) -> Entry:
    return Entry(column, Kept.PLAIN, purpose)


def _index(column: str, purpose: str) -> Entry:
    return Entry(column, Kept.INDEX, purpose)


def _sealed(column: str, purpose: str) -> Entry:
    return Entry(column, Kept.SEALED, purpose)


def _table(name: str, *entries: Entry, row: str = "id") -> TableEntry:
    return TableEntry(name, row, entries)


INVENTORY: tuple[TableEntry, ...] = (
    _table(
        "grids",
        _plain("id", "names a grid"),
        _plain("code", "what people call it (G03)"),
        _plain("name", "what workers call it"),
        _plain("areas", "its circles on the map"),
    ),
    _table(
        "people",
        _plain("id", "names a person without saying who it is"),
        _plain("grid_id", "the neighbourhood that he is looked after by"),
        _plain("locale", "the language he is spoken to in"),
        _plain("consent_version", "the consent text that he agreed to last"),
        _sealed("name_sealed", "how he wants to be called"),
        _sealed("phone_sealed", "the mobile number that he left"),
        _plain("created_at", "when he first wrote"),
    ),
    _table(
        "addresses",
        _plain("id", "names a way to reach a person"),
        _plain("person_id", "whose it is"),
        _plain("channel", "which channel"),
        _plain("account", "which account of ours there"),
        _sealed("user_sealed", "the platform's id of the user"),
        _index("user_index", "finds the address again when its user writes"),
        _plain("unreachable_at", "since when nothing arrives there"),
        _plain("unreachable_code", "what the platform said then"),
        _plain("created_at", "when it first wrote"),
    ),
    _table(
        "grants",
        _plain("id", "names a role that somebody holds"),
        _plain("person_id", "who holds it"),
        _plain("role", "which role"),
        _plain("grid_id", "for which grid; none: the whole union"),
        _plain("granted_at", "since when"),
        _plain("granted_by", "by whom"),
        _plain("revoked_at", "until when"),
        _plain("revoked_by", "who took it away"),
    ),
    _table(
        "codes",
        _index("code_index", "recognises a one-time code, which itself is kept nowhere"),
        _plain("purpose", "what it is for"),
        _plain("person_id", "whose second chat it links"),
        _plain("role", "the role that it gives"),
        _plain("grid_id", "the grid that it gives it for"),
        _plain("expires_at", "until when it works"),
        _plain("used_at", "when it was used"),
    ),
    _table(
        "consents",
        _plain("id", "names a consent"),
        _plain("person_id", "who gave it"),
        _plain("purpose", "what for"),
        _plain("version", "to which text"),
        _plain("channel", "where"),
        _plain("given_at", "when"),
    ),
    _table(
        "sessions",
        _plain("address_id", "whose conversation it is"),
        _sealed("state_sealed", "open forms with their answers, drafts, buttons shown"),
        _plain("touched_at", "when he wrote last"),
        row="address_id",
    ),
    _table(
        "inbox",
        _index("key", "recognises a message that comes twice"),
        _plain("reply_id", "the answer that it got"),
        _plain("handled_at", "when"),
    ),
    _table(
        "poison",
        _index("key", "recognises a message that breaks the code"),
        _plain("tries", "how often it was tried"),
        _plain("error", "the kind of error"),
        _sealed("payload_sealed", "the message itself, once it is put aside"),
        _plain("quarantined_at", "when it was put aside"),
        _plain("seen_at", "when it came last"),
        row="key",
    ),
    _table(
        "outbox",
        _plain("seq", "the order of messages"),
        _plain("id", "names a message to somebody"),
        _plain("address_id", "to whom"),
        _plain("channel", "which channel"),
        _plain("account", "which account of ours there"),
        _plain("purpose", "how urgent"),
        _plain("status", "how far it has come"),
        _sealed("body_sealed", "its words and buttons"),
        _plain("attachment_id", "the file that goes with it"),
        _plain("key", "keeps the same message from being queued twice"),
        _plain("due_at", "not before"),
        _plain("expires_at", "not after"),
        _plain("tries", "how often it was tried"),
        _plain("repeated", "whether a doubtful send was repeated"),
        _plain("vendor_id", "the platform's id of the message"),
        _plain("error", "what the platform said"),
        _plain("created_at", "when it was queued"),
        _plain("settled_at", "when its fate was known"),
    ),
    _table(
        "timers",
        _plain("id", "names something to be looked at later"),
        _plain("kind", "what is to be looked at"),
        _plain("subject_id", "which case or address"),
        _plain("due_at", "when"),
        _plain("planned_at", "when without quiet hours"),
        _plain("fence", "what must still hold then"),
        _plain("step", "how often it has come round"),
        _plain("tries", "how often it failed"),
    ),
    _table(
        "cases",
        _plain("id", "names a case"),
        _plain("number", "what people call it; never a credential"),
        _plain("category", "what it is about"),
        _plain("urgency", "how fast a person must react"),
        _plain("status", "how far it has come"),
        _plain("closing", "how it ended"),
        _plain("identity", "named, or sealed towards the handler"),
        _plain("person_id", "whose it is; empty in a sealed case"),
        _index("owner_index", "finds a worker's own cases, sealed ones too"),
        _sealed("link_sealed", "whose a sealed case is"),
        _plain("grid_id", "the neighbourhood that looks after it"),
        _plain("assignee_id", "who has it in hand"),
        _plain("accused_id", "which staff member it is about"),
        _plain("about_staff", "whether it is about union staff"),
        _plain("company_may_know", "whether the company may learn who complained"),
        _sealed("story_sealed", "what happened, in the worker's words"),
        _sealed("facts_sealed", "when, which platform and station, how much"),
        _plain("opened_at", "when it was opened"),
        _plain("closed_at", "when it was closed"),
        _plain("round", "how often it was opened"),
        _plain("rating", "the worker's one to five"),
        _sealed("comment_sealed", "the worker's words to the rating"),
        _plain("version", "counts its changes"),
    ),
    _table(
        "case_messages",
        _plain("id", "names something said in a case"),
        _plain("case_id", "in which case"),
        _plain("author", "worker or staff"),
        _plain("staff_id", "which staff member"),
        _plain("kind", "story, reply, outcome ..."),
        _sealed("text_sealed", "what was said"),
        _plain("canned", "whether it was a ready-made sentence"),
        _plain("round", "in which round of the case"),
        _index("source_index", "finds it again when its message is edited"),
        _plain("said_at", "when"),
    ),
    _table(
        "attachments",
        _plain("id", "names a picture or file"),
        _plain("case_id", "of which case"),
        _plain("message_id", "of which message"),
        _plain("status", "pending, ready or refused"),
        _sealed("source_sealed", "where it is to be fetched, and whom to tell"),
        _plain("file", "the random name of our encrypted copy"),
        _plain("mime", "what our copy is"),
        _plain("sha256", "the fingerprint of our re-encoded copy"),
        _plain("size", "bytes of our copy"),
        _plain("refusal", "why it was not taken"),
        _plain("tries", "how often it was fetched"),
        _plain("due_at", "when it is looked at next"),
        _plain("created_at", "when it came"),
    ),
    _table(
        "clocks",
        _plain("id", "names a promise"),
        _plain("case_id", "about which case"),
        _plain("kind", "what is owed"),
        _plain("started_at", "since when"),
        _plain("due_at", "by when"),
        _plain("met_at", "when it was kept"),
        _plain("stopped_at", "when nothing was owed any more"),
        _plain("level", "how far the ladder has climbed"),
    ),
    _table(
        "escalations",
        _plain("clock_id", "which promise"),
        _plain("level", "which level of its ladder"),
        _plain("told", "which role was told"),
        _plain("planned_at", "when it was to be told"),
        _plain("fired_at", "when it was"),
    ),
    _table(
        "buttons",
        _plain("token", "what comes back when the button is pressed"),
        _plain("person_id", "who alone may press it"),
        _sealed("action_sealed", "what it does, with which case"),
        _plain("expires_at", "until when"),
        row="token",
    ),
    _table(
        "unsealings",
        _plain("id", "names a request to open a sealed case"),
        _plain("case_id", "which case"),
        _plain("asked_by", "the first committee member"),
        _plain("asked_at", "when"),
        _sealed("reason_sealed", "why"),
        _plain("agreed_by", "the second one"),
        _plain("agreed_at", "when"),
    ),
    _table(
        "audit",
        _plain("seq", "the order of entries"),
        _plain("at", "when"),
        _plain("actor_id", "which staff member; empty: the worker himself or the service"),
        _plain("action", "what was done or read"),
        _plain("subject", "to what kind of thing"),
        _plain("subject_id", "to which"),
        _plain("detail", "a constant or an id, never words of people"),
    ),
    _table(
        "leases",
        _plain("name", "which channel account"),
        _plain("holder", "which process sends for it"),
        _plain("until", "until when"),
    ),
)
