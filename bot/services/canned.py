"""Ready sentences for one case: filled for its worker, in his language."""

from bot.core.cleaning import inline
from bot.core.ids import show_case_number
from bot.core.moments import show_moment
from bot.domain.cases import Case
from bot.services.cards import next_due
from bot.services.house import House
from bot.store import cases, clocks, people
from bot.store.unit_of_work import UnitOfWork


def fill(uow: UnitOfWork, house: House, case: Case, key: str) -> str:
    """The sentence ``key`` of config/canned.yaml as it would go out.

    Raises :class:`~bot.domain.canned.Unfilled` where something is missing (the name of a sealed worker, a promise
    that is still ahead), KeyError for a sentence that is no longer there.
    """
    ready = {each.key: each for each in house.canned}[key]
    locale = people.locale_of(uow, cases.owner_of(uow, case))
    due = next_due(clocks.running_clocks(uow, case.id))
    name = people.contact_of(uow, case.person_id).name if case.person_id else None
    values = {
        "name": inline(name, 20) if name else None,
        "number": show_case_number(case.number),
        "date": show_moment(due.due_at, locale) if due is not None and due.due_at > uow.now else None,
    }
    return ready.fill(locale, values)
