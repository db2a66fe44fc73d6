"""Notices to many, who is to get them, and what members are, for choosing among them."""

from bot.store.inventory.entries import TableEntry, index, plain, sealed, table

ENTRIES: tuple[TableEntry, ...] = (
    table(
        "broadcasts",
        plain("id", "names a notice to many"),
        plain("mark", "names it on buttons"),
        plain("author_id", "who wrote it"),
        plain("status", "how far it has come"),
        plain("kind", "what it is about"),
        plain("urgent", "whether it waits for nobody's good hours"),
        sealed("words_sealed", "its words in each language, and its button"),
        plain("audience", "the rule that says whom it is for"),
        plain("attachment_id", "its picture"),
        plain("send_at", "when it was to begin; none: when it is approved"),
        plain("legs", "by which ways it goes"),
        plain("approved_by", "who agreed to it"),
        plain("approved_hash", "to what exactly"),
        plain("approved_people", "how many people it meant then"),
        plain("approved_at", "when"),
        sealed("reason_sealed", "why it was sent back or called off"),
        plain("stop_reason", "why the service stopped it"),
        plain("created_at", "when it was begun"),
        plain("started_at", "when its sending began"),
        plain("listed_until", "up to which person the recipients are listed"),
        plain("filled_at", "when all were listed"),
        plain("finished_at", "when it was over"),
        plain("version", "how often it changed"),
    ),
    table(
        "broadcast_recipients",
        plain("broadcast_id", "which notice"),
        plain("person_id", "for whom"),
        plain("state", "what became of it"),
        plain("letter_id", "the message that carries it"),
        plain("error", "what the platform said"),
        plain("settled_at", "when its fate was known"),
        plain("acknowledged_at", "when he said that he has read it"),
    ),
    table(
        "traits",
        plain("person_id", "whose it is"),
        index("trait_index", "finds those of a platform, a kind of work or a tag"),
        plain("source", "where he told it: it goes when that goes"),
    ),
)
