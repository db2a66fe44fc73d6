"""Which kinds of notice somebody does not want, and the messages in which staff watch one go out."""

from bot.store.inventory.entries import TableEntry, plain, table

ENTRIES: tuple[TableEntry, ...] = (
    table(
        "notice_opt_outs",
        plain("person_id", "who does not want it"),
        plain("kind", "which kind of notice"),
        plain("at", "since when"),
    ),
    table(
        "broadcast_screens",
        plain("letter_id", "the message that changes with a notice"),
        plain("broadcast_id", "which notice"),
        plain("person_id", "who watches it"),
        plain("view", "what it shows: the request to agree, or the progress"),
        plain("drawn_as", "how the notice stood when its buttons were made"),
    ),
)
