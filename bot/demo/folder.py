"""The demo's own folder: keys, settings, a database, and who may log in by a link. A second start goes on with it."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from bot.core.ids import new_id
from bot.core.settings import Settings, load_settings
from bot.core.vault import Vault
from bot.web.visitors import new_cookie

FOLDER = Path(".demo")
# Nothing else is taken over: a variable of the real service must never lead the demo to the real data.
_TAKEN_OVER = ("GONGYI_SLA_SPEED", "GONGYI_PORT", "GONGYI_LOG_LEVEL")
_SETTINGS = {
    "database_url": f"sqlite:///{FOLDER}/gongyi.db",
    "key_file": f"{FOLDER}/keys.json",
    "media_folder": f"{FOLDER}/media",
    "log_level": "warning",
    "union_name": "江城新就业形态劳动者工会",
    "organisation": {"name": "江城新就业形态劳动者工会"},
}


@dataclass(frozen=True, slots=True)
class Guest:
    """A sample person whom a visitor may become: ``part`` is what he plays."""

    part: str
    token: str
    cookie: str


def prepare() -> None:
    """Makes what is missing in the folder; raises OSError or KeyFileError."""
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    keys, database = FOLDER / "keys.json", FOLDER / "gongyi.db"
    if not keys.exists() and not database.exists():
        Vault.create(keys)
    settings = FOLDER / "config.yaml"
    if not settings.exists():
        settings.write_text(yaml.safe_dump(_SETTINGS, allow_unicode=True), encoding="utf-8")


def demo_settings(environ: Mapping[str, str]) -> Settings:
    """The demo's settings; raises SettingsError."""
    taken = {name: environ[name] for name in _TAKEN_OVER if name in environ}
    return load_settings({**taken, "GONGYI_CONFIG": str(FOLDER / "config.yaml")})


def guests(parts: tuple[str, ...]) -> tuple[Guest, ...]:
    """Whoever may log in by a link: the same at every start."""
    path = FOLDER / "guests.json"
    if not path.exists():
        made = [asdict(Guest(part, new_id(), new_cookie())) for part in parts]
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(made, file)
    return tuple(Guest(**each) for each in json.loads(path.read_text(encoding="utf-8")))
