"""Who people are to the union: what they said of themselves, roles by one-time code, second addresses."""

from datetime import datetime, timedelta

from bot.core.errors import DomainError
from bot.core.ids import new_code
from bot.domain.appointments import may_appoint
from bot.domain.people import Grid, Role, Speaker
from bot.services import terms
from bot.services.house import House
from bot.store import addresses, audit, belongings, cases, codes, notices, people, places
from bot.store.codes import Code
from bot.store.unit_of_work import UnitOfWork

# OWASP ASVS 5.0, 6.5: a code is used once and lives ten minutes at the most.
CODES_LIVE = timedelta(minutes=10)


def remember(
    uow: UnitOfWork,
    speaker: Speaker,
    *,
    consent: str | None,
    grid_id: str | None,
    name: str | None,
    phone: str | None,
    purpose: str = "grievance",
) -> None:
    """Keeps consent, grid, name and phone together with the matter that they were given for."""
    if consent:
        people.record_consent(uow, speaker, purpose, consent)
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


def link(uow: UnitOfWork, house: House, speaker: Speaker, code: str) -> None:
    """Joins this chat to the person who showed ``code`` elsewhere.

    A chat that already stands for somebody with anything of his own is not swallowed: it would change hands. The
    DomainError names what it is. What he switched off stays switched off.
    """
    meaning = codes.use_code(uow, code)
    if meaning is None or meaning.purpose != "link" or meaning.person_id is None:
        raise DomainError("link.refused")
    if meaning.person_id != speaker.person.id:
        if own := _own_rooms(uow, speaker.person.id):
            say, locale = house.texts.get, speaker.person.locale
            what = say("care.list", locale).join(say(f"link.{room}", locale) for room in own)
            raise DomainError("link.two_lives", what=what)
        _carry_settings(uow, speaker.person.id, meaning.person_id)
    addresses.move_address(uow, speaker.address_id, meaning.person_id)
    audit.record(uow, meaning.person_id, "address_linked", "person", meaning.person_id, speaker.address.channel)


def _own_rooms(uow: UnitOfWork, person_id: str) -> tuple[str, ...]:
    found = belongings.rooms_of(uow, person_id)
    return ("cases", *found) if cases.cases_owned_by(uow, person_id) else found


def _carry_settings(uow: UnitOfWork, before: str, after: str) -> None:
    """What somebody wished not to hear, and when, he wishes in every chat."""
    for kind in notices.opt_outs_of(uow, before):
        notices.opt_out(uow, after, kind)
    hour = places.reminder_hour(uow, before)
    if hour is not None and places.reminder_hour(uow, after) is None:
        places.set_reminder_hour(uow, after, hour)


def remove_staff(uow: UnitOfWork, house: House, person_id: str, removed_by: str | None) -> int:
    """Takes every role away at once: buttons, open forms and waiting messages die, cases go to other hands.

    Returns how many cases were handed on; their clocks keep their start. Raises DomainError for no staff member.
    """
    if people.revoke_grants(uow, person_id, removed_by) == 0:
        raise DomainError("staff.not_staff")
    audit.record(uow, removed_by, "roles_removed", "person", person_id)
    return terms.let_go(uow, house, person_id, "staff.removed")


def same_human(uow: UnitOfWork, one: str, other: str) -> bool:
    """Whether two accounts are one human being: linked ones are one person; else the phone number tells."""
    if one == other:
        return True
    phone = people.contact_of(uow, one).phone
    return phone is not None and phone == people.contact_of(uow, other).phone
