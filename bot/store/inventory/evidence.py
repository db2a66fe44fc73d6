"""Evidence: what was asked for and what came of it."""

from bot.store.inventory.entries import TableEntry, plain, table

ENTRIES: tuple[TableEntry, ...] = (
    table(
        "evidence_items",
        plain("case_id", "of which case"),
        plain("item", "which line of the checklist"),
        plain("state", "given, not to be had, or put off"),
        plain("changed_at", "when the worker said so"),
        row="item",
    ),
    table(
        "evidence_packs",
        plain("id", "names a pack"),
        plain("case_id", "of which case"),
        plain("staff_id", "which staff member asked for it; empty: the worker himself"),
        plain("status", "asked for, agreed to, refused or made"),
        plain("asked_at", "when it was asked for"),
        plain("declared_at", "when the worker agreed and declared that it is true"),
        plain("heard_by", "who heard him declare it aloud, where he has no chat"),
    ),
)
