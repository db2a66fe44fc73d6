"""From words to an intent, a category and an urgency.

Two readers look at every text: the lists of config/lexicon (what a life hangs on is found by them, word for word) and
the model (everything else; the lists' findings are among its features). docs/classification.md has the figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import nlargest
from pathlib import Path

from bot.domain.categories import Category, Urgency
from bot.nlu.intent import CrisisKind, Intent
from bot.nlu.lexicon import load_lexicon
from bot.nlu.model import CATEGORIES, INTENTS, URGENT, Known, Model, Prediction
from bot.nlu.model_features import runs, signs
from bot.nlu.spelling import Speller, compact
from bot.nlu.words import Reading, WordReader

LONGEST = 10_000  # characters read; channels refuse longer texts
CERTAIN = 3.0  # points of the lists that call it a danger whatever the model says
URGENT_FROM = 0.4  # probability; chosen by cross-validation, see docs/classification.md
LISTED_FROM = 0.15  # the same, when the lists are certain that it cannot wait
LOOK_ALIKE_BELOW = 0.03  # probability: the model is sure that a strong word means nothing grave
LOOK_ALIKE_FROM = 12  # characters: a shorter text leaves the model nothing to be sure by
DANGER_FROM = 2.0  # points of the lists that make an urgent message a danger
MOST_EVIDENCE = 6
MOST_EXPLAINED = 12

KINDS: tuple[CrisisKind, ...] = ("medical", "violence", "despair", "fire")
_KIND_OF_MATTER: Mapping[Category, CrisisKind] = {Category.INJURY: "medical", Category.HARASSMENT: "violence"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Features:
    """One text as both readers see it."""

    length: int  # characters
    reading: Reading
    known: Known


class Classifier:
    """The understanding, built once; ``classify`` is pure and may be called from any thread."""

    def __init__(self, speller: Speller, words: WordReader, model: Model) -> None:
        self._speller = speller
        self._words = words
        self._model = model

    @classmethod
    def load(cls, folder: Path) -> "Classifier":
        """Build from the YAML files of a lexicon folder and the committed model.

        Raises FileNotFoundError or ValueError.
        """
        lexicon = load_lexicon(folder)
        return cls(Speller(lexicon.spellings), WordReader(lexicon), Model.load())

    def classify(self, text: str) -> Intent:
        """Return what the message wants and how fast a person must react. Never raises."""
        found = self._features(text)
        prediction = self._model.predict(found.known)
        urgency = _urgency(found, prediction)
        (name, score), *others = _ranked(prediction)
        category = CATEGORIES[_best(prediction.categories)]
        return Intent(
            name=name,
            category=category if name in ("grievance", "legal") else None,
            urgency=urgency,
            score=round(score, 3),
            evidence=self._evidence(found, name, urgency),
            others=tuple(others[:2]),
            crisis=_kind(found.reading, name, category) if urgency is not Urgency.NORMAL else None,
            outright=urgency is Urgency.DANGER or _is_outright(found.reading),
        )

    def explain(self, text: str) -> dict[str, list[tuple[float, str]]]:
        """Return, for the intent and for urgent, the features that weigh most for or against, the heaviest first."""
        found, intent = self._features(text), self.classify(text).name
        columns = {intent: INTENTS.index(intent), "urgent": URGENT}
        return {name: self._heaviest(found, column) for name, column in columns.items()}

    def _heaviest(self, found: _Features, column: int) -> list[tuple[float, str]]:
        weights = self._model.weights(found.known, column)
        return nlargest(MOST_EXPLAINED, weights, key=lambda pair: abs(pair[0]))

    def _features(self, text: str) -> _Features:
        plain = self._speller.respell(compact(text[:LONGEST]))
        reading = self._words.read(plain)
        known = self._model.look_up(runs(plain), signs(plain, reading))
        return _Features(length=len(plain), reading=reading, known=known)

    def _evidence(self, found: _Features, name: str, urgency: Urgency) -> tuple[str, ...]:
        """Return what decided: from the lists and the training sentences only, never the person's own words."""
        weights = self._model.weights(found.known, INTENTS.index(name))
        strongest = [feature for weight, feature in sorted(weights, reverse=True)[:MOST_EVIDENCE] if weight > 0]
        listed = found.reading.evidence if urgency is not Urgency.NORMAL else ()
        return tuple(dict.fromkeys([*strongest, *listed[:MOST_EVIDENCE]]))


def _best(probabilities: tuple[float, ...]) -> int:
    return max(range(len(probabilities)), key=probabilities.__getitem__)


def _ranked(prediction: Prediction) -> list[tuple[str, float]]:
    pairs = sorted(zip(prediction.intents, INTENTS, strict=True), reverse=True)
    return [(name, round(probability, 3)) for probability, name in pairs]


def _urgency(found: _Features, prediction: Prediction) -> Urgency:
    danger = found.reading.points.get("danger", 0.0)
    look_alike = found.length >= LOOK_ALIKE_FROM and prediction.urgent < LOOK_ALIKE_BELOW
    if danger >= CERTAIN and not look_alike:
        return Urgency.DANGER
    listed = found.reading.points.get("urgent", 0.0) >= CERTAIN
    if prediction.urgent < (LISTED_FROM if listed else URGENT_FROM):
        return Urgency.NORMAL
    return Urgency.DANGER if danger >= DANGER_FROM else Urgency.URGENT


def _is_outright(reading: Reading) -> bool:
    return reading.points.get("urgent", 0.0) + max(0.0, reading.points.get("danger", 0.0)) >= CERTAIN


def _kind(reading: Reading, name: str, category: Category) -> CrisisKind | None:
    """Return whose number helps first; where the lists do not know of anything urgent, the matter says it."""
    kind = max(KINDS, key=lambda each: reading.points.get(each, 0.0))
    if reading.points.get(kind, 0.0) > 0:
        return kind
    silent = "urgent" not in reading.labels
    return _KIND_OF_MATTER.get(category) if silent and name == "grievance" else None
