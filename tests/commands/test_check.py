"""`gongyi check`: the real words and numbers are in order, and each kind of damage is named."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.commands.check_config import config_problems
from bot.commands.check_texts import text_problems
from bot.commands.checking import flow_problems
from bot.commands.text_families import FAMILIES
from bot.core.settings import config_folder
from bot.core.texts import LOCALES, Texts
from bot.domain.cases import MessageKind
from bot.flows.catalog import FLOWS
from bot.nlu.questions import SideQuestions
from tests.commands.support import ROOT

Damage = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of config/ to break."""
    return Path(shutil.copytree(config_folder(), tmp_path / "config"))


def test_the_real_config_is_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONGYI_KEY_FILE", raising=False)
    done = CliRunner().invoke(cli, ["check"])
    assert done.output == "texts, words, flows, rules and settings are in order\n"
    assert done.exit_code == 0


def test_a_problem_is_a_line_and_exit_code_1() -> None:
    done = CliRunner().invoke(cli, ["check"], env={"GONGYI_NONSENSE": "1"})
    assert done.output == "gongyi: GONGYI_NONSENSE: there is no setting nonsense.\n"
    assert done.exit_code == 1


def replace(name: str, before: str, after: str) -> Damage:
    """Changes a file below the folder."""

    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")

    return change


def remove(name: str) -> Damage:
    """Deletes a file below the folder."""
    return lambda folder: (folder / name).unlink()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (replace("texts/en/role.yaml", "liaison:", "liason:"), "texts/en: role.liaison is missing."),
        (
            replace("texts/en/role.yaml", "liaison:", "liason:"),
            "texts/zh-CN: role.liason is missing, which en has.",
        ),
        (replace("texts/en/card.yaml", "{number}", "{nummer}"), "does not have the same parameters"),
        (replace("texts/zh-CN/card.yaml", "{number}", "{number.x}"), "{number.x} is no name of a parameter."),
        (replace("texts/zh-CN/card.yaml", "{number}", "{number"), "texts/zh-CN: card."),
        (
            replace("texts/zh-CN/role.yaml", "officer: 工会专干", "officer: [专干]"),
            "role.officer: a text must be a string",
        ),
        (replace("texts/zh-CN/role.yaml", "officer: 工会专干", "officer: ["), "role.yaml: is not YAML"),
        (
            replace("texts/zh-CN/button.yaml", "🙋 接单", "接" * 30),
            "button.claim is too long for a button (90 of 64",
        ),
        (replace("lexicon/commands.yaml", "back: ", "back: 取消 "), "取消 means both cancel and back"),
        (
            replace("lexicon/questions.yaml", "question.cost", "question.price"),
            "there is no text question.price",
        ),
        (replace("lexicon/questions.yaml", "(?:要不要", "((?:要不要"), "the pattern"),
        (replace("lexicon/platforms.yaml", "platforms:", "firms:"), "the entry 'platforms' is missing"),
        (remove("lexicon/crisis.yaml"), "crisis.yaml"),
        (remove("calendar.yaml"), "calendar.yaml"),
        (replace("calendar.yaml", "2026:", "year:"), "calendar.yaml: calendar.year: a year is a number"),
        (replace("sla.yaml", "due:", "do:"), "sla.normal.first.due"),
        (replace("care.yaml", "stock: 120", "stock: many"), "care.campaigns.0.places.0.stock"),
        (replace("care.yaml", 'opens: "09:00"', "opens: 9:00"), "write the time of day in quotes"),
        (
            replace("texts/zh-CN/hotline.yaml", "12351 工会", "400-123-4657"),
            "400-123-4657 looks like a phone number",
        ),
        (
            replace("default.yaml", "name: 工会", "name: 工会 13800138000"),
            "13800138000 looks like a phone number",
        ),
    ],
)
def test_damage_is_named(folder: Path, damage: Damage, says: str) -> None:
    damage(folder)
    problems = config_problems(folder, folder / "sla.yaml")
    assert any(says in problem for problem in problems), problems
    assert all("\n" not in problem for problem in problems)


def test_every_text_that_is_said_somewhere_would_be_missed() -> None:
    """With one other text in each file and nothing else, the check misses all that we have: none is idle."""
    known = Texts.load(config_folder() / "texts").keys()
    others = {f"{key.partition('.')[0]}.other_text": "-" for key in known}
    missed = set(
        re.findall(r"[a-z_]+\.[a-z0-9_.]*[a-z0-9]", " ".join(text_problems(Texts(dict.fromkeys(LOCALES, others)))))
    )
    idle = known - missed - set(SideQuestions.load(config_folder() / "lexicon").keys())
    # The page's words are named in JavaScript, answers in the lexicon, some by intent, others by what was recorded.
    elsewhere = ("chat.", "question.", "talk.", "oversight.did_")
    assert {key for key in idle if not key.startswith(elsewhere)} == set()


def test_every_act_that_has_words_is_recorded_somewhere() -> None:
    known = Texts.load(config_folder() / "texts").keys()
    acts = {key.removeprefix("oversight.did_") for key in known if key.startswith("oversight.did_")}
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    by_kind = {f"case_{kind}" for kind in MessageKind}  # said by what kind of message it was
    assert {act for act in acts - by_kind - {"other"} if f'"{act}"' not in code} == set()


def test_unknown_families_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = Texts.load(config_folder() / "texts")
    monkeypatch.delitem(FAMILIES, "hotline.")  # type: ignore[arg-type]
    assert any("there is no text hotline." in problem for problem in text_problems(texts))


def test_flows_are_listed_once() -> None:
    without_rate = {name: flow for name, flow in FLOWS.items() if name != "rate"}
    assert list(flow_problems(FLOWS)) == []
    assert list(flow_problems(without_rate)) == ["flow rate: bot.flows.rate is not in bot/flows/catalog.py."]
