"""The lexicon as it is shipped, read once."""

from pathlib import Path

import pytest

from bot.nlu.choice import CommandWords
from bot.nlu.classify import Classifier
from bot.nlu.facts import FactFinder

LEXICON = Path(__file__).parents[2] / "config" / "lexicon"


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return Classifier.load(LEXICON)


@pytest.fixture(scope="session")
def commands() -> CommandWords:
    return CommandWords.load(LEXICON)


@pytest.fixture(scope="session")
def finder() -> FactFinder:
    return FactFinder.load(LEXICON)
