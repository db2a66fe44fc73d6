"""Applications to join, members, and the tags that members gave themselves."""

from bot.store.inventory.entries import TableEntry, index, plain, sealed, table

ENTRIES: tuple[TableEntry, ...] = (
    table(
        "applications",
        plain("id", "names an application to join"),
        plain("person_id", "who wants to join"),
        plain("union_key", "which union"),
        plain("grid_id", "the neighbourhood whose officer decides"),
        plain("status", "how far it has come"),
        sealed("details_sealed", "his work, platforms and area, in his words"),
        sealed("reason_sealed", "why it was refused, and what he can do next"),
        plain("decided_by", "which officer decided"),
        plain("created_at", "when he applied"),
        plain("due_at", "by when he was promised an answer"),
        plain("decided_at", "when it was decided"),
        plain("version", "counts its changes"),
    ),
    table(
        "members",
        plain("id", "names a membership"),
        plain("person_id", "whose it is"),
        plain("union_key", "in which union"),
        plain("grid_id", "the neighbourhood that took him in"),
        index("number_index", "keeps a member's number from being given twice"),
        sealed("number_sealed", "the number on his card"),
        plain("since", "since when"),
        plain("left_at", "until when"),
    ),
    table(
        "tags",
        plain("id", "names a tag"),
        plain("person_id", "who gave it to himself"),
        sealed("tag_sealed", "what he told about his needs"),
        plain("created_at", "when"),
    ),
)
