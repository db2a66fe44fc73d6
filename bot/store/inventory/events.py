"""Events, who came to them, and what they thought of them."""

from bot.store.inventory.entries import TableEntry, plain, sealed, table

ENTRIES: tuple[TableEntry, ...] = (
    table(
        "events",
        plain("id", "names an event; its slot has it as parent"),
        plain("code", "its name in an import file, so that a second import changes it"),
        plain("grid_id", "the neighbourhood it is for; empty for the whole union"),
        plain("tags", "what kind of event it is"),
        plain("organiser_id", "who runs it and checks people in"),
        plain("companions", "how many people one person may bring"),
        plain("asks_ages", "whether children's ages are asked for"),
        plain("questions", "the organiser's own questions"),
        plain("volunteer", "whether hours are counted"),
    ),
    table(
        "attendances",
        plain("booking_id", "which booking"),
        plain("checked_in_at", "when the person came"),
        plain("checked_out_at", "when the person left"),
        plain("verified_at", "when the hours were verified"),
        plain("verified_by", "who verified them"),
        plain("feedback_at", "that it was given; not which"),
    ),
    table(
        "event_feedback",
        plain("id", "random: it tells neither who wrote it nor when"),
        plain("event_id", "which event"),
        plain("stars", "one to five"),
        plain("again", "whether the writer would come again"),
        sealed("comment_sealed", "what the writer said"),
    ),
)
