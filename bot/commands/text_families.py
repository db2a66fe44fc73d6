"""Texts whose keys are put together while the service runs: what each beginning may be followed by."""

from collections.abc import Mapping

from bot.domain.cases import OPEN, ClockKind, Identity, MessageKind, Status
from bot.domain.categories import Category, Urgency
from bot.domain.people import Role
from bot.domain.places import SlotKind
from bot.flows.case_form import ABOUT_STAFF
from bot.flows.reply import CANNED
from bot.services.cards import FACTS
from bot.services.menus import OFFICER_COMMANDS, STAFF_COMMANDS, WORKER_COMMANDS

CRISES = ("medical", "violence", "despair", "fire", "general")
CASE_BUTTONS = (
    "claim",
    "reply",
    "request",
    "transfer",
    "superior",
    "outcome",
    "evidence",
    "history",
    "card",
    "unseal",
    "unseal_agree",
    "answer",
    "solved",
    "unsolved",
)

# A key such as f"category.{category}" is found by its beginning, "category.".
# None: the code asks whether the text is there.
FAMILIES: Mapping[str, tuple[str, ...] | None] = {
    "button.": CASE_BUTTONS,
    "card.": FACTS,
    "card.clock_": tuple(ClockKind),
    "card.urgency_": tuple(Urgency),
    "case.from_staff_": (MessageKind.REPLY, MessageKind.REQUEST, MessageKind.OUTCOME),
    "case.status_": tuple(Status),
    "category.": (*Category, ABOUT_STAFF),
    "crisis.": CRISES,
    "crisis.called_": ("grid", "committee"),
    "evidence.": tuple(Category),
    "grievance.company_": ("no", "yes"),
    "grievance.identity_": tuple(Identity),
    "grievance.when_": ("today", "yesterday", "this_month", "last_month"),
    "hotline.": tuple(Category),
    "ladder.owed_": tuple(ClockKind),
    "ladder.staff_": tuple(ClockKind),
    "ladder.worker_": tuple(Role),
    "menu.": (*WORKER_COMMANDS, *STAFF_COMMANDS, *OFFICER_COMMANDS),
    "place.button_": ("accept", "decline", "confirm", "cancel"),
    "place.kind_": tuple(SlotKind),
    "rate.star_": tuple("12345"),
    "role.": tuple(Role),
    "staff.": CANNED,
    "status.": OPEN,
    "talk.": None,
}

# Texts that stand on buttons; platforms show no more than a thumb's width of them.
BUTTON_FAMILIES = (
    "button.",
    "category.",
    "grievance.company_",
    "grievance.identity_",
    "grievance.when_",
    "menu.",
    "place.button_",
    "rate.star_",
    "staff.",
)
BUTTON_TEXTS = frozenset(
    (
        "flow.agree",
        "flow.cancel",
        "flow.cancel_yes",
        "flow.file_remove",
        "flow.files_done",
        "flow.fix",
        "flow.keep",
        "flow.leave",
        "flow.no_change",
        "flow.refuse",
        "flow.skip",
        "flow.submit",
        "grid.unknown",
        "grievance.accused_unsure",
        "talk.add_to",
        "talk.drop",
        "talk.new_matter",
    )
)


def family_keys(beginning: str) -> tuple[str, ...]:
    """All keys with this beginning that the code may ask for."""
    return tuple(f"{beginning}{tail}" for tail in FAMILIES[beginning] or ())


def button_texts() -> frozenset[str]:
    """The keys of all texts on buttons."""
    families = (family_keys(name) for name in BUTTON_FAMILIES if name in FAMILIES)
    return BUTTON_TEXTS.union(*families)
