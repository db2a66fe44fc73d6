"""The recorded dialogues, each played over real HTTP; every clause of what is expected is a line of its transcript."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.http_stage import HttpStage
from tests.flows.player import play
from tests.flows.stage import Template

FOLDER = Path(__file__).parent / "dialogues"


@pytest.fixture
def http_stage(template: Template, tmp_path: Path) -> Iterator[HttpStage]:
    stage = HttpStage(template, tmp_path)
    yield stage
    stage.close()


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.txt")))
def test_dialogue(name: str, http_stage: HttpStage) -> None:
    play(FOLDER / f"{name}.txt", http_stage)
