"""Files at rest: unreadable to anybody who takes the disk, out of reach for anybody but their user."""

import os
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.core.errors import MediaRefused, Unavailable
from bot.core.vault import Tampered, Vault
from bot.store.files import FileMissing, FileStore, UploadStore

STORY = "工资单照片".encode() * 100
PDF = b"%PDF-1.7\n" + STORY


@pytest.fixture
def vault() -> Vault:
    return Vault.generate()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "attachments"


@pytest.fixture
def store(folder: Path, vault: Vault) -> FileStore:
    return FileStore(folder, vault)


def jpeg() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), (9, 99, 9)).save(buffer, "JPEG")
    return buffer.getvalue()


def test_a_file_comes_back_and_the_disk_knows_nothing(store: FileStore, folder: Path) -> None:
    name = store.put(STORY)
    assert store.get(name) == STORY
    assert [path.name for path in folder.iterdir()] == [name]
    assert STORY[:15] not in (folder / name).read_bytes()
    assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_every_name_is_new_and_random(store: FileStore) -> None:
    names = {store.put(b"x") for _ in range(20)}
    assert len(names) == 20
    assert all(len(name) == 32 for name in names)


def test_an_open_folder_is_shut(folder: Path, vault: Vault) -> None:
    folder.mkdir(parents=True, mode=0o755)
    FileStore(folder, vault)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_put_in_the_place_of_another_is_refused(store: FileStore, folder: Path, vault: Vault) -> None:
    one, other = store.put(b"one"), store.put(b"other")
    os.replace(folder / one, folder / other)
    with pytest.raises(Tampered):
        store.get(other)
    elsewhere = FileStore(folder.with_name("uploads"), vault)
    mine = store.put(b"mine")
    os.replace(folder / mine, folder.with_name("uploads") / mine)
    with pytest.raises(Tampered):
        elsewhere.get(mine)


def test_deleting_is_final_and_may_be_repeated(store: FileStore, folder: Path) -> None:
    name = store.put(STORY)
    store.delete(name)
    store.delete(name)
    assert not list(folder.iterdir())
    with pytest.raises(FileMissing):
        store.get(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../secret",
        "/etc/passwd",
        "a" * 31,
        "a" * 33,
        "A" * 32,
        "a" * 32 + "\n",
        "a" * 31 + "/",
        "a" * 31 + "\0",
    ],
)
def test_nothing_but_a_name_is_taken(store: FileStore, folder: Path, name: str) -> None:
    (folder.parent / "secret").write_bytes(b"keys")
    for act in (store.get, store.delete):
        with pytest.raises(FileMissing):
            act(name)
    assert (folder.parent / "secret").exists()


def test_a_planted_link_is_not_followed(store: FileStore, folder: Path) -> None:
    real = store.put(STORY)
    link = "b" * 32
    (folder / link).symlink_to(folder / real)
    with pytest.raises(FileMissing):
        store.get(link)


@contextmanager
def small_disk(most: int) -> Iterator[None]:
    """No file may grow beyond ``most`` bytes, as on a disk that is nearly full (EFBIG instead of ENOSPC)."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_nothing_behind(store: FileStore, folder: Path) -> None:
    kept = store.put(b"kept")
    with small_disk(4_096), pytest.raises(Unavailable):
        store.put(b"x" * 100_000)
    assert [path.name for path in folder.iterdir()] == [kept]
    assert store.get(kept) == b"kept"


def age(folder: Path, days: float) -> None:
    then = (datetime.now(UTC) - timedelta(days=days)).timestamp()
    for path in folder.iterdir():
        os.utime(path, (then, then))


def test_sweeping_takes_what_is_old_and_interrupted_writes_with_it(store: FileStore, folder: Path) -> None:
    store.put(b"old")
    (folder / ("c" * 32 + ".part")).write_bytes(b"half")
    age(folder, 2)
    young = store.put(b"young")
    assert store.sweep(datetime.now(UTC) - timedelta(days=1)) == 2
    assert [path.name for path in folder.iterdir()] == [young]


async def test_an_upload_is_sent_by_its_user(folder: Path, vault: Vault) -> None:
    uploads = UploadStore(folder, vault)
    ref = await uploads.put("user-liu", PDF, "application/pdf")
    assert await uploads.take(uploads.claim("user-liu", ref)) == PDF
    assert await UploadStore(folder, vault).take(uploads.claim("user-liu", ref)) == PDF, "lost after a restart"


async def test_a_reference_says_nothing_and_is_short_enough_for_a_token(folder: Path, vault: Vault) -> None:
    uploads = UploadStore(folder, vault)
    first, second = [await uploads.put("user-liu", PDF, "application/pdf") for _ in range(2)]
    assert "liu" not in first
    assert len(first) == 65
    assert first.partition(".")[2] != second.partition(".")[2], "two uploads show that they have one user"


async def test_another_user_s_upload_is_out_of_reach(folder: Path, vault: Vault) -> None:
    uploads = UploadStore(folder, vault)
    ref = await uploads.put("user-liu", PDF, "application/pdf")
    claimed = uploads.claim("user-liu", ref)
    own = await uploads.put("user-wang", PDF, "application/pdf")
    mixed = f"{ref.partition('.')[0]}.{own.partition('.')[2]}"
    for foreign in (ref, claimed, mixed, ref.partition(".")[0], ""):
        with pytest.raises(FileMissing):
            uploads.claim("user-wang", foreign)
    with pytest.raises(FileMissing):
        uploads.claim("", claimed)
    for unclaimed in (ref, own, mixed, ref.partition(".")[0], f"..{claimed}", "工.资"):
        with pytest.raises(FileMissing):
            await uploads.take(unclaimed)


async def test_an_upload_that_was_tampered_with_is_as_good_as_gone(folder: Path, vault: Vault) -> None:
    uploads = UploadStore(folder, vault)
    claimed = uploads.claim("u", await uploads.put("u", PDF, "application/pdf"))
    (folder / claimed.partition(".")[0]).write_bytes(b"x" * 50)
    with pytest.raises(FileMissing):
        await uploads.take(claimed)


async def test_an_upload_goes_after_a_day(folder: Path, vault: Vault) -> None:
    uploads = UploadStore(folder, vault)
    claimed = uploads.claim("u", await uploads.put("u", PDF, "application/pdf"))
    assert await uploads.sweep(datetime.now(UTC) - timedelta(days=1)) == 0
    age(folder, 1.1)
    assert await uploads.sweep(datetime.now(UTC) - timedelta(days=1)) == 1
    with pytest.raises(FileMissing):
        await uploads.take(claimed)


@pytest.mark.parametrize(
    ("data", "mime", "key"),
    [
        (b"PK\3\4" + b"\0" * 50, "application/vnd.android.package-archive", "media.not_taken"),
        (b"PK\3\4" + b"\0" * 50, "image/jpeg", "media.not_a_picture"),
        (b"<html>", "text/html", "media.not_taken"),
        (PDF, "image/png", "media.not_a_picture"),
        (b"", "", "media.not_taken"),
    ],
)
async def test_what_cannot_be_kept_is_never_stored(
    folder: Path, vault: Vault, data: bytes, mime: str, key: str
) -> None:
    uploads = UploadStore(folder, vault)
    with pytest.raises(MediaRefused) as caught:
        await uploads.put("u", data, mime)
    assert caught.value.key == key
    assert not os.listdir(folder)


@pytest.mark.parametrize("mime", ["image/jpeg", "application/octet-stream", ""])
async def test_a_picture_is_taken_whatever_the_browser_calls_it(folder: Path, vault: Vault, mime: str) -> None:
    uploads = UploadStore(folder, vault)
    assert await uploads.take(uploads.claim("u", await uploads.put("u", jpeg(), mime))) == jpeg()
