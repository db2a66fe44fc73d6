"""People, what they gave of themselves, and their roles."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select, update

from bot.core.ids import new_id
from bot.core.messages import Address
from bot.domain.people import Contact, Grant, Person, Role, Speaker
from bot.store.addresses import add_address, address_index
from bot.store.sessions import State, open_state
from bot.store.tables import addresses, consents, grants, people, sessions
from bot.store.unit_of_work import UnitOfWork

_ADD_PERSON = people.insert()
_ADD_CONSENT = consents.insert()
_SPEAKERS = (
    select(
        addresses.c.id,
        addresses.c.user_index,
        addresses.c.person_id,
        addresses.c.unreachable_at,
        people.c.grid_id,
        people.c.locale,
        people.c.consent_version,
        people.c.name_sealed.is_not(None).label("has_name"),
        sessions.c.state_sealed,
    )
    .join(people, people.c.id == addresses.c.person_id)
    .outerjoin(sessions, sessions.c.address_id == addresses.c.id)
    .where(addresses.c.user_index.in_(bindparam("indexes", expanding=True)))
)
# A role is held from its first to its last moment; nothing has to run for it to end.
_GRANTS = select(grants.c.person_id, grants.c.role, grants.c.grid_id).where(
    grants.c.revoked_at.is_(None),
    or_(grants.c.starts_at.is_(None), grants.c.starts_at <= bindparam("now", type_=grants.c.starts_at.type)),
    or_(grants.c.ends_at.is_(None), grants.c.ends_at > bindparam("now", type_=grants.c.ends_at.type)),
)
_GRANTS_OF = _GRANTS.where(grants.c.person_id.in_(bindparam("person_ids", expanding=True)))
_REMEMBER = (
    update(people)
    .where(people.c.id == bindparam("person_id"))
    .values(
        {
            name: func.coalesce(bindparam(f"new_{name}", type_=people.c[name].type), people.c[name])
            for name in ("consent_version", "grid_id", "name_sealed", "phone_sealed")
        }
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A speaker with what his conversation remembers."""

    speaker: Speaker
    state: State
    was_unreachable: bool


def load_known(uow: UnitOfWork, wanted: Collection[Address]) -> dict[str, Known]:
    """Those of ``wanted`` that have written before, by address key; two statements for a whole batch."""
    by_index = {address_index(uow, address): address for address in wanted}
    rows = uow.rows(_SPEAKERS, {"indexes": list(by_index)})
    held = grants_of(uow, {row.person_id for row in rows}) if rows else {}
    found: dict[str, Known] = {}
    for row in rows:
        address = by_index[row.user_index]
        person = Person(
            id=row.person_id,
            grid_id=row.grid_id,
            locale=row.locale,
            consent_version=row.consent_version,
            has_name=row.has_name,
        )
        speaker = Speaker(address_id=row.id, address=address, person=person, grants=held.get(row.person_id, ()))
        found[address.key] = Known(
            speaker=speaker,
            state=open_state(uow, row.id, row.state_sealed),
            was_unreachable=row.unreachable_at is not None,
        )
    return found


def add_speaker(uow: UnitOfWork, address: Address, locale: str) -> Speaker:
    """A person whom nobody knew yet, at his first address."""
    person = Person(id=new_id(), grid_id=None, locale=locale)
    uow.stage(
        _ADD_PERSON,
        {
            "id": person.id,
            "grid_id": None,
            "locale": locale,
            "consent_version": None,
            "name_sealed": None,
            "phone_sealed": None,
            "created_at": uow.now,
        },
    )
    return Speaker(address_id=add_address(uow, person.id, address), address=address, person=person)


def remember(
    uow: UnitOfWork,
    person_id: str,
    *,
    consent_version: str | None,
    grid_id: str | None,
    name: str | None,
    phone: str | None,
) -> None:
    """Keeps what a person said of himself; None leaves what is there."""
    values: dict[str, object] = {
        "consent_version": consent_version,
        "grid_id": grid_id,
        "name_sealed": name and uow.vault.seal("people.name", person_id, name),
        "phone_sealed": phone and uow.vault.seal("people.phone", person_id, phone),
    }
    given = {f"new_{column}": value for column, value in values.items()}
    if any(given.values()):
        uow.stage(_REMEMBER, {"person_id": person_id, **given})
        uow.forget(person_id)


def set_locale(uow: UnitOfWork, person_id: str, locale: str) -> None:
    """The language in which the person is spoken to."""
    uow.execute(update(people).where(people.c.id == person_id).values(locale=locale))
    uow.forget(person_id)


def contact_of(uow: UnitOfWork, person_id: str) -> Contact:
    """What the person gave of himself."""
    row = uow.first(select(people.c.name_sealed, people.c.phone_sealed).where(people.c.id == person_id))
    if row is None:
        return Contact(name=None, phone=None)
    name = uow.vault.open("people.name", person_id, row.name_sealed) if row.name_sealed else None
    phone = uow.vault.open("people.phone", person_id, row.phone_sealed) if row.phone_sealed else None
    return Contact(name=name, phone=phone)


def locale_of(uow: UnitOfWork, person_id: str) -> str:
    """The language of a person."""
    return str(uow.execute(select(people.c.locale).where(people.c.id == person_id)).scalar_one())


def record_consent(uow: UnitOfWork, speaker: Speaker, purpose: str, version: str) -> None:
    """PIPL Art. 14: which text was agreed to, when and where."""
    uow.stage(
        _ADD_CONSENT,
        {
            "id": new_id(),
            "person_id": speaker.person.id,
            "purpose": purpose,
            "version": version,
            "channel": speaker.address.channel,
            "given_at": uow.now,
        },
    )


def active_grants(uow: UnitOfWork) -> tuple[Grant, ...]:
    """Every role that is held now in the union."""
    if "grants" not in uow.memo:
        uow.memo["grants"] = tuple(_grant(row) for row in uow.rows(_GRANTS, {"now": uow.now}))
    held: tuple[Grant, ...] = uow.memo["grants"]
    return held


def grants_of(uow: UnitOfWork, person_ids: Collection[str]) -> Mapping[str, tuple[Grant, ...]]:
    """The roles of some people."""
    held: dict[str, tuple[Grant, ...]] = {}
    for row in uow.rows(_GRANTS_OF, {"person_ids": list(person_ids), "now": uow.now}):
        held[row.person_id] = (*held.get(row.person_id, ()), _grant(row))
    return held


def add_grant(
    uow: UnitOfWork,
    person_id: str,
    role: Role,
    grid_id: str | None,
    granted_by: str | None,
    *,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> str:
    """Gives a role, in the place of the same one that he had (with other dates); returns the grant's id."""
    same = grants.c.grid_id.is_(None) if grid_id is None else grants.c.grid_id == grid_id
    before = update(grants).where(
        grants.c.person_id == person_id, grants.c.role == role.value, same, grants.c.revoked_at.is_(None)
    )
    uow.execute(before.values(revoked_at=uow.now, revoked_by=granted_by))
    grant_id = new_id()
    uow.execute(
        grants.insert(),
        {
            "id": grant_id,
            "person_id": person_id,
            "role": role.value,
            "grid_id": grid_id,
            "granted_at": uow.now,
            "granted_by": granted_by,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "revoked_at": None,
            "revoked_by": None,
        },
    )
    uow.forget(person_id)
    return grant_id


def revoke_grants(uow: UnitOfWork, person_id: str, revoked_by: str | None) -> int:
    """Takes all roles of a person away, at once; returns how many he held."""
    uow.forget(person_id)
    statement = update(grants).where(grants.c.person_id == person_id, grants.c.revoked_at.is_(None))
    return uow.execute(statement.values(revoked_at=uow.now, revoked_by=revoked_by)).rowcount


def people_named(uow: UnitOfWork, person_ids: Sequence[str]) -> dict[str, str]:
    """The names of some people (staff, for the lists that staff choose from)."""
    named = select(people.c.id, people.c.name_sealed).where(
        people.c.id.in_(person_ids), people.c.name_sealed.is_not(None)
    )
    return {row.id: uow.vault.open("people.name", row.id, row.name_sealed) for row in uow.rows(named)}


def _grant(row: object) -> Grant:
    return Grant(person_id=row.person_id, role=Role(row.role), grid_id=row.grid_id)  # type: ignore[attr-defined]
