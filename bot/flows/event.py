"""Signing up for an event: which one, who comes along, what the organiser asks; or a place in the queue."""

from collections.abc import Sequence
from typing import Any

from bot.core.errors import DomainError
from bot.domain.events import MOST_COMPANIONS, MOST_QUESTIONS, Event
from bot.domain.places import Booking, BookingStatus
from bot.flows import parsers
from bot.flows.choices import said_yes_or_no, yes_or_no
from bot.flows.consent import consent_step
from bot.flows.event_list import SHOWN, EventList, event_title
from bot.flows.event_questions import (
    OTHER,
    WAIT,
    About,
    AskAbout,
    ChooseAbout,
    OrganiserAsks,
    ReviewSignUp,
    Wait,
    chosen,
)
from bot.flows.event_words import events_meant, party_in
from bot.flows.flow import Done, Flow, FlowContext, Invalid, Option, Reject, Step
from bot.flows.form import SKIPPED, Answers, Form
from bot.nlu.ages import children_ages
from bot.services import check_in
from bot.services import events as event_service
from bot.services import places as place_service
from bot.services.events import Party
from bot.services.people import remember
from bot.store import events, grids, people

CHILDREN = "children"  # the purpose of the consent to keep ages
_CHILDREN_VERSION = "1"


def _party(ctx: FlowContext, text: str) -> dict[str, Any]:
    found = party_in(text)
    if found is None:
        raise Invalid("event.which_party", stray=True)
    if found.places > MOST_COMPANIONS + 1:
        raise Invalid("event.too_many", most=MOST_COMPANIONS)
    return {"adults": found.adults, "children": found.children, "ages": list(found.ages)}


def _heads(ctx: FlowContext, form: Form) -> Sequence[Option]:
    labels = ("event.party_alone", "event.party_two", "event.party_family")
    return [Option(value=ctx.say(label), label=ctx.say(label)) for label in labels]


def _show_party(ctx: FlowContext, value: dict[str, Any]) -> str:
    return ctx.say("event.party", adults=value["adults"], children=value["children"])


def _ages(ctx: FlowContext, text: str) -> list[int]:
    if found := children_ages(text):
        return found
    raise Invalid("event.which_ages")


def _party_in(answers: Answers) -> Party:
    said = answers.get("party") or {}
    told = answers.get("ages")
    ages = told if isinstance(told, list) else said.get("ages", [])
    keeps = answers.get("keep_ages") == "yes"
    replies = [answers.get(f"question_{n}") for n in range(1, MOST_QUESTIONS + 1)]
    return Party(
        adults=said.get("adults", 1),
        children=said.get("children", 0),
        ages=tuple(ages) if keeps else (),
        answers=tuple("" if reply == SKIPPED else str(reply) for reply in replies if reply is not None),
    )


def _brings_some(ctx: FlowContext, event: Event, answers: Answers) -> bool:
    return event.companions > 0


def _brings_children(ctx: FlowContext, event: Event, answers: Answers) -> bool:
    return event.asks_ages and (answers.get("party") or {}).get("children", 0) > 0


def _ages_open(ctx: FlowContext, event: Event, answers: Answers) -> bool:
    return _brings_children(ctx, event, answers) and not answers["party"]["ages"]


def _ages_told(ctx: FlowContext, event: Event, answers: Answers) -> bool:
    told = answers.get("ages") != SKIPPED
    return _brings_children(ctx, event, answers) and told


def _is_full(ctx: FlowContext, event: Event, answers: Answers) -> bool:
    """Once somebody wants to wait, he waits, or gets what is free by then."""
    return answers.get("waiting") == WAIT or place_service.free_places(ctx.uow, event.slot) < _party_in(answers).places


def _waiting_options(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [
        Option(value=WAIT, label=ctx.say("event.button_wait")),
        Option(value=OTHER, label=ctx.say("event.button_other")),
    ]


def _wants_to_wait(ctx: FlowContext, text: str) -> str | None:
    if any(word in text for word in ("候补", "排队", "补位", "等位", "wait")) or ctx.house.words.affirmative(text):
        return WAIT
    if ctx.house.words.negative(text) or "别的" in text or "other" in text.lower():
        return OTHER
    return None


def _asks(position: int) -> About:
    return lambda ctx, event, answers: len(event.questions) > position


QUESTIONS: tuple[Step, ...] = (
    EventList(name="event", text="event.ask_event"),
    AskAbout(
        name="party",
        text="event.ask_party",
        parse=_party,
        shortcuts=_heads,
        shown=_show_party,
        numbered=True,
        about=_brings_some,
    ),
    Wait(
        name="waiting",
        text="event.full",
        options=_waiting_options,
        understand=_wants_to_wait,
        depends_on=("event", "party"),
        about=_is_full,
    ),
    AskAbout(
        name="ages",
        text="event.ask_ages",
        parse=_ages,
        optional=True,
        shown=lambda ctx, value: ctx.say("event.ages", ages="、".join(str(age) for age in value)),
        depends_on=("event", "party"),
        about=_ages_open,
    ),
    ChooseAbout(
        name="keep_ages",
        text="event.ask_keep_ages",
        options=yes_or_no("event.keep_ages_"),
        understand=said_yes_or_no,
        depends_on=("event", "party", "ages"),
        about=_ages_told,
    ),
    *(
        OrganiserAsks(
            name=f"question_{position + 1}",
            text="event.ask_question",
            parse=parsers.words(least=1, most=200),
            optional=True,
            depends_on=("event",),
            position=position,
            about=_asks(position),
        )
        for position in range(MOST_QUESTIONS)
    ),
)


def gather(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """Which event and who comes, said before it was asked for."""
    found: Answers = {}
    coming = events.coming_events(ctx.uow)
    meant = events_meant(coming, grids.all_grids(ctx.uow), text, ctx.now)
    if len(meant) == 1:
        found["event"] = meant[0].id
    elif meant:
        found[SHOWN] = [event.id for event in meant]
    event = chosen(ctx, {**known, **found})
    party = party_in(text)
    if party and party.places <= MOST_COMPANIONS + 1 and (event is None or event.companions or party.places > 1):
        found["party"] = {"adults": party.adults, "children": party.children, "ages": list(party.ages)}
    return found


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Signs up, or joins the queue when that was wanted."""
    try:
        event = event_service.coming_event(ctx.uow, form.answers["event"])
    except DomainError as error:
        return Reject(step="event", key=error.key)
    party = _party_in(form.answers)
    if party.places > event.companions + 1:
        key = "event.too_many" if event.companions else "event.no_companions"
        return Reject(step="party", key=key, params={"most": event.companions})
    may_wait = form.answered("waiting") == WAIT
    try:
        booking = event_service.sign_up(ctx.uow, ctx.house, event, ctx.speaker.person.id, party, may_wait=may_wait)
    except DomainError as error:
        if error.key == "place.already":
            return Done(text=ctx.say("event.already", title=event_title(ctx, event)), tracked=False)
        return Reject(step="waiting" if error.key == "place.full" else "event", key=error.key)
    remember(ctx.uow, ctx.speaker, consent=form.answered("privacy"), grid_id=None, name=None, phone=None)
    if party.ages:
        people.record_consent(ctx.uow, ctx.speaker, CHILDREN, _CHILDREN_VERSION)
    return Done(text=_receipt(ctx, event, booking))


def _receipt(ctx: FlowContext, event: Event, booking: Booking) -> str:
    """What stands now, in words."""
    title = event_title(ctx, event)
    if booking.status is BookingStatus.BOOKED:
        code = check_in.send_pass(ctx.uow, ctx.house, event.slot, booking)
        return ctx.say("event.booked", title=title, party=booking.party, code=code)
    if booking.status is BookingStatus.OFFERED:
        return ctx.say("event.offered_at_once", title=title)
    position = place_service.position(ctx.uow, booking)
    return ctx.say("event.waiting", title=title, position=position)


FLOW = Flow(
    name="event",
    version=1,
    steps=(consent_step(), *QUESTIONS, ReviewSignUp(text="event.review", fields="event.field", of=QUESTIONS)),
    submit=submit,
    gather=gather,
)
