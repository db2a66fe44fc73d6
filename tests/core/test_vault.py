"""The vault: what it seals opens only where it was sealed, and its key file is guarded."""

import json
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.vault import KeyFileError, Tampered, Vault

STORY = "公司拖欠我三个月工资，站长不接电话"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    Vault.create(path)
    return path


def test_what_is_sealed_opens_in_its_own_place() -> None:
    vault = Vault.generate()
    sealed = vault.seal("cases.story", "row1", STORY)
    assert vault.open("cases.story", "row1", sealed) == STORY
    assert STORY.encode() not in sealed
    assert sealed != vault.seal("cases.story", "row1", STORY), "a nonce was used twice"


def test_bytes_pass_too() -> None:
    vault = Vault.generate()
    assert vault.open_bytes("files", "n", vault.seal_bytes("files", "n", b"\xff\x00")) == b"\xff\x00"


@pytest.mark.parametrize(
    ("column", "row"), [("cases.story", "row2"), ("cases.reply", "row1"), ("cases", "story\0row1")]
)
def test_a_value_moved_elsewhere_is_refused(column: str, row: str) -> None:
    vault = Vault.generate()
    sealed = vault.seal("cases.story", "row1", STORY)
    with pytest.raises(Tampered):
        vault.open(column, row, sealed)


def test_every_changed_byte_and_every_cut_is_noticed() -> None:
    vault = Vault.generate()
    sealed = vault.seal("c", "r", "工资")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        for broken in (bytes(changed), sealed[:place]):
            with pytest.raises(Tampered):
                vault.open("c", "r", broken)


def test_another_vault_cannot_read_it() -> None:
    with pytest.raises(Tampered):
        Vault.generate().open("c", "r", Vault.generate().seal("c", "r", STORY))


def test_the_index_is_equal_for_equal_values_of_one_purpose_and_key() -> None:
    vault, other = Vault.generate(), Vault.generate()
    fingerprint = vault.index("phone", "13800138000")
    assert fingerprint == vault.index("phone", "13800138000")
    assert len(fingerprint) == 32
    others = {
        vault.index("address", "13800138000"),
        vault.index("phone", "13800138001"),
        other.index("phone", "13800138000"),
    }
    assert fingerprint not in others


def test_a_created_file_is_private_and_loads_again(key_file: Path) -> None:
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    sealed = Vault.load(key_file).seal("c", "r", STORY)
    assert Vault.load(key_file).open("c", "r", sealed) == STORY


def test_create_never_overwrites(key_file: Path) -> None:
    before = key_file.read_bytes()
    with pytest.raises(KeyFileError, match="never overwritten"):
        Vault.create(key_file)
    assert key_file.read_bytes() == before


def test_a_missing_file_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="GONGYI_KEY_FILE"):
        Vault.load(tmp_path / "nowhere.json")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_open_to_others_is_refused_with_the_remedy(key_file: Path, mode: int) -> None:
    key_file.chmod(mode)
    with pytest.raises(KeyFileError, match=f"chmod 600 {key_file}"):
        Vault.load(key_file)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-20],
        lambda text: "[]",
        lambda text: text.replace('"active"', '"other"'),
        lambda text: json.dumps({**json.loads(text), "index": "c2hvcnQ="}),
        lambda text: json.dumps({**json.loads(text), "active": "00000000"}),
        lambda text: json.dumps({**json.loads(text), "keys": {"x": "y"}, "active": "x"}),
    ],
)
def test_a_damaged_file_is_refused_in_one_sentence(key_file: Path, damage: Callable[[str], str]) -> None:
    key_file.write_text(damage(key_file.read_text()))
    with pytest.raises(KeyFileError, match="damaged"):
        Vault.load(key_file)


def test_a_new_key_seals_and_the_old_one_still_reads(key_file: Path) -> None:
    vault = Vault.load(key_file)
    old = vault.seal("c", "r", STORY)
    fingerprint = vault.index("phone", "1")
    assert not vault.needs_rotation(old)
    vault.add_key()
    new = vault.seal("c", "r", STORY)
    assert vault.needs_rotation(old)
    assert not vault.needs_rotation(new)
    again = Vault.load(key_file)
    assert (again.open("c", "r", old), again.open("c", "r", new)) == (STORY, STORY)
    assert again.index("phone", "1") == fingerprint
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_a_running_service_learns_a_key_that_another_process_added(key_file: Path) -> None:
    running, command = Vault.load(key_file), Vault.load(key_file)
    command.add_key()
    sealed = command.seal("c", "r", STORY)
    assert running.open("c", "r", sealed) == STORY
    assert not running.needs_rotation(sealed)


def test_two_rotations_keep_both_keys_and_a_running_one_is_not_disturbed(key_file: Path) -> None:
    first, second = Vault.load(key_file), Vault.load(key_file)
    first.add_key()
    second.add_key()
    assert len(json.loads(key_file.read_text())["keys"]) == 3
    key_file.with_name("keys.json.new").touch()
    with pytest.raises(KeyFileError, match="another rotation"):
        first.add_key()


def test_a_vault_in_memory_has_no_file_to_add_to() -> None:
    with pytest.raises(KeyFileError):
        Vault.generate().add_key()


def test_keys_do_not_show(key_file: Path) -> None:
    secret = json.loads(key_file.read_text())["index"]
    assert secret not in repr(Vault.load(key_file))


def test_sealing_stays_cheap() -> None:
    """A turn seals a handful of values. The bound is loose: nothing may derive keys per call."""
    vault, text = Vault.generate(), "工" * 66
    started = time.process_time()
    for _ in range(2_000):
        vault.open("cases.story", "row1", vault.seal("cases.story", "row1", text))
    assert (time.process_time() - started) / 2_000 < 50e-6


def test_as_another_user_the_file_stays_shut(key_file: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    key_file.chmod(0)
    with pytest.raises(KeyFileError, match="cannot be read"):
        Vault.load(key_file)
