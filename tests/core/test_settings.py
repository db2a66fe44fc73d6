"""What a deployment may say, how sources win over each other, and what is refused in which words."""

import traceback
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.core.setting_sources import SettingsError
from bot.core.settings import config_folder, load_settings

TOKEN = "4711:AAHsecretsecretsecret"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    key_file = tmp_path / "keys"
    key_file.write_text("k1:…", encoding="utf-8")
    return {"GONGYI_KEY_FILE": str(key_file), "PATH": "/usr/bin"}


def test_defaults_are_enough_beside_the_key_file(environ: dict[str, str]) -> None:
    settings = load_settings(environ)
    assert (settings.host, settings.port, settings.sla_speed) == ("127.0.0.1", 8000, 1)
    assert settings.sqlite_file == Path("data/gongyi.db")
    assert settings.media_folder == Path("data/media")
    assert settings.sla_file == config_folder() / "sla.yaml"
    assert settings.channels.telegram.token is None
    assert settings.channels.telegram.account is None
    assert settings.channels.webchat.enabled
    assert settings.secrets == ()


def test_later_sources_win_and_blocks_are_merged_deeply(environ: dict[str, str], tmp_path: Path) -> None:
    first, second = tmp_path / "union.yaml", tmp_path / "site.yaml"
    first.write_text("union_name: 甲\nport: 1\norganisation: {contact: 一楼}\nsla_speed: 2\n", encoding="utf-8")
    second.write_text("port: 2\nsla_speed: 3\norganisation: {name: 乙}\n", encoding="utf-8")
    settings = load_settings(
        environ | {"GONGYI_CONFIG": f"{first}:{second}", "GONGYI_SLA_SPEED": "600", "GONGYI_HOST": ""}
    )
    assert (settings.union_name, settings.port, settings.sla_speed) == ("甲", 2, 600)
    assert (settings.organisation.name, settings.organisation.contact) == ("乙", "一楼")
    assert settings.host == "127.0.0.1"


def test_every_name_that_deployments_rely_on(environ: dict[str, str], tmp_path: Path) -> None:
    telegram = "GONGYI_CHANNELS__TELEGRAM__"
    settings = load_settings(
        environ
        | {
            "GONGYI_DATABASE_URL": f"sqlite:///{tmp_path}/a.db",
            f"{telegram}TOKEN": TOKEN,
            f"{telegram}API_BASE": "http://127.0.0.1:8081/bot",
            f"{telegram}FILE_BASE": "http://127.0.0.1:8081/file/bot/",
            f"{telegram}SECRET": "s-1",
            f"{telegram}MODE": "webhook",
            f"{telegram}REPLY_IN_WEBHOOK": "false",
            "GONGYI_CHANNELS__WEBCHAT__ALLOWED_ORIGINS": "https://a.example, https://b.example",
        }
    )
    assert settings.media_folder == tmp_path / "media"
    assert settings.channels.telegram.account == "4711"
    assert settings.channels.telegram.api_base == "http://127.0.0.1:8081/bot"
    assert settings.channels.telegram.file_base == "http://127.0.0.1:8081/file/bot"
    assert settings.channels.telegram.reply_in_webhook is False
    assert settings.channels.webchat.allowed_origins == ("https://a.example", "https://b.example")
    assert settings.secrets == (TOKEN, "s-1")


@pytest.mark.parametrize(
    ("said", "public_url", "secure"),
    [
        ("", "", False),
        ("", "http://chat.example", False),
        ("", "https://chat.example/", True),
        ("false", "https://chat.example", False),
        ("true", "", True),
    ],
)
def test_cookies_are_secure_where_the_world_comes_by_https(
    environ: dict[str, str], said: str, public_url: str, secure: bool
) -> None:
    said_so = {"GONGYI_CHANNELS__WEBCHAT__COOKIE_SECURE": said, "GONGYI_PUBLIC_URL": public_url}
    assert load_settings(environ | said_so).cookie_secure is secure


def test_a_database_password_is_a_secret_in_both_spellings(environ: dict[str, str]) -> None:
    settings = load_settings(environ | {"GONGYI_DATABASE_URL": "postgresql://u:p%40ss@db/gongyi"})
    assert settings.secrets == ("p%40ss", "p@ss")
    assert settings.sqlite_file is None
    assert settings.media_folder == Path("data/media")
    assert "p%40ss" not in repr(settings)


REFUSED = {
    "no key file": ({"GONGYI_KEY_FILE": ""}, "key_file is missing: set GONGYI_KEY_FILE."),
    "key file not there": (
        {"GONGYI_KEY_FILE": "/nowhere/keys"},
        "GONGYI_KEY_FILE: key_file: Path does not point to a file.",
    ),
    "unknown variable": ({"GONGYI_SLASPEED": "2"}, "GONGYI_SLASPEED: there is no setting slaspeed."),
    "unknown nested variable": (
        {"GONGYI_CHANNELS__TELEGRAM__TOKN": TOKEN},
        "GONGYI_CHANNELS__TELEGRAM__TOKN: there is no setting channels.telegram.tokn.",
    ),
    "webhook without secret": (
        {"GONGYI_CHANNELS__TELEGRAM__TOKEN": TOKEN},
        "GONGYI_CHANNELS__TELEGRAM__TOKEN: channels.telegram: webhook mode needs a secret: "
        "set GONGYI_CHANNELS__TELEGRAM__SECRET.",
    ),
    "secret that Telegram refuses": (
        {"GONGYI_CHANNELS__TELEGRAM__TOKEN": TOKEN, "GONGYI_CHANNELS__TELEGRAM__SECRET": "sécret"},
        "GONGYI_CHANNELS__TELEGRAM__TOKEN: channels.telegram: "
        "secret must be 1 to 256 characters of A-Z, a-z, 0-9, _ and -.",
    ),
    "token of another form": (
        {"GONGYI_CHANNELS__TELEGRAM__TOKEN": "AAHsecretsecretsecret"},
        "GONGYI_CHANNELS__TELEGRAM__TOKEN: channels.telegram: "
        "token does not look as BotFather gives it (digits, a colon, letters).",
    ),
    "texts without their secret": (
        {"GONGYI_SMS__URL": "https://texts.example/v1", "GONGYI_SMS__SIGNATURE": "工会"},
        "GONGYI_SMS__URL: sms: url needs a key and a signature: set GONGYI_SMS__KEY and GONGYI_SMS__SIGNATURE.",
    ),
    "another database": (
        {"GONGYI_DATABASE_URL": "mysql://u:AAHsecretsecretsecret@db/x"},
        "GONGYI_DATABASE_URL: database_url: must be sqlite:///PATH or postgresql://USER:PASSWORD@HOST/DATABASE.",
    ),
    "an address without a host": (
        {"GONGYI_PUBLIC_URL": "chat.example"},
        "GONGYI_PUBLIC_URL: public_url: must begin with http:// or https:// and name a host.",
    ),
    "no speed": ({"GONGYI_SLA_SPEED": "0"}, "GONGYI_SLA_SPEED: sla_speed: Input should be greater than 0."),
    "endless speed": (
        {"GONGYI_SLA_SPEED": "inf"},
        "GONGYI_SLA_SPEED: sla_speed: Input should be a finite number.",
    ),
    "file not there": (
        {"GONGYI_CONFIG": "/nowhere/x.yaml"},
        "/nowhere/x.yaml: cannot be read (No such file or directory).",
    ),
}


@pytest.mark.parametrize(("said", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_named_in_one_sentence(environ: dict[str, str], said: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(environ | said)
    assert refused.value.problems == (sentence,)
    assert "secretsecret" not in "".join(traceback.format_exception(refused.value))


def test_polling_needs_no_webhook_secret(environ: dict[str, str]) -> None:
    telegram = {"GONGYI_CHANNELS__TELEGRAM__TOKEN": TOKEN, "GONGYI_CHANNELS__TELEGRAM__MODE": "polling"}
    assert load_settings(environ | telegram).channels.telegram.mode == "polling"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("chanels: {}\n", "there is no setting chanels."),
        ("port: eighty\n", "port: Input should be a valid integer, unable to parse string as an integer."),
        (f"port: 1\ntoken: [{TOKEN}\n", "is not YAML (line 3)."),
        ("- port\n", "must hold settings by name."),
    ],
)
def test_a_wrong_file_is_named(environ: dict[str, str], tmp_path: Path, written: str, sentence: str) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(written, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        load_settings(environ | {"GONGYI_CONFIG": str(site)})
    assert refused.value.problems == (f"{site}: {sentence}",)
    assert "secretsecret" not in "".join(traceback.format_exception(refused.value))


def test_every_problem_is_told_at_once(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(environ | {"GONGYI_KEY_FILE": "", "GONGYI_PORT": "x", "GONGYI_UNION": "y"})
    assert len(refused.value.problems) == 3


def test_texts_are_off_until_everything_for_them_is_said(environ: dict[str, str]) -> None:
    assert load_settings(environ).sms.url is None
    said = {"URL": "https://texts.example/v1", "KEY": "secretsecret", "SIGNATURE": "工会", "PRICE_PER_SEGMENT": "0.042"}
    settings = load_settings(environ | {f"GONGYI_SMS__{name}": value for name, value in said.items()})
    assert str(settings.sms.price_per_segment) == "0.042"
    assert settings.secrets == ("secretsecret",)
    assert "secretsecret" not in repr(settings)


def test_settings_cannot_be_changed_afterwards(environ: dict[str, str]) -> None:
    settings = load_settings(environ)
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 9  # type: ignore[misc]
