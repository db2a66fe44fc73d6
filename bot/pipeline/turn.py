"""ONE transaction for a batch of waiting messages: everything a message causes, or nothing of it."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.core.cleaning import clean
from bot.core.errors import AccessRefused, DomainError
from bot.core.messages import Inbound, Kind, Outbound, Purpose
from bot.core.texts import best_locale
from bot.domain.categories import Urgency
from bot.flows.conversation import Conversation
from bot.handlers.forms import ask_again, leave_forms_of_staff
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.pipeline.dispatch import handle
from bot.services.house import House
from bot.store import addresses, attachments, audit, endings, inbox, outbox, people
from bot.store.outbox import Letter, Status
from bot.store.people import Known
from bot.store.sessions import save_state
from bot.store.unit_of_work import LookFirst, UnitOfWork

REVIVED_WITHIN = timedelta(days=7)
LONGEST_TEXT = 4000  # characters of one message; platforms cut at about the same length


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message as it arrived, with what long looks have seen for it beside the writers (None: on the spot)."""

    inbound: Inbound
    key: str
    arrived_at: datetime
    waited: bool = False
    seen_beside: Mapping[Hashable, Any] | None = None


Outcome = Outbound | None | LookFirst


class Turn:
    """Handles batches. ``hands`` tells whether a message may leave in the response to the person's own one."""

    def __init__(self, house: House, hands: Callable[[Outbound], bool]) -> None:
        self._house = house
        self._hands = hands

    def run(self, uow: UnitOfWork, batch: Sequence[Delivery]) -> list[Outcome]:
        """The reply to each message (None: nothing to put into the response).

        LookFirst for one of which nothing is done yet, and for everything later from the same address.
        """
        return _Batch(self._house, self._hands, uow, batch).run()


class _Batch:
    """The state of one batch: what was loaded for all its messages at once."""

    def __init__(
        self, house: House, hands: Callable[[Outbound], bool], uow: UnitOfWork, batch: Sequence[Delivery]
    ) -> None:
        self._house, self._hands, self._uow, self._batch = house, hands, uow, batch
        keys = {delivery.key for delivery in batch}
        self._seen = dict(inbox.seen(uow, keys))
        self._poisoned = inbox.quarantined(uow, keys)
        self._known: dict[str, Known] = {}
        self._pending: frozenset[str] = frozenset()
        self._looks: dict[str, LookFirst] = {}
        self._load()

    def run(self) -> list[Outcome]:
        return [self._in_order(delivery) for delivery in self._batch]

    def _in_order(self, delivery: Delivery) -> Outcome:
        """Nothing overtakes an earlier message of the same person."""
        address = delivery.inbound.address.key
        if address in self._looks:
            return self._looks[address]
        self._uow.seen_beside = delivery.seen_beside
        try:
            return self._one(delivery)
        except LookFirst as first:
            self._looks[address] = first
            return first

    def _load(self) -> None:
        heard = {d.inbound.address for d in self._batch if d.key not in self._poisoned}
        self._known = people.load_known(self._uow, heard)
        ids = [known.speaker.address_id for known in self._known.values()]
        self._pending = outbox.addresses_with_pending(self._uow, ids) if ids else frozenset()

    def _one(self, delivery: Delivery) -> Outbound | None:
        if delivery.key in self._poisoned:
            return None
        if delivery.key in self._seen:
            return self._again(delivery)
        try:
            with self._uow.message():
                reply = self._handle(delivery, None)
        except DomainError as error:
            # Its own writes are undone; the person reads why, and the message counts as handled.
            with self._uow.message():
                reply = self._handle(delivery, error)
        self._seen[delivery.key] = (reply.id if reply else None, self._uow.now)
        return reply

    def _again(self, delivery: Delivery) -> Outbound | None:
        reply_id, handled_at = self._seen[delivery.key]
        beside = delivery.waited or handled_at >= delivery.arrived_at
        if reply_id is None or beside:
            return None
        return outbox.stored_reply(self._uow, reply_id, delivery.inbound.address)

    def _handle(self, delivery: Delivery, refused: DomainError | None) -> Outbound | None:
        inbound = delivery.inbound
        known = self._who(inbound)
        turn = self._context(inbound, known)
        said = self._said(turn, refused)
        state = turn.conversation.dump()
        if state != known.state or refused is None:
            save_state(self._uow, known.speaker.address_id, state)
        self._known[inbound.address.key] = Known(speaker=known.speaker, state=state, was_unreachable=False)
        reply = self._post(turn, said)
        inbox.mark(self._uow, delivery.key, reply.id if reply else None)
        return reply

    def _who(self, inbound: Inbound) -> Known:
        """The speaker as he is now: an earlier message of this batch may have changed him."""
        known = self._known.get(inbound.address.key)
        if known is None:
            return self._welcome(inbound)
        if known.speaker.person.id in self._uow.changed_people:
            return people.load_known(self._uow, [inbound.address])[inbound.address.key]
        return known

    def _welcome(self, inbound: Inbound) -> Known:
        speaker = people.add_speaker(self._uow, inbound.address, best_locale(inbound.locale))
        return Known(speaker=speaker, state={}, was_unreachable=False)

    def _context(self, inbound: Inbound, known: Known) -> TurnContext:
        self._note_reach(inbound, known)
        text = clean(inbound.text)
        said = text if inbound.kind in (Kind.TEXT, Kind.MEDIA) and text else None
        files = tuple(
            attachments.add_attachment(
                self._uow, inbound.address.channel, inbound.address.account, known.speaker.address_id, media
            )
            for media in inbound.media
        )
        return TurnContext(
            uow=self._uow,
            house=self._house,
            speaker=known.speaker,
            inbound=inbound,
            conversation=Conversation.load(known.state),
            text=text,
            attachments=files,
            intent=self._house.classifier.classify(said) if said else None,
        )

    def _note_reach(self, inbound: Inbound, known: Known) -> None:
        address_id = known.speaker.address_id
        if inbound.kind is Kind.UNFOLLOW:
            addresses.mark_unreachable(self._uow, address_id, "unfollowed")
            endings.give_up_on(self._uow, address_id, "unfollowed")
        elif known.was_unreachable:
            addresses.mark_reachable(self._uow, address_id)
            endings.revive(self._uow, address_id, self._uow.now - REVIVED_WITHIN)

    def _said(self, turn: TurnContext, refused: DomainError | None) -> Answers:
        if refused is not None:
            return self._refuse(turn, refused)
        danger = turn.intent is not None and turn.intent.urgency is not Urgency.NORMAL
        if len(turn.text) > LONGEST_TEXT and not danger:
            form = turn.conversation.form
            said = turn.answer("flow.too_long", most=LONGEST_TEXT)
            return said if form is None else [*said, *ask_again(turn, form)]
        return handle(turn)

    def _refuse(self, turn: TurnContext, refused: DomainError) -> Answers:
        """Why not; a small form (a reply to a case that is closed by now) ends with it."""
        if isinstance(refused, AccessRefused):
            audit.record(self._uow, turn.speaker.person.id, "case_refused", "case", refused.subject_id)
        leave_forms_of_staff(turn)
        return [Answer(text=turn.say(refused.key, **refused.params))]

    def _post(self, turn: TurnContext, said: Answers) -> Outbound | None:
        """Queues what is said. A single plain answer leaves in the response, unless an older one still waits."""
        reply: Outbound | None = None
        for answer in said:
            letter = _letter(turn, answer)
            out = outbox.outbound_of(letter, "", turn.speaker.address)
            hand = (
                len(said) == 1
                and not answer.tracked
                and turn.speaker.address_id not in self._pending
                and self._hands(out)
            )
            letter_id = outbox.queue(self._uow, outbox.handed(letter) if hand else letter)
            if hand:
                reply = outbox.outbound_of(letter, letter_id, turn.speaker.address)
            else:
                self._pending |= {turn.speaker.address_id}
        return reply


def _letter(turn: TurnContext, answer: Answer) -> Letter:
    address = turn.speaker.address
    return Letter(
        address_id=turn.speaker.address_id,
        channel=address.channel,
        account=address.account,
        purpose=Purpose.URGENT if answer.urgent else Purpose.REPLY,
        text=answer.text,
        choices=answer.choices,
        ask_location=answer.ask_location,
        status=Status.READY,
        fleeting=answer.fleeting,
    )
