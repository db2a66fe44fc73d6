"""Requests for a human being."""

from bot.store.inventory.entries import TableEntry, plain, sealed, table

ENTRIES: tuple[TableEntry, ...] = (
    table(
        "callbacks",
        plain("id", "names a request for a human being"),
        plain("kind", "to be written to or to be called"),
        plain("status", "whether it still has to be done"),
        plain("person_id", "who asked"),
        plain("grid_id", "the neighbourhood whose staff answers"),
        plain("assignee_id", "who was asked to answer"),
        sealed("details_sealed", "the number to call, the good hour, what it is about, and whom the person avoids"),
        plain("due_at", "by when an answer is promised"),
        plain("created_at", "when it was asked for"),
        plain("ended_at", "when it was done or called off"),
        plain("version", "the fence of its reminders"),
    ),
)
