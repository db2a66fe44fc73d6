"""Text messages and sheets of paper: who agreed to texts, what became of them, where a notice hangs."""

from bot.store.inventory.entries import TableEntry, plain, table

ENTRIES: tuple[TableEntry, ...] = (
    table(
        "sms_agreements",
        plain("person_id", "who agreed to get texts when nothing else arrives"),
        plain("version", "the words that were agreed to"),
        plain("agreed_at", "since when"),
        row="person_id",
    ),
    table(
        "text_messages",
        plain("id", "names a text message; its provider knows it by this"),
        plain("broadcast_id", "which notice it tells of"),
        plain("person_id", "to whom; the number is looked up when it is sent"),
        plain("state", "where it stands"),
        plain("segments", "how many parts were paid for"),
        plain("tries", "how often it was tried"),
        plain("due_at", "not before"),
        plain("vendor_id", "the provider's name for it"),
        plain("error", "the code of what went wrong"),
        plain("created_at", "since when it waits"),
        plain("settled_at", "when its end was known"),
    ),
    table(
        "sms_halts",
        plain("code", "why the provider of texts refuses us"),
        plain("since", "since when"),
        row="code",
    ),
    table(
        "postings",
        plain("id", "names a sheet of paper to be put up"),
        plain("broadcast_id", "which notice it is"),
        plain("grid_id", "in which neighbourhood"),
        plain("document_id", "the sheet"),
        plain("state", "whether it hangs"),
        plain("photo_id", "how it looks there"),
        plain("posted_by", "who put it up"),
        plain("posted_at", "when"),
        plain("created_at", "when it was asked for"),
    ),
)
