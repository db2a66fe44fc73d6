"""Which kinds of notice somebody does not want."""

from bot.store.inventory.entries import TableEntry, plain, table

ENTRIES: tuple[TableEntry, ...] = (
    table(
        "notice_opt_outs",
        plain("person_id", "who does not want it"),
        plain("kind", "which kind of notice"),
        plain("at", "since when"),
    ),
)
