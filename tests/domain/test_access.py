"""Who may see a case: a table of the plain cases, and what must hold for any union and any complaint."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.access import handlers, hidden_from, may_see, staff_with
from bot.domain.people import Grant, Role, subordinates_and_self


@dataclass(frozen=True, kw_only=True)
class Case:
    grid_id: str | None = "G01"
    assignee_id: str | None = None
    accused_id: str | None = None
    about_staff: bool = False


UNION = (
    Grant(person_id="wang", role=Role.LIAISON, grid_id="G01"),
    Grant(person_id="li", role=Role.DEPUTY, grid_id="G01"),
    Grant(person_id="zhao", role=Role.LIAISON, grid_id="G02"),
    Grant(person_id="sun", role=Role.DEPUTY, grid_id="G02"),
    Grant(person_id="zhang", role=Role.OFFICER, grid_id="G01"),
    Grant(person_id="qian", role=Role.OFFICER, grid_id=None),
    Grant(person_id="chen", role=Role.COMMITTEE),
    Grant(person_id="liu", role=Role.COMMITTEE),
)
EVERYBODY = sorted({grant.person_id for grant in UNION})


@pytest.mark.parametrize(
    ("case", "seen_by"),
    [
        (Case(), "chen li liu qian wang zhang"),
        (Case(grid_id="G02"), "chen liu qian sun zhao"),
        (Case(grid_id=None), "chen liu qian"),
        (Case(assignee_id="zhao"), "chen li liu qian wang zhang zhao"),
        (Case(assignee_id="gone"), "chen li liu qian wang zhang"),
        (Case(about_staff=True), "chen liu"),
        (Case(about_staff=True, assignee_id="wang"), "chen liu"),
        (Case(about_staff=True, accused_id="wang"), "chen liu"),
        (Case(about_staff=True, accused_id="chen"), "liu"),
        (Case(about_staff=True, accused_id="chen", assignee_id="chen"), "liu"),
    ],
)
def test_who_sees_a_case(case: Case, seen_by: str) -> None:
    assert [person for person in EVERYBODY if may_see(case, person, UNION)] == seen_by.split()


@pytest.mark.parametrize(
    ("accused", "hidden"),
    [
        ("li", "li"),
        ("wang", "li wang"),
        ("zhang", "li wang zhang"),
        ("qian", "li qian sun wang zhao"),
        ("chen", "chen li qian sun wang zhang zhao"),
        ("somebody", "somebody"),
    ],
)
def test_from_whom_a_complaint_is_hidden(accused: str, hidden: str) -> None:
    assert sorted(subordinates_and_self(accused, UNION)) == hidden.split()


def test_a_deputy_elsewhere_who_stands_higher_is_no_subordinate() -> None:
    both = (*UNION, Grant(person_id="zhang", role=Role.DEPUTY, grid_id="G02"))
    assert "zhang" not in subordinates_and_self("zhao", both)


@pytest.mark.parametrize(
    ("case", "without", "handler"),
    [
        (Case(), None, "wang"),
        (Case(), "wang", "li"),
        (Case(grid_id="G02"), "zhao", "sun"),
        (Case(grid_id=None), None, "qian"),
        (Case(about_staff=True, accused_id="wang"), None, "chen"),
        (Case(about_staff=True, accused_id="chen"), None, "liu"),
        (Case(about_staff=True, accused_id="chen"), "liu", "liu"),
    ],
)
def test_who_takes_a_case(case: Case, without: str | None, handler: str) -> None:
    assert handlers(case, UNION, other_than=without)[0] == handler


people = st.sampled_from("abcdef")
grids = st.sampled_from(["G01", "G02", None])
unions = st.lists(st.builds(Grant, person_id=people, role=st.sampled_from(Role), grid_id=grids), max_size=12).map(tuple)
matters = st.builds(
    Case, grid_id=grids, assignee_id=people | st.none(), accused_id=people | st.none(), about_staff=st.booleans()
)


@given(matters, unions)
def test_no_way_leads_to_those_from_whom_it_is_hidden(case: Case, union: tuple[Grant, ...]) -> None:
    hidden = hidden_from(case, union)
    reached = {person for role in Role for person in staff_with(role, case, union)}
    reached |= {*handlers(case, union), *handlers(case, union, other_than=case.assignee_id)}
    assert not hidden & reached
    assert not any(may_see(case, person, union) for person in hidden)
    assert case.accused_id is None or case.accused_id in hidden


@given(matters, unions, people)
def test_without_a_role_nobody_sees_anything(case: Case, union: tuple[Grant, ...], person: str) -> None:
    assert not may_see(case, person, tuple(grant for grant in union if grant.person_id != person))


@given(matters, unions)
def test_a_complaint_about_staff_is_the_committees(case: Case, union: tuple[Grant, ...]) -> None:
    committee = {grant.person_id for grant in union if grant.role is Role.COMMITTEE}
    complaint = Case(grid_id=case.grid_id, assignee_id=case.assignee_id, accused_id=case.accused_id, about_staff=True)
    seen_by = {person for person in "abcdef" if may_see(complaint, person, union)}
    assert seen_by == committee - hidden_from(complaint, union)


@given(matters, unions)
def test_whoever_takes_it_may_see_it_and_is_somebody_else_if_there_is_one(case: Case, union: tuple[Grant, ...]) -> None:
    handler = next(iter(handlers(case, union, other_than=case.assignee_id)), None)
    assert handler is None or may_see(case, handler, union)
    others = {person for role in Role for person in staff_with(role, case, union)} - {case.assignee_id}
    assert handler in others if others else handler in (None, case.assignee_id)
