"""Reads config/care.yaml into a :class:`~bot.domain.care.CarePolicy`; refuses what it does not understand."""

from datetime import date, time
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from bot.core.complaints import first_complaint
from bot.core.durations import Duration, parse_duration
from bot.core.texts import LOCALES
from bot.core.yaml_files import load_yaml
from bot.domain.care import AidKind, Campaign, CarePolicy, PickUp


def load_care(path: Path) -> CarePolicy:
    """Reads the file; raises ValueError that names the place in it."""
    return read_care(load_yaml(path))


def read_care(content: object) -> CarePolicy:
    """Checks what care.yaml says; raises ValueError that names the place."""
    try:
        return _File.model_validate(content).policy()
    except ValidationError as error:
        raise ValueError(first_complaint(error, "care")) from None


def _words(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


def _clock_time(value: object) -> object:
    # YAML reads an unquoted 9:00 as the number 540.
    if not isinstance(value, str):
        raise ValueError('write the time of day in quotes, like "09:00"')
    return time.fromisoformat(value)


_Span = Annotated[Duration, BeforeValidator(parse_duration)]
_Words = Annotated[tuple[str, ...], BeforeValidator(_words), Field(min_length=1)]
_Key = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,24}$")]
_ClockTime = Annotated[time, BeforeValidator(_clock_time)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Place(_Strict):
    place: str = Field(min_length=1, max_length=20)
    stock: int = Field(ge=0, le=100_000)


class _Campaign(_Strict):
    key: _Key
    name: dict[str, Annotated[str, Field(min_length=1, max_length=24)]]
    first: date
    last: date
    opens: _ClockTime
    closes: _ClockTime
    places: tuple[_Place, ...] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if set(self.name) != set(LOCALES):
            raise ValueError(f"{self.key}: name it in {', '.join(LOCALES)}")
        if self.last < self.first or self.closes <= self.opens:
            raise ValueError(f"{self.key}: it ends before it begins")
        if len({place.place for place in self.places}) < len(self.places):
            raise ValueError(f"{self.key}: two places have the same name")
        return self

    def campaign(self) -> Campaign:
        return Campaign(
            key=self.key,
            names=self.name,
            first=self.first,
            last=self.last,
            opens=self.opens,
            closes=self.closes,
            places=tuple(PickUp(place=each.place, stock=each.stock) for each in self.places),
        )


class _File(_Strict):
    decide_within: _Span
    ask_again: _Span
    smallest_count: int = Field(ge=1, le=100)
    words: dict[AidKind, _Words]
    pack_words: _Words
    event_words: _Words
    campaigns: tuple[_Campaign, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if missing := set(AidKind) - set(self.words):
            raise ValueError(f"words: {min(missing)} has none")
        if len({each.key for each in self.campaigns}) < len(self.campaigns):
            raise ValueError("campaigns: two have the same key")
        return self

    def policy(self) -> CarePolicy:
        return CarePolicy(
            decide_within=self.decide_within,
            ask_again=self.ask_again,
            smallest_count=self.smallest_count,
            words=self.words,
            pack_words=self.pack_words,
            event_words=self.event_words,
            campaigns=tuple(each.campaign() for each in self.campaigns),
        )
