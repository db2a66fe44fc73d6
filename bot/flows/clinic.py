"""法律门诊: a time with a lawyer, what it is about, and whether the lawyer may read that beforehand."""

from collections.abc import Sequence

from bot.core.errors import DomainError
from bot.core.moments import show_moment
from bot.domain.categories import Category
from bot.domain.places import Booking, BookingStatus, Slot, SlotKind
from bot.flows import parsers
from bot.flows.choices import said_yes_or_no, yes_or_no
from bot.flows.consent import consent_step
from bot.flows.declining import unsure
from bot.flows.flow import Done, Flow, FlowContext, Option, Reject
from bot.flows.form import SKIPPED, Answers, Form
from bot.flows.review import Review
from bot.flows.slot_choice import ASKED, MOVES, ChooseSlot, asked_time, book, release
from bot.flows.steps import Ask, Choose
from bot.nlu.wake_hour import wake_hour
from bot.services import clinic, place_letters
from bot.services import places as place_service
from bot.services.clinic import Brief
from bot.services.place_letters import describe, place_buttons
from bot.store import people, places

LEAST_TOPIC = 4  # characters


def _categories(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=category.value, label=ctx.say(f"category.{category}")) for category in Category]


def _category(ctx: FlowContext, text: str) -> str | None:
    category = ctx.house.classifier.classify(text).category
    return category.value if category else Category.OTHER.value if unsure(text) else None


QUESTIONS = (
    ChooseSlot(name="slot", text="clinic.ask_slot", none="clinic.no_sessions", kind=SlotKind.CLINIC),
    Ask(name="topic", text="clinic.ask_topic", parse=parsers.words(least=LEAST_TOPIC, most=1000)),
    Choose(name="category", text="clinic.ask_category", options=_categories, columns=2, understand=_category),
    Choose(name="brief", text="clinic.ask_brief", options=yes_or_no("clinic.brief_"), understand=said_yes_or_no),
    Ask(name="phone", text="clinic.ask_phone", parse=parsers.mobile, optional=True, takes_contact=True, numbered=True),
    # Never asked: it stands on the page when somebody said it ("提醒我别太早，我十点才起").
    Ask(
        name="wake",
        text="clinic.ask_topic",
        parse=parsers.words(least=1, most=2),
        optional=True,
        asked=lambda ctx: False,
        shown=lambda ctx, value: ctx.say("place.wake_hour", hour=value),
    ),
)


def gather(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """The time, the topic with its category, and the hour before which no reminder may come."""
    hour = wake_hour(text)
    if hour is not None:
        return {"wake": str(hour)}
    found: Answers = {} if ASKED in known or "slot" in known else asked_time(ctx, text)
    category = ctx.house.classifier.classify(text).category
    if category is not None and category is not Category.OTHER and len(text) >= LEAST_TOPIC:
        found |= {"topic": text, "category": category.value}
    return found


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Books or joins the line; after a move the old booking goes. Says when, where, and how to cancel."""
    try:
        booking = book(ctx, form)
    except DomainError as error:
        return Reject(step="slot", key=error.key)
    _remember(ctx, form)
    shared = form.answered("brief") == "yes"
    brief = Brief(topic=form.answers["topic"], category=form.answers["category"], shared=shared)
    places.write_note(ctx.uow, booking.id, brief.dump())
    if old := form.answers.get(MOVES):
        place_service.cancel(ctx.uow, ctx.house, place_service.own_booking(ctx.uow, old, ctx.speaker.person.id))
    slot = places.load_slot(ctx.uow, booking.slot_id)
    if booking.status is BookingStatus.BOOKED:
        clinic.booked(ctx.uow, ctx.house, slot, booking)
    return receipt(ctx, slot, booking, brief.category)


def receipt(ctx: FlowContext, slot: Slot, booking: Booking, category: str) -> Done:
    """What was promised, in words."""
    locale = ctx.speaker.person.locale
    what = describe(ctx.house, slot, locale)
    if booking.status is BookingStatus.BOOKED:
        lines = [ctx.say("clinic.booked", what=what), ctx.say(f"evidence.{category}"), ctx.say("clinic.after")]
        return Done(
            text="\n\n".join(lines), choices=place_buttons(ctx.uow, ctx.house, booking, ("move", "cancel"), locale)
        )
    if booking.status is BookingStatus.OFFERED:
        until = show_moment(booking.expires_at, locale) if booking.expires_at else ""
        return Done(text=ctx.say("slot.offered_at_once", what=what, until=until))
    number = place_service.position(ctx.uow, booking)
    text = ctx.say("slot.waiting", what=what, number=number)
    return Done(text=text, choices=place_buttons(ctx.uow, ctx.house, booking, ("leave",), locale))


def _remember(ctx: FlowContext, form: Form) -> None:
    uow, speaker = ctx.uow, ctx.speaker
    consent, wake = form.answered("privacy"), form.answered("wake")
    if consent:
        people.record_consent(uow, speaker, "clinic", consent)
    if form.answered("brief") == "yes":
        people.record_consent(uow, speaker, "clinic_brief", ctx.house.consent_version)
    people.remember(
        uow, speaker.person.id, consent_version=consent, grid_id=None, name=None, phone=form.answered("phone")
    )
    if wake is not None:
        place_letters.wake_not_before(uow, ctx.house, speaker.person.id, int(wake))


def carried(brief: Brief) -> Answers:
    """What is known when the same matter is booked for another time."""
    return {
        "topic": brief.topic,
        "category": brief.category,
        "brief": "yes" if brief.shared else "no",
        "phone": SKIPPED,
    }


FLOW = Flow(
    name="clinic",
    version=1,
    steps=(consent_step(), *QUESTIONS, Review(text="clinic.review", fields="clinic.field", of=QUESTIONS)),
    submit=submit,
    gather=gather,
    story="topic",
    release=release,
)
