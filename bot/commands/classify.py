"""``gongyi classify``: reads texts as the service would, one JSON line each, to measure the understanding."""

import json
import sys
from collections.abc import Iterator
from typing import Annotated, Any, TextIO

import typer

from bot.commands.opening import refuse
from bot.core.settings import config_folder
from bot.domain.categories import Urgency
from bot.nlu.classify import Classifier


class BadLine(ValueError):
    """A line that is no text to read; the message names the line."""


def classify(
    explain: Annotated[bool, typer.Option("--explain", help="add what weighed how much, in words")] = False,
) -> None:
    """Reads lines {"id", "text"} and writes {"id", "intent", "category", "urgent", "score", "evidence"}."""
    classifier = Classifier.load(config_folder() / "lexicon")
    try:
        for row in read_lines(sys.stdin):
            typer.echo(json.dumps(prediction(classifier, row, explain=explain), ensure_ascii=False))
    except BadLine as error:
        refuse(str(error))


def read_lines(lines: TextIO) -> Iterator[dict[str, Any]]:
    """Yields every row that has an id and a text; raises BadLine at the first that has not. Empty lines are none."""
    try:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _row(number, line)
    except UnicodeDecodeError as error:
        raise BadLine("the input is not UTF-8") from error


def _row(number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadLine(f"line {number}: this is no JSON") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("id"), str | int):
        raise BadLine(f'line {number}: "id" (text or number) and "text" (text) are needed')
    return row


def prediction(classifier: Classifier, row: dict[str, Any], *, explain: bool) -> dict[str, Any]:
    """What the line of one row says."""
    intent = classifier.classify(row["text"])
    answer: dict[str, Any] = {
        "id": row["id"],
        "intent": intent.name,
        "category": intent.category,
        "urgent": intent.urgency is not Urgency.NORMAL,
        "score": intent.score,
        "evidence": intent.evidence,
    }
    if explain:
        weights = classifier.explain(row["text"])
        answer["explanation"] = {
            name: "; ".join(f"{feature} {weight:+.2f}" for weight, feature in pairs) for name, pairs in weights.items()
        }
    return answer
