"""The sums of a week against a ledger that follows every step, over random histories."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.figures import Figures, Standing, reckon

OWN = ("liaison", "deputy")
START = datetime(2026, 11, 22, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)

holders = st.sampled_from(("liaison", "deputy", "officer", None))
which = st.integers(min_value=0, max_value=2)
steps = st.one_of(
    st.tuples(st.just("open"), which, holders),
    st.tuples(st.just("hand on"), which, holders),
    st.tuples(st.just("close"), which, holders),
    st.tuples(st.just("reopen"), which, holders),
    st.tuples(st.just("week ends"), which, holders),
)


@given(st.lists(steps, max_size=60))
def test_the_sums_of_every_week_add_up_to_what_really_happened(history: list[tuple[str, int, str | None]]) -> None:
    """Each step takes an hour; at the end of a week the sums are compared with who was really on the table."""
    cases: dict[int, Standing] = {}
    now, since, table, fresh = START, START, set[int](), set[int]()
    for step, number, holder in [*history, ("week ends", 0, None)]:
        now += HOUR
        case = cases.get(number)
        if step == "week ends":
            sums = reckon(cases.values(), OWN, since)
            check(sums, cases, table, fresh)
            still = {n for n, c in cases.items() if c.closed_at is None}
            assert sums.open + sums.transferred == len(still)
            since, table, fresh = now, still, set()
        elif step == "open" and case is None:
            cases[number] = Standing(opened_at=now, closed_at=None, assignee_id=holder)
            table.add(number)
            fresh.add(number)
        elif case is not None and (step == "close") is (case.closed_at is None) and step in ("close", "reopen"):
            cases[number] = replace(case, closed_at=now if step == "close" else None, assignee_id=holder)
            table.add(number)
        elif case is not None and step == "hand on":
            cases[number] = replace(case, assignee_id=holder)


def check(sums: Figures, cases: dict[int, Standing], table: set[int], fresh: set[int]) -> None:
    """Nothing is lost, nothing counts twice, and everything is where it is."""
    assert sums.received == sums.open + sums.closed + sums.transferred == len(table)
    assert sums.fresh == len(fresh)
    living = [cases[n].assignee_id for n in table if cases[n].closed_at is None]
    assert sums.open == sum(holder in (*OWN, None) for holder in living)
    assert sums.transferred == living.count("officer")
