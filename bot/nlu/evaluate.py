"""Scores the understanding: ``python -m bot.nlu.evaluate FILE --ids held-out`` (also development, all).

Held-out are the ids divisible by five: nobody looks at them while words or sentences are written.
``--cross-validate`` reads the development sentences with models that never saw them (needs numpy, about a minute).
"""

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core.settings import config_folder
from bot.domain.categories import Urgency
from bot.nlu.classify import Classifier
from bot.nlu.model import CATEGORIES, INTENTS

HELD_OUT = 5  # the ids divisible by this one
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One labelled row and what was read."""

    wanted: Row
    intent: str
    category: str | None
    urgent: bool


def read_with(classifier: Classifier, rows: Sequence[Row]) -> list[Outcome]:
    """Return what the classifier makes of each row."""
    pairs = [(row, classifier.classify(row["text"])) for row in rows]
    return [
        Outcome(wanted=row, intent=read.name, category=read.category, urgent=read.urgency is not Urgency.NORMAL)
        for row, read in pairs
    ]


def macro_f1(pairs: Sequence[tuple[str, str]], labels: Sequence[str]) -> float:
    """Return the mean F1 of the labels that occur in (wanted, read) pairs."""
    occurring = [label for label in labels if any(label == wanted for wanted, _ in pairs)]
    return sum(_f1(pairs, label) for label in occurring) / max(1, len(occurring))


def _f1(pairs: Sequence[tuple[str, str]], label: str) -> float:
    hits = sum(wanted == read == label for wanted, read in pairs)
    return 2 * hits / sum((wanted == label) + (read == label) for wanted, read in pairs)


def scores(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return the figures of issue 3; a matter that was read as something else has the category ``none``."""
    called = {id(each) for each in outcomes if each.urgent}
    urgent = {id(each) for each in outcomes if each.wanted["urgent"]}
    matters = [each for each in outcomes if each.wanted["category"]]
    return {
        "intent macro-F1": macro_f1([(each.wanted["intent"], each.intent) for each in outcomes], INTENTS),
        "category macro-F1": macro_f1(
            [(each.wanted["category"], each.category or "none") for each in matters], CATEGORIES
        ),
        "urgent recall": len(called & urgent) / max(1, len(urgent)),
        "urgent precision": len(called & urgent) / max(1, len(called)),
    }


def report(outcomes: Sequence[Outcome]) -> str:
    """Return the figures and the confusion table (a row for each wanted intent, a column for each read one)."""
    lines = [f"{len(outcomes)} messages", *(f"{name}: {value:.3f}" for name, value in scores(outcomes).items()), ""]
    table = Counter((each.wanted["intent"], each.intent) for each in outcomes)
    lines += ["| wanted \\ read | " + " | ".join(INTENTS) + " |", "|---" * (len(INTENTS) + 1) + "|"]
    lines += [
        f"| {wanted} | " + " | ".join(str(table[wanted, read] or "") for read in INTENTS) + " |" for wanted in INTENTS
    ]
    return "\n".join(lines)


def chosen_rows(file: Path, ids: str) -> list[Row]:
    """Return the labelled rows of a jsonl file whose ids (a letter and a number) belong to the chosen part."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    if ids == "all":
        return rows
    return [row for row in rows if (int(row["id"][1:]) % HELD_OUT == 0) == (ids == "held-out")]


def main() -> None:
    """Print the report of a file, or of the cross-validation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--ids", choices=("held-out", "development", "all"), default="development")
    parser.add_argument("--cross-validate", action="store_true")
    arguments = parser.parse_args()
    if arguments.cross_validate:
        from bot.nlu.cross_validation import cross_validated  # here, because numpy is for developers only

        for with_lists in (False, True):
            title = "With" if with_lists else "Without"
            print(f"{title} the lists: {report(cross_validated(with_lists=with_lists))}\n")  # noqa: T201
    elif arguments.file is None:
        parser.error("name a file of labelled messages, or --cross-validate")
    else:
        classifier = Classifier.load(config_folder() / "lexicon")
        print(report(read_with(classifier, chosen_rows(arguments.file, arguments.ids))))  # noqa: T201


if __name__ == "__main__":
    main()
