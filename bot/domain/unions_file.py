"""Reads config/unions.yaml into :class:`~bot.domain.membership.UnionRules`; refuses what it does not understand."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from bot.core.complaints import first_complaint
from bot.core.durations import Duration, parse_duration
from bot.core.texts import LOCALES
from bot.core.yaml_files import load_yaml
from bot.domain.membership import Union, UnionRules, Work


def load_unions(path: Path) -> UnionRules:
    """Reads the file; raises ValueError that names the place in it."""
    return read_unions(load_yaml(path))


def read_unions(content: object) -> UnionRules:
    """Checks what unions.yaml says; raises ValueError that names the place."""
    try:
        return _File.model_validate(content).rules()
    except ValidationError as error:
        raise ValueError(first_complaint(error, "unions")) from None


def _split(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


_Span = Annotated[Duration, BeforeValidator(parse_duration)]
_Words = Annotated[tuple[str, ...], BeforeValidator(_split)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Union(_Strict):
    key: str = Field(pattern=r"^[a-z0-9-]{1,24}$")
    name: dict[str, Annotated[str, Field(min_length=1, max_length=40)]]
    platforms: _Words = ()
    grids: _Words = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if set(self.name) != set(LOCALES):
            raise ValueError(f"{self.key}: name it in {', '.join(LOCALES)}")
        return self

    def union(self) -> Union:
        return Union(key=self.key, names=self.name, platforms=frozenset(self.platforms), grids=frozenset(self.grids))


class _File(_Strict):
    remind_after: _Span
    decide_within: _Span
    work: dict[Work, _Words]
    unions: tuple[_Union, ...] = Field(min_length=1, max_length=100)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.remind_after.nominal >= self.decide_within.nominal:
            raise ValueError("remind_after: comes before decide_within")
        if missing := set(Work) - set(self.work) - {Work.OTHER}:
            raise ValueError(f"work: {min(missing)} has no words")
        if len({each.key for each in self.unions}) < len(self.unions):
            raise ValueError("unions: two have the same key")
        if self.unions[-1].platforms or self.unions[-1].grids:
            raise ValueError("unions: the last one takes everybody else, so it names no platforms and no grids")
        return self

    def rules(self) -> UnionRules:
        return UnionRules(
            unions=tuple(each.union() for each in self.unions),
            remind_after=self.remind_after,
            decide_within=self.decide_within,
            work_words=self.work,
        )
