"""Checks the files of config/: texts, words, rules and numbers, each complaint with its file."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.commands.check_texts import text_problems
from bot.core.texts import LOCALES, Texts
from bot.core.yaml_files import UNREADABLE, load_yaml, why_unreadable
from bot.domain.broadcast_rules import load_broadcast_rules
from bot.domain.calendar import load_calendar
from bot.domain.canned import load_canned
from bot.domain.care_file import load_care
from bot.domain.categories import Category
from bot.domain.clinic import load_desks
from bot.domain.duty import load_duty
from bot.domain.evidence import checklist
from bot.domain.knowledge import load_knowledge
from bot.domain.liaison import load_liaison_rules
from bot.domain.radar import load_radar
from bot.domain.sla_file import load_policy
from bot.domain.unions_file import load_unions
from bot.nlu.choice import CommandWords
from bot.nlu.classify import Classifier
from bot.nlu.facts import FactFinder
from bot.nlu.lexicon import read_yaml
from bot.nlu.questions import SideQuestions

# Whole phone numbers: hotlines have five digits at the most. A wrong number in a crisis costs more than none.
_PHONE = re.compile(
    r"(?<![\d.])(?:400[- ]?\d{3,4}[- ]?\d{3,4}|1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?![\d.])"
)


def _load_checklists(folder: Path) -> object:
    """Each category has a list of what its evidence lacks, the same in each language."""
    knowledge = load_knowledge(folder)
    return [checklist(knowledge, category) for category in Category]


# Files that are read by themselves.
_RULES: tuple[tuple[str, Callable[[Path], object]], ...] = (
    ("knowledge", load_knowledge),
    ("knowledge", _load_checklists),
    ("broadcasts.yaml", load_broadcast_rules),
    ("care.yaml", load_care),
    ("unions.yaml", load_unions),
    ("clinic.yaml", load_desks),
    ("liaison.yaml", load_liaison_rules),
    ("radar.yaml", load_radar),
    ("canned.yaml", load_canned),
)


def config_problems(folder: Path, sla_file: Path) -> list[str]:
    """One sentence for each thing that is wrong below ``folder`` or in ``sla_file``."""
    broken = list(_broken_files(folder, sla_file))
    if broken:
        return broken  # what hangs on them would only repeat it
    words = [*_text_problems(folder), *_word_problems(folder)]
    words = words or [*_question_problems(folder)]
    return [*words, *_rule_problems(folder, sla_file), *_phones(folder)]


def _broken_files(folder: Path, sla_file: Path) -> Iterator[str]:
    for locale in LOCALES:
        if not (folder / "texts" / locale).is_dir():
            yield f"{folder / 'texts' / locale}: the folder is missing."
    for path in {sla_file, *folder.rglob("*.yaml")}:
        try:
            content = load_yaml(path)
        except UNREADABLE as error:
            yield why_unreadable(path, error)
        else:
            if not isinstance(content, dict):
                yield f"{path}: must hold entries by name."


def _text_problems(folder: Path) -> list[str]:
    try:
        return text_problems(Texts.load(folder / "texts"))
    except ValueError as error:
        return [f"texts: {error}."]


def _word_problems(folder: Path) -> Iterator[str]:
    lexicon = folder / "lexicon"
    loaders: tuple[Callable[[Path], object], ...] = (
        CommandWords.load,
        SideQuestions.load,
        Classifier.load,
        FactFinder.load,
        _load_platforms,
    )
    said = set()
    for load in loaders:
        if (problem := _try(lambda load=load: load(lexicon))) and problem not in said:  # type: ignore[misc]
            said.add(problem)
            yield f"lexicon: {problem}."


def _question_problems(folder: Path) -> Iterator[str]:
    texts, answers = Texts.load(folder / "texts"), SideQuestions.load(folder / "lexicon").keys()
    for key in answers:
        if not texts.has(key):
            yield f"lexicon/questions.yaml: there is no text {key}."


def _load_platforms(lexicon: Path) -> object:
    return tuple(read_yaml(lexicon / "platforms.yaml")["platforms"])


def _rule_problems(folder: Path, sla_file: Path) -> Iterator[str]:
    if problem := _try(lambda: load_calendar(folder / "calendar.yaml")):
        yield f"{folder / 'calendar.yaml'}: {problem}."
    elif problem := _try(lambda: load_policy(sla_file, load_calendar(folder / "calendar.yaml"))):
        yield f"{sla_file}: {problem}."
    elif problem := _try(lambda: load_duty(folder / "duty.yaml", load_calendar(folder / "calendar.yaml"))):
        yield f"{folder / 'duty.yaml'}: {problem}."
    for name, load in _RULES:
        if problem := _try(lambda name=name, load=load: load(folder / name)):  # type: ignore[misc]
            yield f"{folder / name}: {problem}."


def _phones(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.yaml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if found := _PHONE.search(line):
                yield f"{path}:{number}: {found[0]} looks like a phone number; only hotlines belong here."


def _try(load: Callable[[], object]) -> str | None:
    """What is wrong, in one line; each part of the house complains in its own way."""
    try:
        load()
    except KeyError as error:
        return f"the entry {error} is missing"
    except re.error as error:
        return f"the pattern {error.pattern!r} is wrong ({error.msg})"
    except (OSError, ValueError, TypeError, AttributeError) as error:
        return str(error).splitlines()[0].rstrip(".")
    return None
