"""Absences of staff, who stands in, and the duty of the week."""

from bot.store.inventory.entries import TableEntry, plain, sealed, table

ENTRIES: tuple[TableEntry, ...] = (
    table(
        "absences",
        plain("id", "names a stretch of days on which somebody is away"),
        plain("person_id", "who is away"),
        plain("deputy_id", "who stands in"),
        plain("starts_at", "from when"),
        plain("ends_at", "until when"),
        plain("ended_at", "when he was back early"),
        sealed("reason_sealed", "why, if he said so"),
        plain("entered_by", "who wrote it down"),
        plain("created_at", "when it was written down"),
    ),
    table(
        "stand_ins",
        plain("absence_id", "during which absence"),
        plain("case_id", "which case others took over"),
        row="case_id",
    ),
    table(
        "duty_days",
        plain("grid_id", "in which grid"),
        plain("weekday", "on which day of the week, Monday is 0"),
        plain("person_id", "who is on duty"),
        row="grid_id",
    ),
)
