"""What stands on a case's card beside the case itself: notes, who helps, and how far a mediation is."""

from bot.core.cleaning import inline
from bot.core.moments import show_moment
from bot.domain.cases import Case
from bot.domain.helpers import Helper
from bot.domain.mediation import MediationStatus, is_for
from bot.services import notes
from bot.services.house import House
from bot.store import helpers, mediations, people
from bot.store.unit_of_work import UnitOfWork


def show_sides(uow: UnitOfWork, house: House, case: Case, locale: str) -> list[str]:
    """The lines; none for a case with nothing beside it."""
    names = "、".join(name_of(uow, house, part, locale) for part in helpers.helpers_of(uow, case.id))
    helping = [house.texts.get("helper.card", locale, names=names)] if names else []
    return [*_mediation(uow, house, case, locale), *helping, *notes.show(uow, house, case, locale)]


def mediation_verbs(uow: UnitOfWork, case: Case) -> tuple[str, ...]:
    """What staff can do about mediation now, as names of buttons."""
    mediation = mediations.living_mediation(uow, case.id)
    if mediation is not None:
        return ("mediation_agreed", "mediation_failed") if mediation.status is MediationStatus.RUNNING else ()
    return ("mediate",) if case.is_open and is_for(case) and not mediations.was_declined(uow, case.id) else ()


def name_of(uow: UnitOfWork, house: House, part: Helper, locale: str) -> str:
    """A helper's role, and his name if he gave one."""
    name = people.contact_of(uow, part.person_id).name if part.person_id else None
    return f"{house.texts.get(f'helper.role_{part.role}', locale)} {inline(name or '', 20)}".strip()


def _mediation(uow: UnitOfWork, house: House, case: Case, locale: str) -> list[str]:
    mediation = mediations.living_mediation(uow, case.id)
    if mediation is None:
        return []
    due = show_moment(mediation.due_at, locale) if mediation.due_at else ""
    return [house.texts.get(f"mediation.card_{mediation.status}", locale, due=due)]
