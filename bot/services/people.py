"""Who people are to the union: what they said of themselves, roles by one-time code, second addresses."""

from datetime import datetime, timedelta

from bot.core.errors import DomainError
from bot.core.ids import new_code
from bot.domain.appointments import may_appoint
from bot.domain.people import Grid, Role, Speaker
from bot.services import terms
from bot.services.house import House
from bot.store import audit, cases, codes, people, places
from bot.store.codes import Code
from bot.store.unit_of_work import UnitOfWork

# OWASP ASVS 5.0, 6.5: a code is used once and lives ten minutes at the most.
CODES_LIVE = timedelta(minutes=10)


def remember(
    uow: UnitOfWork, speaker: Speaker, *, consent: str | None, grid_id: str | None, name: str | None, phone: str | None
) -> None:
    """Keeps consent, grid, name and phone together with the case that they were given for."""
    if consent:
        people.record_consent(uow, speaker, "grievance", consent)
    people.remember(
        uow,
        speaker.person.id,
        consent_version=consent,
        grid_id=grid_id if grid_id != speaker.person.grid_id else None,
        name=name,
        phone=phone,
    )


def invite(
    uow: UnitOfWork,
    role: Role,
    grid: Grid | None,
    *,
    invited_by: str | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> str:
    """A one-time code for a new staff member, whose role holds from ``starts_at`` until before ``ends_at``.

    Only its keyed hash is kept. DomainError when ``invited_by`` may not give this role (None: the command line may).
    """
    grid_id = grid.id if grid else None
    if invited_by and not may_appoint(invited_by, role, grid_id, people.active_grants(uow)):
        raise DomainError("case.not_found")
    code = new_code()
    meaning = Code(
        purpose="join", role=role, grid_id=grid_id, invited_by=invited_by, starts_at=starts_at, ends_at=ends_at
    )
    codes.add_code(uow, code, meaning, uow.now + CODES_LIVE)
    if invited_by:
        audit.record(uow, invited_by, "role_offered", "person", invited_by, role.value)
    return code


def join(uow: UnitOfWork, speaker: Speaker, code: str) -> Code:
    """Takes up the role that ``code`` stands for; the same DomainError for every code that is no good."""
    meaning = codes.use_code(uow, code)
    if meaning is None or meaning.purpose != "join" or meaning.role is None or not _still_good(uow, meaning):
        raise DomainError("staff.code_refused")
    others = speaker.roles - {meaning.role}
    if others and Role.AUDITOR in (meaning.role, *others):
        raise DomainError("staff.auditor_alone")  # whoever checks the work does not do it
    grant_id = people.add_grant(
        uow,
        speaker.person.id,
        meaning.role,
        meaning.grid_id,
        meaning.invited_by,
        starts_at=meaning.starts_at,
        ends_at=meaning.ends_at,
    )
    terms.watch(uow, grant_id, meaning.starts_at, meaning.ends_at)
    audit.record(uow, speaker.person.id, "role_taken", "person", speaker.person.id, meaning.role.value)
    return meaning


def _still_good(uow: UnitOfWork, meaning: Code) -> bool:
    """A code dies with the right of whoever made it."""
    if meaning.role is None or (meaning.ends_at is not None and meaning.ends_at <= uow.now):
        return False
    made_by, grants = meaning.invited_by, people.active_grants(uow)
    return made_by is None or may_appoint(made_by, meaning.role, meaning.grid_id, grants)


def offer_link(uow: UnitOfWork, speaker: Speaker) -> str:
    """A one-time code that joins another chat of the same person to this one."""
    code = new_code()
    codes.add_code(
        uow, code, Code(purpose="link", person_id=speaker.person.id, role=None, grid_id=None), uow.now + CODES_LIVE
    )
    return code


def link(uow: UnitOfWork, speaker: Speaker, code: str) -> None:
    """Joins this chat to the person who showed ``code`` elsewhere.

    A chat that already stands for somebody with cases, bookings or a role is not swallowed: they would change hands.
    """
    meaning = codes.use_code(uow, code)
    if meaning is None or meaning.purpose != "link" or meaning.person_id is None:
        raise DomainError("link.refused")
    own_matters = (
        cases.cases_owned_by(uow, speaker.person.id)
        or places.has_bookings(uow, speaker.person.id)
        or people.has_other_records(uow, speaker.person.id)
    )
    if own_matters and meaning.person_id != speaker.person.id:
        raise DomainError("link.two_lives")
    people.move_address(uow, speaker.address_id, meaning.person_id)
    audit.record(uow, meaning.person_id, "address_linked", "person", meaning.person_id, speaker.address.channel)


def remove_staff(uow: UnitOfWork, house: House, person_id: str, removed_by: str | None) -> int:
    """Takes every role away at once: buttons, open forms and waiting messages die, cases go to other hands.

    Returns how many cases were handed on; their clocks keep their start. Raises DomainError for no staff member.
    """
    if people.revoke_grants(uow, person_id, removed_by) == 0:
        raise DomainError("staff.not_staff")
    audit.record(uow, removed_by, "roles_removed", "person", person_id)
    return terms.let_go(uow, house, person_id, "staff.removed")
