"""书记接待日: a time with the secretary of the union, after a day was announced."""

import json

from bot.core.errors import DomainError
from bot.core.moments import show_moment
from bot.domain.places import BookingStatus, SlotKind
from bot.flows import parsers
from bot.flows.consent import consent_step
from bot.flows.flow import Done, Flow, FlowContext, Reject
from bot.flows.form import Answers, Form
from bot.flows.review import Review
from bot.flows.slot_choice import ASKED, ChooseSlot, asked_time, book, release
from bot.flows.steps import Ask
from bot.services import places as place_service
from bot.services import reception
from bot.services.people import remember
from bot.services.place_letters import describe, place_buttons
from bot.store import places

QUESTIONS = (
    ChooseSlot(name="slot", text="reception.ask_slot", none="reception.no_day", kind=SlotKind.RECEPTION),
    Ask(name="topic", text="reception.ask_topic", parse=parsers.words(least=4, most=1000)),
)


def gather(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """The time that opening words ask for."""
    return {} if ASKED in known or "slot" in known else asked_time(ctx, text)


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Books or joins the line."""
    try:
        booking = book(ctx, form)
    except DomainError as error:
        return Reject(step="slot", key=error.key)
    consent = form.answered("privacy")
    remember(ctx.uow, ctx.speaker, purpose="reception", consent=consent, grid_id=None, name=None, phone=None)
    places.write_note(ctx.uow, booking.id, json.dumps({"topic": form.answers["topic"]}))
    locale = ctx.speaker.person.locale
    what = describe(ctx.house, places.load_slot(ctx.uow, booking.slot_id), locale)
    if booking.status is BookingStatus.BOOKED:
        reception.booked(ctx.uow, ctx.house, places.load_slot(ctx.uow, booking.slot_id), booking)
        buttons = place_buttons(ctx.uow, ctx.house, booking, ("cancel",), locale)
        return Done(text=ctx.say("reception.booked", what=what), choices=buttons)
    if booking.status is BookingStatus.OFFERED and booking.expires_at:
        return Done(text=ctx.say("slot.offered_at_once", what=what, until=show_moment(booking.expires_at, locale)))
    number = place_service.position(ctx.uow, booking)
    return Done(
        text=ctx.say("slot.waiting", what=what, number=number),
        choices=place_buttons(ctx.uow, ctx.house, booking, ("leave",), locale),
    )


FLOW = Flow(
    name="reception",
    version=1,
    steps=(consent_step(), *QUESTIONS, Review(text="reception.review", fields="reception.field", of=QUESTIONS)),
    submit=submit,
    gather=gather,
    release=release,
)
