"""The liaison's desk: notes, helpers, mediations, weekly digests."""

from bot.store.inventory.entries import TableEntry, index, plain, sealed, table

ENTRIES: tuple[TableEntry, ...] = (
    table(
        "case_notes",
        plain("id", "names a note"),
        plain("case_id", "on which case"),
        plain("kind", "a note, the reason of a hand-over, or a helper's report"),
        plain("author_id", "who wrote it"),
        sealed("text_sealed", "what staff say among themselves, never to the worker"),
        plain("written_at", "when"),
    ),
    table(
        "case_helpers",
        plain("id", "names somebody's part in a case"),
        plain("case_id", "in which case"),
        plain("role", "mediator or volunteer"),
        plain("person_id", "who helps; empty until the code is used"),
        index("code_index", "finds the one-time code with which the part is taken up"),
        plain("code_expires_at", "until when the code is good"),
        plain("added_by", "which staff member asked for help"),
        plain("added_at", "when"),
        plain("ended_at", "when it was over"),
    ),
    table(
        "mediations",
        plain("id", "names an attempt to mediate"),
        plain("case_id", "in which case"),
        plain("status", "asked, running, and how it ended"),
        plain("asked_by", "which staff member proposed it"),
        plain("asked_at", "when"),
        plain("due_at", "until when an agreement is sought"),
        plain("ended_at", "when it was over"),
        plain("version", "the fence of its timer"),
    ),
    table(
        "digest_weeks",
        plain("week", "a week whose digests are planned"),
        plain("planned_at", "when"),
    ),
    table(
        "digests",
        plain("week", "of which week"),
        plain("grid_id", "of which neighbourhood"),
        plain("answer", "nothing new, or something was added"),
        plain("answered_by", "which liaison said so"),
        plain("answered_at", "when"),
    ),
)
