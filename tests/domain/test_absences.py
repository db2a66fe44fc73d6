"""Who stands in for whom: chains, loops, and what must hold for any union, any absences and any complaint."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.absences import acting, all_acting, stand_in
from bot.domain.access import handlers, may_see, staff_with
from bot.domain.people import Grant, Role
from tests.domain.test_access import Case, grids, matters, people, unions


@pytest.mark.parametrize(
    ("away", "found"),
    [
        ({}, "a"),
        ({"a": "b"}, "b"),
        ({"a": "b", "b": "c"}, "c"),
        ({"a": "b", "b": "c", "c": "d"}, "d"),
        ({"a": None}, None),
        ({"a": "b", "b": None}, None),
        ({"a": "a"}, None),
        ({"a": "b", "b": "a"}, None),
        ({"a": "b", "b": "c", "c": "b"}, None),
        ({"a": "x"}, None),
        ({"a": "x", "x": "c"}, "c"),
    ],
)
def test_chains_of_deputies(away: dict[str, str | None], found: str | None) -> None:
    """x may not; whoever he named may, though."""
    assert stand_in("a", away, lambda person: person != "x") == found


absences = st.dictionaries(people, people | st.none(), max_size=6)


@given(matters, unions, absences)
def test_nobody_waits_for_one_who_is_away(case: Case, union: tuple[Grant, ...], away: dict[str, str | None]) -> None:
    candidates = handlers(case, union)
    chosen = acting(candidates, away, lambda person: may_see(case, person, union))
    assert (chosen is None) == (not candidates)
    assert chosen is None or may_see(case, chosen, union)
    assert chosen not in away or not set(candidates) - set(away)


@given(matters, unions, absences)
def test_what_lies_with_somebody_goes_to_one_who_is_here(
    case: Case, union: tuple[Grant, ...], away: dict[str, str | None]
) -> None:
    """Also across grids: whoever had it by a transfer may see it, his deputy only in his own right."""
    holder, able = case.assignee_id, lambda person: may_see(case, person, union)
    if holder is None or not able(holder):
        return
    candidates = (holder, *handlers(case, union, other_than=holder))
    chosen = acting(candidates, away, able)
    assert chosen is not None
    assert able(chosen)
    assert chosen not in away or not set(candidates) - set(away)


@given(matters, unions, absences, st.sampled_from(Role))
def test_a_whole_rung_is_acted_for_by_those_who_are_here_and_may(
    case: Case, union: tuple[Grant, ...], away: dict[str, str | None], role: Role
) -> None:
    holders = staff_with(role, case, union)
    found = all_acting(holders, away, lambda person: may_see(case, person, union))
    assert not set(found) & set(away)
    assert set(holders) - set(away) <= set(found)
    assert all(may_see(case, person, union) for person in found)


@given(unions, grids, people)
def test_an_auditor_sees_no_case_and_gets_none(union: tuple[Grant, ...], grid: str | None, auditor: str) -> None:
    alone = (*(g for g in union if g.person_id != auditor), Grant(person_id=auditor, role=Role.AUDITOR, grid_id=grid))
    case = Case(grid_id=grid, assignee_id=auditor)
    assert not may_see(case, auditor, alone)
    assert auditor not in handlers(case, alone)
    assert not staff_with(Role.AUDITOR, case, alone)
