"""Cases that staff entered for workers without a chat."""

from bot.store.inventory.entries import TableEntry, index, plain, table

ENTRIES: tuple[TableEntry, ...] = (
    table(
        "on_behalf",
        plain("case_id", "which case was entered for somebody"),
        plain("entered_by", "which staff member entered it and heard the consent"),
        plain("heard_at", "when the worker agreed aloud"),
        plain("code_by", "which staff member made the code that joins a chat"),
        plain("joined_at", "when he took it into his own chat"),
        row="case_id",
    ),
    table(
        "offline_people",
        plain("person_id", "whom staff entered cases for"),
        index("phone_index", "finds him again by his number"),
        row="person_id",
    ),
    table(
        "call_tasks",
        plain("message_id", "which answer has to be told aloud"),
        plain("case_id", "in which case"),
        plain("staff_id", "who was asked to call"),
        plain("asked_at", "when"),
        plain("told_at", "when the worker heard it"),
        plain("told_by", "from whom"),
        row="message_id",
    ),
)
