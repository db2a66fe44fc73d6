"""A linear model of our own: what each feature counts for, learned from bot/nlu/training by model_training.py.

One sum answers three questions: which of the ten intents, which of the ten categories, and whether it is urgent. A
weight is one byte, so that the whole model is a small file, and any answer can be explained by the weights in it.
"""

import base64
import gzip
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.categories import Category

INTENTS = ("grievance", "legal", "care", "event", "join", "status", "suggestion", "human", "help", "other")
CATEGORIES = tuple(Category)
COLUMNS = len(INTENTS) + len(CATEGORIES) + 1  # the last one is urgent
URGENT = COLUMNS - 1
MIDDLE = 128  # the byte that stands for a weight of 0
SIGN_SIZE = 0.3  # what a sign counts beside the runs, whose squares sum up to 1
MODEL_FILE = Path(__file__).parent / "model.json.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """Probabilities from 0 to 1, in the order of INTENTS and CATEGORIES; ``logits`` are what they come from."""

    intents: tuple[float, ...]
    categories: tuple[float, ...]
    urgent: float


class Model:
    """The weights, loaded once; ``predict`` is pure and may be called from any thread."""

    def __init__(self, rows: dict[str, bytes], scales: Sequence[float], bias: Sequence[float]) -> None:
        self._rows = rows
        self._scales = scales
        self._bias = bias

    @classmethod
    def load(cls, file: Path = MODEL_FILE) -> "Model":
        """Read a built model. Raises FileNotFoundError, or ValueError when its parts do not belong together."""
        content = json.loads(gzip.decompress(file.read_bytes()))
        weights, names = base64.b64decode(content["weights"]), content["features"]
        if len(weights) != len(names) * COLUMNS or not len(content["scales"]) == len(content["bias"]) == COLUMNS:
            raise ValueError(f"{file.name} was built for other labels: build it again")
        rows = {name: weights[place * COLUMNS : (place + 1) * COLUMNS] for place, name in enumerate(names)}
        return cls(rows, content["scales"], content["bias"])

    def predict(self, runs: Sequence[str], signs: Sequence[str]) -> Prediction:
        """Return the probabilities of a text's features; unknown features count for nothing."""
        known, seen = self._known(runs), self._known(signs)
        size = 1 / math.sqrt(max(1, len(known)))
        sums = zip(_sums(known), _sums(seen), self._scales, self._bias, strict=True)
        logits = [scale * (size * run + SIGN_SIZE * sign) + bias for run, sign, scale, bias in sums]
        return Prediction(
            intents=_softmax(logits[: len(INTENTS)]),
            categories=_softmax(logits[len(INTENTS) : URGENT]),
            urgent=1 / (1 + math.exp(-max(-50.0, min(50.0, logits[URGENT])))),
        )

    def weights(self, runs: Sequence[str], signs: Sequence[str], column: int) -> list[tuple[str, float]]:
        """Return the known features with what each adds to one column's logit, the strongest first."""
        size, scale = 1 / math.sqrt(max(1, len(self._known(runs)))), self._scales[column]
        parts = [(feature, size) for feature in runs] + [(feature, SIGN_SIZE) for feature in signs]
        found = [(name, part * scale * (row[column] - MIDDLE)) for name, part in parts if (row := self._rows.get(name))]
        return sorted(found, key=lambda pair: -pair[1])

    def _known(self, features: Sequence[str]) -> list[bytes]:
        return [row for row in map(self._rows.get, features) if row]


def _sums(rows: list[bytes]) -> list[int]:
    """Return each column's sum of weights; bytes iterate as small integers that Python never allocates."""
    empty = MIDDLE * len(rows)
    return [sum(column) - empty for column in zip(*rows, strict=True)] if rows else [0] * COLUMNS


def _softmax(logits: Sequence[float]) -> tuple[float, ...]:
    highest = max(logits)
    powers = [math.exp(logit - highest) for logit in logits]
    total = sum(powers)
    return tuple(power / total for power in powers)
