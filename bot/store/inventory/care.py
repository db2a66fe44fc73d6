"""Applications for help, wishes and plans, and the packs of a campaign."""

from bot.store.inventory.entries import TableEntry, plain, sealed, table

ENTRIES: tuple[TableEntry, ...] = (
    table(
        "aids",
        plain("id", "names an application for help"),
        plain("person_id", "whose it is"),
        plain("kind", "what help is asked for"),
        plain("status", "how far it has come"),
        plain("grid_id", "the neighbourhood whose officer decides"),
        sealed("story_sealed", "the hardship in the worker's words"),
        sealed("details_sealed", "the children's ages, the sum, whether he may be called"),
        plain("decided_by", "which officer decided"),
        sealed("reason_sealed", "why it was approved or refused"),
        plain("created_at", "when it was asked for"),
        plain("decided_at", "when it was decided"),
        plain("delivered_at", "when the help was handed over"),
        plain("received_at", "when the worker said that he has it"),
        plain("version", "counts its changes"),
    ),
    table(
        "wishes",
        plain("id", "names a wish"),
        plain("quarter", "in which quarter it counts"),
        plain("kind", "what is wished for"),
        plain("person_id", "who hears what was planned"),
        sealed("note_sealed", "the wish in the worker's words"),
        plain("created_at", "when"),
    ),
    table(
        "plans",
        plain("quarter", "the quarter whose wishes it answers"),
        plain("kind", "for which kind of wish"),
        plain("text", "what the union planned, told to everybody who wished for it"),
        plain("planned_by", "which officer wrote it"),
        plain("planned_at", "when"),
        row="kind",
    ),
    table(
        "pack_claims",
        plain("campaign", "the campaign"),
        plain("person_id", "who takes a pack of it"),
        plain("booking_id", "the pack that is kept for him"),
        row="booking_id",
    ),
)
