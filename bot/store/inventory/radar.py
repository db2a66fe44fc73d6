"""The radar for what happens to many."""

from bot.store.inventory.entries import TableEntry, index, plain, sealed, table

ENTRIES: tuple[TableEntry, ...] = (
    table(
        "radar_marks",
        index("pattern_index", "a keyed hash of platform, place and kind of matter"),
        plain("person_mark", "a keyed hash of the person, another one for each pattern: it only counts people once"),
        plain("last_on", "the day on which the person last reported it, never the hour"),
    ),
    table(
        "radar_alerts",
        plain("id", "names an alert"),
        index("pattern_index", "a keyed hash of platform, place and kind of matter"),
        sealed("pattern_sealed", "platform, place and kind of matter"),
        plain("people", "how many people had reported it when it was raised"),
        plain("raised_at", "when it was raised"),
        plain("open", "whether the committee still has it on its list"),
    ),
    table(
        "radar_cases",
        plain("case_id", "a case whose worker wants it handled with the others"),
        plain("alert_id", "the alert that they belong to"),
    ),
)
