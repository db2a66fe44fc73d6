"""Where people are reached: the addresses of their chats, found again by a blind index."""

from sqlalchemy import func, select, update

from bot.core.ids import new_id
from bot.core.messages import Address
from bot.store.tables import addresses, sessions
from bot.store.unit_of_work import UnitOfWork

_ADD_ADDRESS = addresses.insert()


def address_index(uow: UnitOfWork, address: Address) -> str:
    """The blind index by which an address is found again."""
    return uow.vault.index("addresses.user", address.key)


def find_address(uow: UnitOfWork, address: Address) -> tuple[str, str] | None:
    """(address id, person id) of somebody who has written before, without looking into his session."""
    found = select(addresses.c.id, addresses.c.person_id).where(addresses.c.user_index == address_index(uow, address))
    row = uow.first(found)
    return (row.id, row.person_id) if row else None


def add_address(uow: UnitOfWork, person_id: str, address: Address) -> str:
    """One more way to reach a person; returns the address's id."""
    address_id = new_id()
    uow.stage(
        _ADD_ADDRESS,
        {
            "id": address_id,
            "person_id": person_id,
            "channel": address.channel,
            "account": address.account,
            "user_sealed": uow.vault.seal("addresses.user", address_id, address.user),
            "user_index": address_index(uow, address),
            "unreachable_at": None,
            "unreachable_code": None,
            "created_at": uow.now,
        },
    )
    return address_id


def move_address(uow: UnitOfWork, address_id: str, person_id: str) -> None:
    """Gives an address to another person (two chats of one human being are joined)."""
    uow.forget(person_at(uow, address_id))
    uow.execute(update(addresses).where(addresses.c.id == address_id).values(person_id=person_id))


def person_at(uow: UnitOfWork, address_id: str) -> str:
    """Whose address it is."""
    return str(uow.execute(select(addresses.c.person_id).where(addresses.c.id == address_id)).scalar_one())


def best_address(uow: UnitOfWork, person_id: str) -> tuple[str, str, str] | None:
    """Where a person is best reached: the reachable address where he wrote last, as (id, channel, account)."""
    row = uow.first(
        select(addresses.c.id, addresses.c.channel, addresses.c.account)
        .outerjoin(sessions, sessions.c.address_id == addresses.c.id)
        .where(addresses.c.person_id == person_id)
        .order_by(
            addresses.c.unreachable_at.is_not(None), func.coalesce(sessions.c.touched_at, addresses.c.created_at).desc()
        )
        .limit(1)
    )
    return (row.id, row.channel, row.account) if row else None


def reachable_addresses(uow: UnitOfWork, person_id: str) -> list[tuple[str, str, str]]:
    """Every address where a person can be reached, as (id, channel, account)."""
    found = select(addresses.c.id, addresses.c.channel, addresses.c.account).where(
        addresses.c.person_id == person_id, addresses.c.unreachable_at.is_(None)
    )
    return [(row.id, row.channel, row.account) for row in uow.rows(found.order_by(addresses.c.id))]


def address_ids_of(uow: UnitOfWork, person_id: str) -> list[str]:
    """All addresses of a person."""
    return [row.id for row in uow.rows(select(addresses.c.id).where(addresses.c.person_id == person_id))]


def mark_unreachable(uow: UnitOfWork, address_id: str, code: str) -> str:
    """The platform says that the person cannot be reached there; returns the person's id."""
    uow.execute(
        update(addresses).where(addresses.c.id == address_id).values(unreachable_at=uow.now, unreachable_code=code[:64])
    )
    return str(uow.execute(select(addresses.c.person_id).where(addresses.c.id == address_id)).scalar_one())


def mark_reachable(uow: UnitOfWork, address_id: str) -> None:
    """The person wrote from there again."""
    uow.execute(
        update(addresses).where(addresses.c.id == address_id).values(unreachable_at=None, unreachable_code=None)
    )


def change_user(uow: UnitOfWork, address_id: str, address: Address) -> None:
    """The platform gave the same chat another id (Telegram's migrate_to_chat_id)."""
    sealed = uow.vault.seal("addresses.user", address_id, address.user)
    statement = update(addresses).where(addresses.c.id == address_id)
    uow.execute(statement.values(user_sealed=sealed, user_index=address_index(uow, address)))


def accounts_of(uow: UnitOfWork, person_id: str) -> list[str]:
    """Where a person writes from, as ``telegram 12345``: only for two committee members together."""
    rows = uow.rows(select(addresses).where(addresses.c.person_id == person_id))
    return [f"{row.channel} {uow.vault.open('addresses.user', row.id, row.user_sealed)}" for row in rows]
