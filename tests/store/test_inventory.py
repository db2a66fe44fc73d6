"""The inventory lists every column, and what it says of sealed ones is what the services really do."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.vault import Tampered
from bot.store.files import FileStore
from bot.store.inventory import INVENTORY, Kept, TableEntry, tables_with_secrets
from bot.store.rotation import reseal_tables
from bot.store.tables import metadata
from bot.store.unit_of_work import UnitOfWork
from tests.store.journey import CHAT_ID, COMMENT, NAME, PHONE, REPLY, STORY, Journey, everything

SECRETS = {"name": NAME, "phone": PHONE, "story": STORY, "chat id": CHAT_ID, "reply": REPLY, "comment": COMMENT}


def test_every_column_is_listed_and_every_listed_column_is_there() -> None:
    listed = {(table.name, entry.column) for table in INVENTORY for entry in table.entries}
    assert listed == {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
    assert len(listed) == sum(len(table.entries) for table in INVENTORY)


@pytest.mark.parametrize("table", INVENTORY, ids=lambda table: table.name)
def test_names_say_how_a_column_is_kept(table: TableEntry) -> None:
    for entry in table.entries:
        assert entry.purpose
        assert entry.column.endswith("_sealed") == (entry.kept is Kept.SEALED)
        if entry.column.endswith("_index"):
            assert entry.kept is Kept.INDEX
    row = metadata.tables[table.name].c[table.row] if table.sealed else None
    assert row is None or row.primary_key or row.unique


async def test_what_real_services_sealed_opens_by_the_inventory(tmp_path: Path) -> None:
    journey = Journey.begin(tmp_path)
    await everything(journey)
    journey.application.database.run_here(check_all)


def check_all(uow: UnitOfWork) -> None:
    """Every sealed column was used, and every value opens in its place and nowhere else."""
    for entry in tables_with_secrets():
        table = metadata.tables[entry.name]
        for column in entry.sealed:
            query = select(table.c[entry.row], table.c[column]).where(table.c[column].is_not(None))
            values = uow.rows(query)
            assert values, f"{entry.name}.{column} is never written"
            for row_id, value in values:
                uow.vault.open_bytes(entry.place(column), row_id, value)
                with pytest.raises(Tampered):
                    uow.vault.open_bytes(entry.place(column), f"{row_id}x", value)


async def test_the_files_of_the_database_tell_nothing(tmp_path: Path) -> None:
    journey = Journey.begin(tmp_path)
    await everything(journey)
    written = on_the_disk(tmp_path)
    assert len(written) > 100_000
    for what, secret in SECRETS.items():
        for piece in (secret, *pieces(secret)):
            assert piece.encode() not in written, what
            assert piece.encode("unicode_escape") not in written, what  # as JSON would write it


def on_the_disk(folder: Path) -> bytes:
    """The database's file, and the log beside it, which holds something."""
    assert (folder / "gongyi.db-wal").stat().st_size > 0
    return b"".join(path.read_bytes() for path in folder.glob("gongyi.db*"))


def pieces(text: str) -> tuple[str, ...]:
    """Halves, so that a cut or wrapped text is found as well."""
    half = len(text) // 2
    return (text[:half], text[half:]) if half >= 3 else ()


async def test_rotation_seals_everything_anew_and_again_nothing(tmp_path: Path) -> None:
    journey = Journey.begin(tmp_path)
    await everything(journey)
    await rotate_and_check(journey)


async def test_rotation_on_postgresql(tmp_path: Path, fresh_database: Callable[[], str]) -> None:
    journey = Journey.begin(tmp_path, fresh_database())
    await everything(journey)
    await rotate_and_check(journey)


async def rotate_and_check(journey: Journey) -> None:
    """A new key; everything moves to it once; the conversation goes on."""
    database, vault = journey.application.database, journey.application.vault
    files = FileStore(journey.application.settings.media_folder, vault)
    name = files.put(b"a picture")
    vault.add_key()
    assert {each.table for each in reseal_tables(database) if each.values} == {
        table.name for table in tables_with_secrets()
    }
    assert files.reseal() == 1
    assert sum(each.values for each in reseal_tables(database)) + files.reseal() == 0
    database.run_here(check_all)
    database.run_here(check_new)
    assert files.get(name) == b"a picture"
    assert "在办 1 件" in await journey.say(CHAT_ID, "进度")


def check_new(uow: UnitOfWork) -> None:
    """Nothing is left that the old key sealed."""
    for entry in tables_with_secrets():
        table = metadata.tables[entry.name]
        for column in entry.sealed:
            for (value,) in uow.rows(select(table.c[column]).where(table.c[column].is_not(None))):
                assert not uow.vault.needs_rotation(value)
