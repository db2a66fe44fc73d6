"""Training sentences of two matters: people tell what they came for and what has just happened in one breath.

What must be handled first gives the label (tests/corpus/README.md): an urgent sentence keeps its own beside any other.
As many pairs of the same label keep the model from taking a long message for an urgent one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

LONGEST = 60  # characters of each of the two
SHARE = 0.5  # of the urgent sentences
CALM = 2  # pairs without urgency for each pair with it
URGENT_LAST = 0.8  # of the pairs: the first half is what misleads
JOINTS = ("。", "，", " ", " ")
Row = Mapping[str, Any]


def paired(rows: Sequence[Row], seed: int) -> list[Row]:
    """Return the pairs that the rows make; the same rows and seed make the same ones."""
    random = Random(seed)  # noqa: S311 (what is learned is no secret)
    short = [row for row in rows if len(row["text"]) <= LONGEST]
    urgent, calm = [row for row in short if row["urgent"]], [row for row in short if not row["urgent"]]
    count = round(SHARE * len(urgent))
    return [*_urgent_pairs(urgent, calm, count, random), *_calm_pairs(calm, CALM * count, random)]


def _urgent_pairs(urgent: Sequence[Row], calm: Sequence[Row], count: int, random: Random) -> Iterator[Row]:
    for row in random.sample(urgent, count):
        other = random.choice(calm)
        first, last = (other, row) if random.random() < URGENT_LAST else (row, other)
        yield {**row, "text": first["text"] + random.choice(JOINTS) + last["text"]}


def _calm_pairs(calm: Sequence[Row], count: int, random: Random) -> Iterator[Row]:
    alike: dict[tuple[str, str | None], list[Row]] = defaultdict(list)
    for row in calm:
        alike[row["intent"], row["category"]].append(row)
    for row in random.sample(calm, min(count, len(calm))):
        other = random.choice(alike[row["intent"], row["category"]])
        yield {**row, "text": row["text"] + random.choice(JOINTS) + other["text"]}
