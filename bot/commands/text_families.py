"""Texts whose keys are put together while the service runs: what each beginning may be followed by."""

from collections.abc import Mapping

from bot.core.sms import Halt
from bot.domain.broadcasts import BroadcastStatus, StopReason
from bot.domain.callbacks import RUNGS, CallbackKind
from bot.domain.canned import PLACEHOLDERS
from bot.domain.care import AidKind, AidStatus, WishKind
from bot.domain.cases import OPEN, ClockKind, Identity, MessageKind, Status
from bot.domain.categories import Category, Urgency
from bot.domain.evidence import ItemState
from bot.domain.helpers import HelperRole
from bot.domain.knowledge import Status as RuleStatus
from bot.domain.knowledge import Topic
from bot.domain.legs import PostingState
from bot.domain.mediation import ALIVE
from bot.domain.membership import Work
from bot.domain.notices import NoticeKind
from bot.domain.people import Role
from bot.domain.places import FUTURE, BookingStatus, SlotKind
from bot.domain.suggestions import IDEA, PROPOSAL_FIELDS, BoxState, SuggestionKind, Voice
from bot.flows.audience import CONDITIONS
from bot.flows.cancel_booking import GIVE_UP, KEEP
from bot.flows.case_form import ABOUT_STAFF
from bot.flows.contact_words import CONTACTS
from bot.flows.join import QUESTIONS as JOIN_QUESTIONS
from bot.flows.portrait import ANSWERS as PORTRAIT_ANSWERS
from bot.flows.suggestion import WAYS
from bot.handlers.second_matter import OWN as FLOWS_WITH_NAMES
from bot.services.cards import FACTS
from bot.services.care_cards import BUTTONS as CARE_BUTTONS
from bot.services.desk import TIME_UNITS, View
from bot.services.digests import ANSWERS as DIGEST_ANSWERS
from bot.services.evidence_document import EVENTS, LABELS, SAID_BY_STAFF, SAID_BY_WORKER
from bot.services.helpers import VERBS as HELPER_VERBS
from bot.services.menus import COMMITTEE_COMMANDS, OFFICER_COMMANDS, STAFF_COMMANDS, WORKER_COMMANDS
from bot.store.belongings import ROOMS
from bot.store.notes import NoteKind

CRISES = ("medical", "violence", "despair", "fire", "general")
BROADCAST_BUTTONS = (
    "open",
    "approve",
    "send_back",
    "edit",
    "pause",
    "resume",
    "cancel",
    "take_back",
    "call_off",
    "stop",
    "recall",
    "keep",
    "untold",
)
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
    "note",
    "helpers",
    "mediate",
    "mediation_agreed",
    "mediation_failed",
    "mediation_yes",
    "mediation_no",
    "mediation_leave",
    "answer",
    "solved",
    "unsolved",
    "told",
    "join_code",
    "unsolved_aloud",
    "proofs",
    "pack",
    "checklist",
    "checklist_ask",
    "checklist_aloud",
    "pack_own",
    "pack_declare",
    "pack_ask",
    "pack_agree",
    "pack_refuse",
    "pack_aloud",
    "pack_heard",
)

# A key such as f"category.{category}" is found by its beginning, "category.".
# None: the code asks whether the text is there.
FAMILIES: Mapping[str, tuple[str, ...] | None] = {
    "button.": CASE_BUTTONS,
    "box.button_": ("open", "answer", "close"),
    "box.mark_": tuple(BoxState),
    "box.said_by_": tuple(Voice),
    "radar.button_": ("show", "close", "join"),
    "board.picture_": ("grids", "days", "open", "overdue", "opened", "closed", "nothing"),
    "box.state_": tuple(BoxState),
    "callback.button_": ("write", "reply", "done", "cancel", "change"),
    "callback.card_": tuple(CallbackKind),
    "callback.line_": tuple(CallbackKind),
    "card.": FACTS,
    "card.clock_": tuple(ClockKind),
    "card.urgency_": tuple(Urgency),
    "care.answer_": CONTACTS,
    "care.button_": CARE_BUTTONS,
    "care.contact_": CONTACTS,
    "care.kind_": tuple(AidKind),
    "care.state_": tuple(AidStatus),
    "care.worker_": ("approved", "refused"),
    "case.from_staff_": (MessageKind.REPLY, MessageKind.REQUEST, MessageKind.OUTCOME),
    "case.status_": tuple(Status),
    "category.": (*Category, ABOUT_STAFF),
    "crisis.": CRISES,
    "crisis.called_": ("grid", "committee"),
    "desk.left_": TIME_UNITS,
    "desk.mark_": tuple(Urgency),
    "desk.over_": TIME_UNITS,
    "desk.owed_": tuple(ClockKind),
    "desk.view_": tuple(View),
    "canned.": ("send", "drop"),
    "canned.missing_": PLACEHOLDERS,
    "digest.button_": DIGEST_ANSWERS,
    "event.button_": ("pass", "list", "out"),
    "event.keep_ages_": ("yes", "no"),
    "checklist.line_": (*ItemState, "open"),
    "evidence.": tuple(Category),
    "evidence_document.": (*LABELS, "claimant", "place", "respondent", "category", "happened", "amount"),
    "evidence_document.event_": EVENTS,
    "evidence_document.kind_": ("picture", "file"),
    "evidence_document.said_": (*SAID_BY_WORKER, *SAID_BY_STAFF),
    "faq.status_": (RuleStatus.DRAFT, RuleStatus.LOCAL, RuleStatus.REPEALED),
    "faq.topic_": tuple(Topic),
    "feedback.again_": ("yes", "no"),
    "flow.name_": tuple(FLOWS_WITH_NAMES),
    "grievance.company_": ("no", "yes"),
    "grievance.identity_": tuple(Identity),
    "grievance.when_": ("today", "yesterday", "this_month", "last_month"),
    "hotline.": tuple(Category),
    "helper.button_": (*HELPER_VERBS, "add", "remove"),
    "helper.role_": tuple(HelperRole),
    "helper.welcome_": tuple(HelperRole),
    "join.button_": ("approve", "refuse", "withdraw", "leave", "leave_sure", "stay"),
    "join.field.": tuple(step.name for step in JOIN_QUESTIONS),
    "human.topic_": ("grievance", "clinic", "event", "join"),
    "ladder.owed_": tuple(ClockKind),
    "ladder.staff_": tuple(ClockKind),
    "ladder.worker_": RUNGS,
    "link.": ("cases", *ROOMS),
    "menu.": (
        *WORKER_COMMANDS,
        *STAFF_COMMANDS,
        *OFFICER_COMMANDS,
        *COMMITTEE_COMMANDS,
        *("set_rota", "tools", "aid", "wish", "pack", "notices", "texts"),
    ),
    "clinic.brief_": ("yes", "no"),
    "clinic.state_": (BookingStatus.BOOKED, BookingStatus.ATTENDED, BookingStatus.NO_SHOW),
    "legs.button_": ("print_add", "print_drop", "sms_add", "sms_drop"),
    "legs.halted_": tuple(Halt),
    "posting.button_": ("photo", "list", "photos"),
    "posting.state_": tuple(PostingState),
    "place.button_": ("accept", "decline", "confirm", "cancel", "leave", "move"),
    "numbers.": ("case", "suggestion"),
    "place.is_": (BookingStatus.BOOKED, BookingStatus.WAITING, BookingStatus.OFFERED),
    "reception.button_": ("outcome", "came", "no_show"),
    "place.instead_": tuple(kind for kind in SlotKind if kind is not SlotKind.PACK),
    "place.kind_": tuple(SlotKind),
    "place.sure_": (GIVE_UP, KEEP),
    "mine.booking_": tuple(FUTURE),
    "mediation.card_": ALIVE,
    "note.line_": tuple(NoteKind),
    "new_event.volunteer_": ("yes", "no"),
    "proposal.ask_": PROPOSAL_FIELDS,
    "rate.star_": tuple("12345"),
    "audience.button_": (*CONDITIONS, "clear", "done", "close"),
    "audience.channel_": ("telegram", "webchat"),
    "audience.is_": (*CONDITIONS, "no_member"),
    "audience.member_": ("yes", "no"),
    "broadcast.button_": BROADCAST_BUTTONS,
    "broadcast.state_": tuple(BroadcastStatus),
    "broadcast.urgent_": ("yes", "no"),
    "watch.is_": tuple(BroadcastStatus),
    "notice.button_": ("off", "on", "keep"),
    "notice.kind_": tuple(NoticeKind),
    "notice.line_": ("on", "off", "required"),
    "oversight.did_": None,
    "rota.days_": ("workdays", "weekend", "all", *map(str, range(7))),
    "portrait.children_": PORTRAIT_ANSWERS["children"],
    "portrait.hand_": PORTRAIT_ANSWERS["hand"],
    "portrait.interests_": PORTRAIT_ANSWERS["interests"],
    "portrait.needs_": PORTRAIT_ANSWERS["needs"],
    "portrait.ask_": tuple(PORTRAIT_ANSWERS),
    "portrait.button_": ("drop", "drop_all", "again"),
    "portrait.family_": ("yes", "no"),
    "role.": tuple(Role),
    "sending.stopped_": tuple(StopReason),
    "status.": OPEN,
    "suggestion.field.": (IDEA, *PROPOSAL_FIELDS),
    "suggestion.kind_": tuple(SuggestionKind),
    "suggestion.way_": WAYS,
    "talk.": None,
    "wish.kind_": tuple(WishKind),
    "work.": tuple(Work),
}

# Texts that stand on buttons; platforms show no more than a thumb's width of them.
BUTTON_FAMILIES = (
    "box.button_",
    "radar.button_",
    "button.",
    "care.button_",
    "care.contact_",
    "care.kind_",
    "category.",
    "desk.view_",
    "digest.button_",
    "grievance.company_",
    "grievance.identity_",
    "grievance.when_",
    "helper.button_",
    "helper.role_",
    "join.button_",
    "menu.",
    "legs.button_",
    "posting.button_",
    "audience.button_",
    "broadcast.button_",
    "notice.button_",
    "portrait.button_",
    "portrait.family_",
    "clinic.brief_",
    "place.button_",
    "reception.button_",
    "rate.star_",
    "rota.days_",
    "suggestion.way_",
    "wish.kind_",
    "work.",
)
BUTTON_TEXTS = frozenset(
    (
        "absence.button_take_back",
        "absence.myself",
        "absence.next_in_line",
        "rota.nobody",
        "pack.button_next",
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
        "join.agree",
        "canned.drop",
        "canned.send",
        "checklist.later",
        "checklist.none",
        "checklist.stop",
        "on_behalf.agreed_aloud",
        "on_behalf.refused_aloud",
        "join.young",
        "portrait.agree",
        "portrait.young",
        "suggestion.aware_yes",
        "suggestion.button_answer",
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
