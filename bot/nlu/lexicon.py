"""Reads the words of config/lexicon: what each word counts for, and which words together count for more."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.core.yaml_files import load_yaml
from bot.nlu.spelling import Speller, compact

WORD_FILES = ("concepts.yaml", "intents.yaml", "categories.yaml", "crisis.yaml")

Points = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Words that mean more together: all of ``needs`` in ``near`` characters, none of ``unless``."""

    name: str
    needs: frozenset[str]
    near: int
    unless: frozenset[str]
    gives: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All words as data; ``words`` maps a normalised word to the points it gives each label."""

    words: dict[str, dict[str, float]] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    idioms: frozenset[str] = frozenset()
    compounds: frozenset[str] = frozenset()
    spellings: dict[str, str] = field(default_factory=dict)
    negations: tuple[str, ...] = ()
    patterns: dict[str, str] = field(default_factory=dict)


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the mapping in a lexicon file. Raises FileNotFoundError, or ValueError when it is no mapping."""
    content = load_yaml(path)
    if not isinstance(content, dict):
        raise ValueError(f"{path.name} must hold a mapping")
    return content


def load_lexicon(folder: Path) -> Lexicon:
    """Return the lexicon in the folder. Raises FileNotFoundError or ValueError with the file's name."""
    spelling = {
        compact(known): compact(usual) for known, usual in read_yaml(folder / "spellings.yaml")["spellings"].items()
    }
    contents, idioms = [read_yaml(folder / name) for name in WORD_FILES], read_yaml(folder / "idioms.yaml")
    spell = _spell_with(Speller(spelling))
    words: dict[str, dict[str, float]] = {}
    for content in contents:
        for label, group in content["words"].items():
            for word, weight in _weighted(group, spell):
                words.setdefault(word, {})[label] = weight
    patterns = {name: text for content in contents for name, text in content.get("patterns", {}).items()}
    rules = [_rule(row) for content in contents for row in content.get("rules", [])]
    _check_rules(rules, {label for gives in words.values() for label in gives} | set(patterns))
    return Lexicon(
        words=words,
        rules=rules,
        idioms=frozenset(map(spell, idioms["idioms"].split())),
        compounds=frozenset(map(spell, idioms["compounds"].split())),
        negations=tuple(map(spell, idioms["negations"].split())),
        spellings=spelling,
        patterns=patterns,
    )


def _spell_with(speller: Speller) -> Callable[[str], str]:
    """Return the way every listed word is written, the same as every message's."""
    return lambda word: speller.respell(compact(word))


def _weighted(group: Mapping[float, str] | str, spell: Callable[[str], str]) -> Iterator[tuple[str, float]]:
    """Yield (word, weight); words stand under their weight, or alone when they count only in rules."""
    for weight, words in ({0: group} if isinstance(group, str) else group).items():
        for word in words.split():
            yield spell(word), float(weight)


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        name="+".join(row["all"]),
        needs=frozenset(row["all"]),
        near=int(row.get("near", 10_000)),
        unless=frozenset(row.get("none", ())),
        gives=row["gives"],
    )


def _check_rules(rules: list[Rule], known: set[str]) -> None:
    for rule in rules:
        unknown = (rule.needs | rule.unless) - known
        if unknown:
            raise ValueError(f"rule {rule.name} names unknown concepts: {', '.join(sorted(unknown))}")
