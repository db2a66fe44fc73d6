"""The PostgreSQL of the tests is a real one, starts as whoever we are, and is gone afterwards."""

from collections.abc import Callable

import psycopg
import pytest

from tests.support.postgres import Account, PostgresError, accounts, own_server, works


def scalar(url: str, statement: str) -> object:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        row = connection.execute(statement.encode()).fetchone()
    return row and row[0]


def test_it_is_postgresql(postgres_url: str) -> None:
    assert str(scalar(postgres_url, "SELECT version()")).startswith("PostgreSQL ")


def test_each_fresh_database_is_another_and_empty(fresh_database: Callable[[], str]) -> None:
    one, other = fresh_database(), fresh_database()
    assert one.startswith("postgresql+psycopg://")
    with psycopg.connect(one.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE mine (id int)")
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    assert (scalar(one, tables), scalar(other, tables)) == (1, 0)
    assert scalar(other, "SHOW server_encoding") == "UTF8"


@pytest.mark.parametrize("account", accounts(), ids=str)
def test_it_starts_in_every_way_that_this_machine_allows_and_stops(account: Account) -> None:
    if not works(account):
        pytest.skip("this machine refuses that way")
    with own_server(account) as url:
        assert scalar(url, "SELECT 1") == 1
    with pytest.raises(psycopg.OperationalError, match="refused"):
        scalar(url, "SELECT 1")


def test_a_password_is_asked(postgres_url: str) -> None:
    before, _, after = postgres_url.rpartition("@")
    with pytest.raises(psycopg.OperationalError, match="password"):
        scalar(f"{before}x@{after}", "SELECT 1")


def test_a_server_that_does_not_start_says_what_failed() -> None:
    with pytest.raises(PostgresError, match="initdb failed"), own_server(Account(prefix=("false",))):
        ...
