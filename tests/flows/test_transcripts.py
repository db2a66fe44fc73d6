"""Every transcript of this folder, played on a fresh union."""

from pathlib import Path

import pytest

from tests.flows.player import play
from tests.flows.stage import Stage

FOLDER = Path(__file__).parent / "transcripts"


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.txt")))
def test_transcript(name: str, stage: Stage) -> None:
    play(FOLDER / f"{name}.txt", stage)
