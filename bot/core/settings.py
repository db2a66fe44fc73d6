"""What a deployment may decide: config/default.yaml < the files of GONGYI_CONFIG < GONGYI_* variables.

Everything is checked once, at start; afterwards settings are a frozen value that ``bot.app`` hands on.
"""

import os
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FilePath,
    SecretStr,
    ValidationError,
    model_validator,
)

from bot.core.setting_sources import SettingsError, merge, read_sources, spell_problems

SQLITE = "sqlite:///"
DATABASE_URL = re.compile(r"sqlite:///[^?]+|postgresql(\+psycopg)?://.+")
HTTP_URL = re.compile(r"https?://[^\s/]+(/\S*)?")
TELEGRAM_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # core.telegram.org/bots/api#setwebhook, secret_token


def config_folder() -> Path:
    """The folder of texts, words and numbers: inside an installed wheel, else beside ``bot/``."""
    packaged = Path(__file__).parents[1] / "_config"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "config"


def load_settings(environ: Mapping[str, str] | None = None) -> "Settings":
    """The settings of this process, from ``environ`` (by default the real one) and the files it names.

    Raises ``SettingsError`` with one sentence for each unknown key, missing secret and wrong value.
    """
    sources = read_sources(config_folder() / "default.yaml", os.environ if environ is None else environ)
    try:
        return Settings.model_validate(merge(sources))
    except ValidationError as error:
        raise SettingsError(*spell_problems(error, sources)) from None  # the cause would carry the values


def _split_commas(value: object) -> object:
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


def _check_http_url(url: str) -> str:
    if not HTTP_URL.fullmatch(url):
        raise ValueError("must begin with http:// or https:// and name a host")
    return url.rstrip("/")


def _check_database_url(url: str) -> str:
    if not DATABASE_URL.fullmatch(url):
        raise ValueError("must be sqlite:///PATH or postgresql://USER:PASSWORD@HOST/DATABASE")
    return url


HttpUrl = Annotated[str, AfterValidator(_check_http_url)]
DatabaseUrl = Annotated[str, AfterValidator(_check_database_url)]


class Block(BaseModel):
    """A group of settings: frozen, closed to unknown keys, silent about its values in errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)


class Organisation(Block):
    """Who answers for personal data, as the consent notice has to say it (PIPL 17)."""

    name: str
    contact: str
    retention: str


class Telegram(Block):
    """The Telegram channel: off without a token."""

    token: SecretStr | None = None
    secret: SecretStr | None = None
    username: str | None = None
    api_base: HttpUrl
    file_base: HttpUrl
    mode: Literal["webhook", "polling"]
    reply_in_webhook: bool
    messages_per_second: float = Field(gt=0, le=1000)

    @model_validator(mode="after")
    def _check_secrets(self) -> "Telegram":
        if self.token is None:
            return self
        if not TELEGRAM_TOKEN.fullmatch(self.token.get_secret_value()):
            raise ValueError("token does not look as BotFather gives it (digits, a colon, letters)")
        if self.mode == "polling":
            return self
        if self.secret is None:
            raise ValueError("webhook mode needs a secret: set GONGYI_CHANNELS__TELEGRAM__SECRET")
        if not TELEGRAM_SECRET.fullmatch(self.secret.get_secret_value()):
            raise ValueError("secret must be 1 to 256 characters of A-Z, a-z, 0-9, _ and -")
        return self

    @property
    def account(self) -> str | None:
        """The bot's own id, before the colon of the token: public and stable, fit for addresses and logs."""
        return self.token.get_secret_value().partition(":")[0] if self.token else None


class Webchat(Block):
    """The web chat: on by default, as it needs no account anywhere."""

    enabled: bool
    cookie_secure: bool | None = None
    allowed_origins: Annotated[tuple[str, ...], BeforeValidator(_split_commas)]


class Channels(Block):
    """Every way in and out."""

    telegram: Telegram
    webchat: Webchat


class Pipeline(Block):
    """How much the pipeline takes at once."""

    batch: int = Field(ge=1, le=1000)
    workers: int = Field(ge=1, le=64)


class Sender(Block):
    """How much the sender has under way at once."""

    concurrency: int = Field(ge=1, le=64)


class Sms(Block):
    """Text messages through a provider (docs/sms.md): off without a URL.

    ``signature`` is what stands in front of each text, ``price_per_segment`` in yuan, ``per_second`` texts at the most.
    """

    url: HttpUrl | None = None
    key: SecretStr | None = None
    signature: str = Field(default="", max_length=20)
    price_per_segment: Decimal = Field(ge=0, max_digits=6, decimal_places=4)
    per_second: int = Field(ge=1, le=1000)

    @model_validator(mode="after")
    def _check_whole(self) -> "Sms":
        if self.url is not None and (self.key is None or not self.signature):
            raise ValueError("url needs a key and a signature: set GONGYI_SMS__KEY and GONGYI_SMS__SIGNATURE")
        return self


def _media_beside(data: dict[str, Any]) -> Path:
    url = str(data["database_url"])
    return Path(url.removeprefix(SQLITE)).parent / "media" if url.startswith(SQLITE) else Path("data/media")


class Settings(Block):
    """Everything a deployment decides.

    ``sla_speed`` divides every duration of the ladder; paths are relative to the working folder.
    """

    database_url: DatabaseUrl = Field(repr=False)  # may carry a password
    key_file: FilePath
    media_folder: Path = Field(default_factory=_media_beside)
    sla_file: FilePath = Field(default_factory=lambda: config_folder() / "sla.yaml")
    sla_speed: float = Field(gt=0, allow_inf_nan=False)
    host: str
    port: int = Field(ge=0, le=65535)
    public_url: HttpUrl | None = None
    log_level: Literal["debug", "info", "warning", "error"]
    union_name: str
    organisation: Organisation
    channels: Channels
    pipeline: Pipeline
    sender: Sender
    sms: Sms

    @property
    def sqlite_file(self) -> Path | None:
        """The database file, or None on PostgreSQL."""
        return Path(self.database_url.removeprefix(SQLITE)) if self.database_url.startswith(SQLITE) else None

    @property
    def cookie_secure(self) -> bool:
        """Whether cookies carry ``Secure``: as said, else when the world reaches us by https."""
        said = self.channels.webchat.cookie_secure
        return said if said is not None else (self.public_url or "").startswith("https://")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that no log line may show."""
        telegram = self.channels.telegram
        held = [secret.get_secret_value() for secret in (telegram.token, telegram.secret, self.sms.key) if secret]
        password = urlsplit(self.database_url).password
        return (*held, password, unquote(password)) if password else tuple(held)
