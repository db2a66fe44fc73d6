"""Signed suggestions with their answers; and the anonymous box."""

from bot.store.inventory.entries import TableEntry, index, plain, sealed, table

ENTRIES: tuple[TableEntry, ...] = (
    table(
        "suggestions",
        plain("id", "names a suggestion"),
        plain("number", "what people call it; never a credential"),
        plain("kind", "suggestion or proposal"),
        plain("person_id", "who made it"),
        plain("grid_id", "the neighbourhood whose officer answers"),
        sealed("fields_sealed", "the worker's words"),
        plain("opened_at", "when it came"),
        plain("due_at", "when the answer is promised"),
        plain("answered_at", "when the first answer was given"),
    ),
    table(
        "suggestion_answers",
        plain("id", "names an answer"),
        plain("suggestion_id", "to what"),
        plain("staff_id", "whose answer it is"),
        sealed("text_sealed", "the answer"),
        plain("said_at", "when"),
    ),
    table(
        "box_items",
        plain("id", "names an item of the anonymous box; a random key, never beside a worker"),
        index("receipt_index", "finds the item by its receipt, which is kept nowhere"),
        plain("state", "whether it waits for words of the union"),
        plain("opened_on", "the day, never the hour"),
        plain("touched_on", "the day of the last words"),
        plain("closed_on", "the day from which it is kept for 90 days more"),
    ),
    table(
        "box_messages",
        plain("id", "names what was said; a random key"),
        plain("item_id", "in which item"),
        plain("position", "the order within the item"),
        plain("voice", "which side spoke; never who"),
        sealed("text_sealed", "the words"),
        plain("said_on", "the day, never the hour"),
    ),
    table(
        "box_days",
        plain("day", "the day of the last rewriting"),
        sealed("key_sealed", "the secret behind that day's marks; destroyed with the day"),
        row="day",
    ),
    table(
        "box_marks",
        index("mark", "an account under the day's secret: how much it wrote or tried, for a day"),
        plain("count", "how often"),
    ),
)
