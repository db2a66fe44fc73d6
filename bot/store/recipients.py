"""Who is to get a broadcast, one row for each person, and what became of it.

The list is made in slices, each a transaction of its own: one INSERT for 100,000 people would keep SQLite's only writer
from everybody's messages for a quarter of a second. Slices follow the key of ``people``, so that each begins where the
last one ended, also after a crash.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, bindparam, case, exists, func, insert, literal, not_, or_, select, update

from bot.domain.broadcasts import Broadcast, RecipientState
from bot.store.audience import meant, opted_out
from bot.store.tables import addresses, broadcast_recipients, outbox, pending, people, reminder_hours, sessions
from bot.store.unit_of_work import UnitOfWork

_MINUTE = timedelta(minutes=1)
_THIS = (
    broadcast_recipients.c.broadcast_id == bindparam("of_broadcast"),
    broadcast_recipients.c.person_id == bindparam("of_person"),
)
_QUEUED = (
    update(broadcast_recipients)
    .where(*_THIS, broadcast_recipients.c.state == RecipientState.WAITING.value)
    .values(state=RecipientState.QUEUED.value, letter_id=bindparam("letter"))
)
_SETTLED = (
    update(broadcast_recipients)
    .where(*_THIS)
    .values(state=bindparam("new_state"), error=bindparam("new_error"), settled_at=bindparam("now"))
)
# Not EXISTS: PostgreSQL would answer that for each slice by reading all addresses once and hashing them. Asked for by
# what stands in the index.
_ADDRESS = (
    select(addresses.c.person_id)
    .where(addresses.c.person_id == people.c.id, addresses.c.unreachable_at.is_(None))
    .limit(1)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """Somebody whose turn it is: the best of his addresses, None when nothing arrives at any."""

    person_id: str
    locale: str
    opted_out: bool
    address_id: str | None = None
    channel: str = ""
    account: str = ""


def list_slice(uow: UnitOfWork, broadcast: Broadcast, after: str, most: int) -> str | None:
    """Lists the recipients among the next ``most`` people; returns the last of these, None when there are no more."""
    following = select(people.c.id).where(people.c.id > after).order_by(people.c.id).limit(most).subquery()
    until = uow.execute(select(func.max(following.c.id))).scalar()
    if until is None:
        return None
    state = case(
        (opted_out(broadcast.content.kind), RecipientState.OPTED_OUT.value),
        (_ADDRESS.is_(None), RecipientState.UNREACHABLE.value),
        else_=RecipientState.WAITING.value,
    )
    chosen = (
        select(literal(broadcast.id), people.c.id, state)
        .where(people.c.id > after, people.c.id <= until, meant(uow, broadcast.content.audience))
        .order_by(people.c.id)
    )
    uow.execute(insert(broadcast_recipients).from_select(["broadcast_id", "person_id", "state"], chosen))
    return str(until)


def next_waiting(uow: UnitOfWork, broadcast: Broadcast, most: int, hour: int, channels: Collection[str]) -> list[Next]:
    """Whose turn it is, by key; not those who asked to be left alone until later than ``hour`` o'clock.

    ``channels`` are those that run now.
    """
    query = (
        select(broadcast_recipients.c.person_id, people.c.locale, opted_out(broadcast.content.kind).label("out"))
        .join(people, people.c.id == broadcast_recipients.c.person_id)
        .outerjoin(reminder_hours, reminder_hours.c.person_id == people.c.id)
        .where(
            _in_state(broadcast.id, RecipientState.WAITING),
            or_(reminder_hours.c.earliest.is_(None), reminder_hours.c.earliest <= hour),
        )
        .order_by(broadcast_recipients.c.person_id)
        .limit(most)
    )
    rows = uow.rows(query)
    best = _best_addresses(uow, [row.person_id for row in rows], channels)
    return [
        Next(person_id=row.person_id, locale=row.locale, opted_out=bool(row.out), **best.get(row.person_id, {}))
        for row in rows
    ]


def queued(uow: UnitOfWork, broadcast_id: str, letters: Sequence[tuple[str, str]]) -> None:
    """These people's messages, (person, letter), are in the outbox."""
    if letters:
        rows = [{"of_broadcast": broadcast_id, "of_person": person, "letter": letter} for person, letter in letters]
        uow.execute(_QUEUED, rows)


def settle(
    uow: UnitOfWork, broadcast_id: str, person_id: str, state: RecipientState, *, error: str | None = None
) -> None:
    """Says what became of it for one person."""
    uow.stage(
        _SETTLED,
        {
            "of_broadcast": broadcast_id,
            "of_person": person_id,
            "new_state": state.value,
            "new_error": error and error[:64],
            "now": uow.now,
        },
    )


def waits_again(uow: UnitOfWork, broadcast_id: str, letter_ids: Collection[str]) -> None:
    """These messages were taken out of the outbox before they were sent: their people's turn will come again."""
    statement = update(broadcast_recipients).where(
        _in_state(broadcast_id, RecipientState.QUEUED), broadcast_recipients.c.letter_id.in_(letter_ids)
    )
    uow.execute(statement.values(state=RecipientState.WAITING.value, letter_id=None))


def queued_letters(uow: UnitOfWork, broadcast_id: str) -> list[str]:
    """The messages of a broadcast that stand in the outbox."""
    query = select(broadcast_recipients.c.letter_id).where(_in_state(broadcast_id, RecipientState.QUEUED))
    return [row.letter_id for row in uow.rows(query)]


def dropped_letters(uow: UnitOfWork, broadcast_id: str) -> list[str]:
    """Those among them that were given up unsent (the person blocked that chat): another of his may be tried."""
    still_there = exists().where(outbox.c.id == broadcast_recipients.c.letter_id, pending(outbox))
    query = select(broadcast_recipients.c.letter_id).where(
        _in_state(broadcast_id, RecipientState.QUEUED), not_(still_there)
    )
    return [row.letter_id for row in uow.rows(query)]


def any_left(uow: UnitOfWork, broadcast_id: str) -> bool:
    """Whether somebody's turn is still to come, or his message is under way."""
    waiting = (_in_state(broadcast_id, state) for state in (RecipientState.WAITING, RecipientState.QUEUED))
    return any(uow.first(select(broadcast_recipients.c.person_id).where(each).limit(1)) for each in waiting)


def counts(uow: UnitOfWork, broadcast_id: str) -> dict[RecipientState, int]:
    """How many people stand where; they add up to all recipients."""
    rows = uow.rows(
        select(broadcast_recipients.c.state, func.count().label("people"))
        .where(broadcast_recipients.c.broadcast_id == broadcast_id)
        .group_by(broadcast_recipients.c.state)
    )
    return dict.fromkeys(RecipientState, 0) | {RecipientState(row.state): row.people for row in rows}


def acknowledged(uow: UnitOfWork, broadcast_id: str) -> int:
    """How many have said that they have read it."""
    query = select(func.count()).where(
        broadcast_recipients.c.broadcast_id == broadcast_id, broadcast_recipients.c.acknowledged_at.is_not(None)
    )
    return int(uow.execute(query).scalar_one())


def settled_lately(uow: UnitOfWork, broadcast_id: str) -> dict[RecipientState, int]:
    """How the last minute's messages ended."""
    query = select(broadcast_recipients.c.state, func.count().label("people")).where(
        broadcast_recipients.c.broadcast_id == broadcast_id, broadcast_recipients.c.settled_at > uow.now - _MINUTE
    )
    rows = uow.rows(query.group_by(broadcast_recipients.c.state))
    return dict.fromkeys(RecipientState, 0) | {RecipientState(row.state): row.people for row in rows}


def acknowledge(uow: UnitOfWork, broadcast_id: str, person_id: str) -> bool:
    """The person says that he has read it, so it did arrive; False for somebody who is no recipient."""
    mine = (broadcast_recipients.c.broadcast_id == broadcast_id, broadcast_recipients.c.person_id == person_id)
    first = func.coalesce(broadcast_recipients.c.acknowledged_at, bindparam("at", type_=people.c.created_at.type))
    statement = update(broadcast_recipients).where(*mine).values(acknowledged_at=first)
    if uow.execute(statement, {"at": uow.now}).rowcount == 0:
        return False
    doubtful = broadcast_recipients.c.state == RecipientState.UNCERTAIN.value
    uow.execute(update(broadcast_recipients).where(*mine, doubtful).values(state=RecipientState.SENT.value))
    return True


def people_in(uow: UnitOfWork, broadcast_id: str, state: RecipientState, most: int, after: str = "") -> list[str]:
    """People for whom it ended so, by key: those to be told otherwise, for the next leg."""
    query = select(broadcast_recipients.c.person_id).where(
        _in_state(broadcast_id, state), broadcast_recipients.c.person_id > after
    )
    return [row.person_id for row in uow.rows(query.order_by(broadcast_recipients.c.person_id).limit(most))]


def sent_letters(uow: UnitOfWork, broadcast_id: str, most: int, after: str = "") -> list[tuple[str, str]]:
    """(person, message) of those it was sent to, by key: what a recall takes back, slice by slice."""
    query = select(broadcast_recipients.c.person_id, broadcast_recipients.c.letter_id).where(
        _in_state(broadcast_id, RecipientState.SENT), broadcast_recipients.c.person_id > after
    )
    rows = uow.rows(query.order_by(broadcast_recipients.c.person_id).limit(most))
    return [(row.person_id, row.letter_id) for row in rows]


def _in_state(broadcast_id: str, state: RecipientState) -> ColumnElement[bool]:
    return (broadcast_recipients.c.broadcast_id == broadcast_id) & (broadcast_recipients.c.state == state.value)


def _best_addresses(uow: UnitOfWork, person_ids: list[str], channels: Collection[str]) -> dict[str, dict[str, str]]:
    """Of each person's reachable addresses the one where he wrote last."""
    touched = func.coalesce(sessions.c.touched_at, addresses.c.created_at)
    query = (
        select(addresses.c.person_id, addresses.c.id, addresses.c.channel, addresses.c.account)
        .outerjoin(sessions, sessions.c.address_id == addresses.c.id)
        .where(
            addresses.c.person_id.in_(person_ids),
            addresses.c.channel.in_(sorted(channels)),
            addresses.c.unreachable_at.is_(None),
        )
        .order_by(touched, addresses.c.id)
    )
    best: dict[str, dict[str, str]] = defaultdict(dict)
    for row in uow.rows(query):  # the last one wins
        best[row.person_id] = {"address_id": row.id, "channel": row.channel, "account": row.account}
    return best
