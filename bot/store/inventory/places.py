"""Slots, bookings, the places they take, and the hour before which nobody wants to be woken."""

from bot.store.inventory.entries import TableEntry, index, plain, sealed, table

ENTRIES: tuple[TableEntry, ...] = (
    table(
        "slots",
        plain("id", "names something with a number of places"),
        plain("kind", "clinic, reception, event or pack"),
        plain("parent_id", "what it belongs to"),
        plain("title", "what it is called, or with whom"),
        plain("place", "where it is, or that it is by phone"),
        plain("starts_at", "when it begins"),
        plain("ends_at", "when it ends"),
        plain("capacity", "how many places it has"),
        plain("open", "whether it can be booked"),
        plain("version", "counts its changes"),
    ),
    table(
        "bookings",
        plain("id", "names a booking"),
        plain("slot_id", "of which slot"),
        plain("person_id", "whose it is"),
        plain("party", "how many places it wants"),
        plain("status", "held, booked, waiting ..."),
        plain("turn", "in which order they came"),
        plain("expires_at", "until when it is held or offered"),
        plain("confirmed_at", "when the person said that he will come"),
        sealed("note_sealed", "what the person said with it"),
        index("code_index", "finds it by the code that is shown at the door"),
        sealed("code_sealed", "the code that is shown at the door"),
        plain("created_at", "when it was made"),
        plain("version", "counts its changes"),
    ),
    table(
        "places",
        plain("slot_id", "of which slot"),
        plain("number", "which place"),
        plain("booking_id", "by which booking it is taken"),
        row="number",
    ),
    table(
        "reminder_hours",
        plain("person_id", "whose"),
        plain("earliest", "the hour of the day before which no reminder is sent"),
        row="person_id",
    ),
)
