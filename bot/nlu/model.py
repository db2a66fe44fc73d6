"""A linear model of our own: what each feature counts for, learned from bot/nlu/training by model_training.py.

One sum answers three questions: which of the ten intents, which of the ten categories, and whether it is urgent. A
weight is one byte, so that the whole model is a small file, and any answer can be explained by the weights in it.
"""

import base64
import gzip
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from struct import Struct

from bot.domain.categories import Category

INTENTS = ("grievance", "legal", "care", "event", "join", "status", "suggestion", "human", "help", "other")
CATEGORIES = tuple(Category)
COLUMNS = len(INTENTS) + len(CATEGORIES) + 1  # the last one is urgent
URGENT = COLUMNS - 1
MIDDLE = 128  # the byte that stands for a weight of 0
COLUMN_SUMS = Struct(f"<{COLUMNS}I")
WIDTH = COLUMN_SUMS.size // COLUMNS  # bytes: room for the sum of every feature that a text can have
SIGN_SIZE = 0.3  # what a sign counts beside the runs, whose squares sum up to 1
MODEL_FILE = Path(__file__).parent / "model.json.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """Probabilities from 0 to 1, in the order of INTENTS and CATEGORIES."""

    intents: tuple[float, ...]
    categories: tuple[float, ...]
    urgent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The features of a text that the model has weights for: (the weights of all columns, name)."""

    runs: list[tuple[int, str]]
    signs: list[tuple[int, str]]

    @property
    def run_size(self) -> float:
        """What one run counts: together their squares sum up to 1, however long the text is."""
        return 1 / math.sqrt(max(1, len(self.runs)))


class Model:
    """The weights, loaded once; ``predict`` is pure and may be called from any thread."""

    def __init__(self, rows: dict[str, int], scales: Sequence[float], bias: Sequence[float]) -> None:
        self._rows = rows
        self._scales = scales
        self._bias = bias

    @classmethod
    def load(cls, file: Path = MODEL_FILE) -> "Model":
        """Read the built model. Raises FileNotFoundError, or ValueError as ``read`` does."""
        return cls.read(file.read_bytes())

    @classmethod
    def read(cls, packed: bytes) -> "Model":
        """Unpack a built model. Raises ValueError when its parts do not belong together."""
        content = json.loads(gzip.decompress(packed))
        weights, names = base64.b64decode(content["weights"]), content["features"]
        if len(weights) != len(names) * COLUMNS or not len(content["scales"]) == len(content["bias"]) == COLUMNS:
            raise ValueError("the model was built for other labels: build it again")
        return cls(dict(zip(names, _rows(weights), strict=True)), content["scales"], content["bias"])

    def look_up(self, runs: Sequence[str], signs: Sequence[str]) -> Known:
        """Return the features that the model knows; the others count for nothing."""
        rows = self._rows.get
        return Known(
            runs=[(row, name) for name in runs if (row := rows(name))],
            signs=[(row, name) for name in signs if (row := rows(name))],
        )

    def predict(self, known: Known) -> Prediction:
        """Return the probabilities of a text."""
        size = known.run_size
        sums = zip(_sums(known.runs), _sums(known.signs), self._scales, self._bias, strict=True)
        logits = [scale * (size * run + SIGN_SIZE * sign) + bias for run, sign, scale, bias in sums]
        return Prediction(
            intents=_softmax(logits[: len(INTENTS)]),
            categories=_softmax(logits[len(INTENTS) : URGENT]),
            urgent=1 / (1 + math.exp(-max(-50.0, min(50.0, logits[URGENT])))),
        )

    def weights(self, known: Known, column: int) -> list[tuple[float, str]]:
        """Return what each known feature adds to one column's logit, in no order."""
        run_size, sign_size = self._scales[column] * known.run_size, self._scales[column] * SIGN_SIZE
        place = 8 * WIDTH * column
        weights = [(((row >> place & 255) - MIDDLE) * run_size, name) for row, name in known.runs]
        return weights + [(((row >> place & 255) - MIDDLE) * sign_size, name) for row, name in known.signs]


def _rows(weights: bytes) -> Iterator[int]:
    """Yield the weights of each feature as one number, WIDTH bytes a column: adding it adds all columns at once."""
    spaced = bytearray(WIDTH * len(weights))
    spaced[::WIDTH] = weights
    for start in range(0, len(spaced), WIDTH * COLUMNS):
        yield int.from_bytes(spaced[start : start + WIDTH * COLUMNS], "little")


def _sums(known: list[tuple[int, str]]) -> list[int]:
    """Return each column's sum of weights."""
    total, empty = sum([row for row, _ in known]), MIDDLE * len(known)
    return [column - empty for column in COLUMN_SUMS.unpack(total.to_bytes(COLUMN_SUMS.size, "little"))]


def _softmax(logits: Sequence[float]) -> tuple[float, ...]:
    highest = max(logits)
    powers = [math.exp(logit - highest) for logit in logits]
    total = sum(powers)
    return tuple(power / total for power in powers)
