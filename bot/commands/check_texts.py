"""Checks the texts: languages alike, everything there that the code says, nothing too long for a button."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.commands.text_families import FAMILIES, button_texts, family_keys
from bot.core.texts import DEFAULT_LOCALE, LOCALES, Texts
from bot.flows.catalog import FLOWS
from bot.flows.review import Review

MOST_LABEL_BYTES = 64  # twenty Han characters and an emoji
_CODE = Path(__file__).parents[1]
_PLAIN_NAME = re.compile(r"[a-z_]+")
# What fills a button's text is never longer than this.
_EXAMPLE = {"number": "1234-5678", "category": "骚扰歧视暴力"}


def text_problems(texts: Texts) -> list[str]:
    """One sentence for each thing that is wrong with the texts or with what the code asks of them."""
    return [*_language_problems(texts), *_missing_texts(texts), *_flow_problems(texts), *_long_buttons(texts)]


def _language_problems(texts: Texts) -> Iterator[str]:
    for locale in LOCALES:
        for key in sorted(texts.keys() - texts.keys(locale)):
            yield f"texts/{locale}: {key} is missing."
        for key in sorted(texts.keys(locale) - texts.keys()):
            yield f"texts/{DEFAULT_LOCALE}: {key} is missing, which {locale} has."
    for key in sorted(texts.keys()):
        yield from _parameter_problems(texts, key)


def _parameter_problems(texts: Texts, key: str) -> Iterator[str]:
    wanted: dict[str, frozenset[str]] = {}
    for locale in (locale for locale in LOCALES if key in texts.keys(locale)):
        try:
            wanted[locale] = texts.fields(key, locale)
        except ValueError as error:
            yield f"texts/{locale}: {key}: {error}."
            return
        for name in sorted(name for name in wanted[locale] if not _PLAIN_NAME.fullmatch(name)):
            yield f"texts/{locale}: {key}: {{{name}}} is no name of a parameter."
    if len(set(wanted.values())) > 1:
        said = "; ".join(f"{locale}: {' '.join(sorted(names)) or 'none'}" for locale, names in wanted.items())
        yield f"texts: {key} does not have the same parameters in both languages ({said})."


def _missing_texts(texts: Texts) -> Iterator[str]:
    known = texts.keys()
    files = frozenset(key.partition(".")[0] for key in known)
    for beginning in FAMILIES:
        for key in family_keys(beginning):
            if key not in known:
                yield f"texts: {key} is missing (one of {beginning}*)."
    looks_like_one = re.compile(rf"(?:{'|'.join(sorted(files))})\.(?!yaml|html)[a-z0-9_.]*")
    for place, words in _constants():
        if looks_like_one.fullmatch(words) and not _is_known(words, known):
            yield f"{place}: there is no text {words}."


@cache
def _constants() -> tuple[tuple[str, str], ...]:
    """(place, words) of constants in the code that may be a text's key, or (ending in . or _) a key's beginning."""
    found: list[tuple[str, str]] = []
    for path in sorted(_CODE.rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        beginnings = {id(node.values[0]) for node in nodes if isinstance(node, ast.JoinedStr) and node.values}
        found += [
            (f"bot/{path.relative_to(_CODE).as_posix()}:{node.lineno}", node.value)
            for node in nodes
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and "." in node.value
            and (id(node) in beginnings or node.value[-1] not in "._")
        ]
    return tuple(found)


def _is_known(key: str, known: frozenset[str]) -> bool:
    return key in known or key in FAMILIES or any(each.startswith(f"{key}.") for each in known)


def _flow_problems(texts: Texts) -> Iterator[str]:
    for flow in FLOWS.values():
        names = [step.name for step in flow.steps]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"flow {flow.name}: two steps are called {name}."
        for step in flow.steps:
            asked = [getattr(step, "text", None), getattr(step, "refused", None)]
            if isinstance(step, Review):
                asked += [f"{step.fields}.{field.name}" for field in step.of]
            for key in asked:
                if key is not None and not texts.has(key):
                    yield f"flow {flow.name}: step {step.name}: there is no text {key}."


def _long_buttons(texts: Texts) -> Iterator[str]:
    for locale in LOCALES:
        for key in sorted(button_texts() & texts.keys(locale)):
            try:
                label = texts.get(key, locale, **_EXAMPLE)
            except (KeyError, ValueError):  # its parameters are wrong, which is said already
                continue
            if (size := len(label.encode())) > MOST_LABEL_BYTES:
                yield f"texts/{locale}: {key} is too long for a button ({size} of {MOST_LABEL_BYTES} bytes)."
