"""Builds bot/nlu/model.json.gz from the labelled sentences of bot/nlu/training: ``python -m bot.nlu.model_training``.

Logistic regression by AdaGrad (Duchi and others, 2011), the weights averaged over the later epochs. A part of each
sentence's features is dropped at every step, so that no single word decides. Needs numpy, which the service does not.
"""

import base64
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.settings import config_folder
from bot.nlu.lexicon import WORD_FILES, load_lexicon
from bot.nlu.model import CATEGORIES, COLUMNS, INTENTS, MIDDLE, MODEL_FILE, SIGN_SIZE, URGENT
from bot.nlu.model_features import LONGEST_RUN, runs, signs
from bot.nlu.paired_sentences import paired
from bot.nlu.spelling import Speller, compact
from bot.nlu.words import WordReader

TRAINING_FOLDER = Path(__file__).parent / "training"
CORPUS = "corpus.jsonl"  # the sentences that the lists were written from
EPOCHS, RATE, SEED = 20, 0.3, 20_261_121
SMOOTHED = 0.05  # of a label's certainty goes to the others: who labels may err, and a border is no wall
DROPPED, SIGNS_DROPPED = 0.3, 0.5  # of the features, and how often all signs: the lists are silent on new words
# Files of sentences that were written to be hard, unlike most of what people write: they and the pairs weigh less.
HARD = frozenset(("alarming_words", "calm_danger", "daily_life", "now_or_over", "short_or_two_topics", "trades"))
HARD_WEIGHT = 0.25
LEAST_SENTENCES = 2  # a run seen once teaches nothing
RARITY = 0.5  # how much more a rare run counts than a frequent one: the power of its inverse document frequency
Floats = NDArray[np.float32]
Row = Mapping[str, Any]
Example = tuple[NDArray[np.int64], Floats]  # the places of the features, and their sizes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A labelled sentence, its features, and how much it weighs beside the others."""

    runs: list[str]
    signs: list[str]
    intent: int
    category: int | None
    urgent: bool
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What was learned, before rounding: one row a feature."""

    features: dict[str, int]
    table: Floats
    bias: Floats


class SentenceReader:
    """Turns labelled rows into sentences, with the same lists as the service."""

    def __init__(self, speller: Speller, words: WordReader) -> None:
        self._speller, self._words = speller, words

    def read(self, row: Row, *, trust_lists: bool) -> Sentence:
        """Return the sentence; where the lists were written from it, what they find says nothing about new ones."""
        plain = self._speller.respell(compact(row["text"]))
        known = signs(plain, self._words.read(plain))
        return Sentence(
            runs=runs(plain),
            signs=known if trust_lists else known[-1:],
            intent=INTENTS.index(row["intent"]),
            category=CATEGORIES.index(row["category"]) if row["category"] else None,
            urgent=bool(row["urgent"]),
            weight=row.get("weight", 1.0),
        )


def load_rows(file: Path) -> list[Row]:
    """Return the labelled rows of a jsonl file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def data_hash() -> str:
    """Return what the model must have been built from: the training sentences and the lists."""
    digest = hashlib.sha256()
    lists = [config_folder() / "lexicon" / name for name in (*WORD_FILES, "idioms.yaml", "spellings.yaml")]
    for file in (*sorted(TRAINING_FOLDER.glob("*.jsonl")), *lists):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def written_rows() -> list[Row]:
    """Return the sentences that were written for training, in the order of their files."""
    files = sorted(TRAINING_FOLDER.glob("*.jsonl"))
    weights = {file: HARD_WEIGHT if file.stem in HARD else 1.0 for file in files if file.name != CORPUS}
    return [{**row, "weight": weight} for file, weight in weights.items() for row in load_rows(file)]


def build() -> bytes:
    """Return the model file that the training folder and the lists make."""
    lexicon = load_lexicon(config_folder() / "lexicon")
    reader = SentenceReader(Speller(lexicon.spellings), WordReader(lexicon))
    return pack(learn_with(load_rows(TRAINING_FOLDER / CORPUS), reader), data_hash())


def learn_with(corpus: Sequence[Row], reader: SentenceReader) -> Weights:
    """Return what the written sentences teach together with these of the corpus."""
    written = written_rows()
    sentences = [reader.read(row, trust_lists=False) for row in corpus]
    sentences += [reader.read(row, trust_lists=True) for row in written]
    pairs = [{**row, "weight": HARD_WEIGHT} for row in paired(written, SEED)]
    return learn(sentences, [reader.read(row, trust_lists=True) for row in pairs])


def learn(sentences: Sequence[Sentence], pairs: Sequence[Sentence] = ()) -> Weights:
    """Return the weights that the sentences teach, and their pairs; the same sentences teach the same."""
    seen = Counter(name for sentence in sentences for name in (*sentence.runs, *sentence.signs))
    known = sorted((name for name, times in seen.items() if times >= LEAST_SENTENCES), key=_runs_first)
    features = {name: place for place, name in enumerate(known)}
    rarity = _rarity([seen[name] for name in known if len(name) <= LONGEST_RUN], len(sentences))
    lessons = [*sentences, *pairs]
    examples = [_example(sentence, features, rarity) for sentence in lessons]
    targets, importance = _targets(lessons)
    table, bias = _descend(examples, targets, importance, len(features), first_sign=len(rarity))
    table[: len(rarity)] *= rarity[:, None]
    return Weights(features=features, table=table, bias=bias)


def _runs_first(name: str) -> tuple[bool, str]:
    return len(name) > LONGEST_RUN, name  # the names of signs are longer than any run


def _rarity(times: Sequence[int], sentences: int) -> Floats:
    """Return how much each run counts beside the others; 1 in the mean over all sentences."""
    seen = np.array(times, dtype=np.float32)
    raw: Floats = (1 + np.log((1 + sentences) / (1 + seen))) ** np.float32(RARITY)
    rarity: Floats = (raw / np.sqrt(np.average(raw**2, weights=seen))).astype(np.float32)
    return rarity


def _example(sentence: Sentence, features: Mapping[str, int], rarity: Floats) -> Example:
    """Return the places of the known features and their sizes, as Model.predict sizes them.

    Model.predict knows of no rarity: ``learn`` puts it into the weights.
    """
    known = np.array([features[name] for name in sentence.runs if name in features], dtype=np.int64)
    seen = np.array([features[name] for name in sentence.signs if name in features], dtype=np.int64)
    sizes = rarity[known] / np.float32(max(1, len(known)) ** 0.5)
    return np.concatenate([known, seen]), np.concatenate([sizes, np.full(len(seen), SIGN_SIZE, np.float32)])


def _targets(sentences: Sequence[Sentence]) -> tuple[Floats, Floats]:
    """Return what each column should say, and how much it matters: a rare label as much as a frequent one.

    On the mean a sentence matters as much as another, however they weigh beside each other.
    """
    targets = np.zeros((len(sentences), COLUMNS), dtype=np.float32)
    for row, sentence in zip(targets, sentences, strict=True):
        row[sentence.intent] = 1
        row[URGENT] = sentence.urgent
        if sentence.category is not None:
            row[len(INTENTS) + sentence.category] = 1
    importance = np.ones_like(targets)
    for columns in (slice(0, len(INTENTS)), slice(len(INTENTS), URGENT)):
        head = targets[:, columns]
        share = head.sum() / (np.maximum(1, head.sum(axis=0)) * head.shape[1])
        importance[:, columns] = (head @ share)[:, None]  # 0 where there is no category
        targets[:, columns] = head * (1 - SMOOTHED) + SMOOTHED / head.shape[1]
    weights = np.array([sentence.weight for sentence in sentences], dtype=np.float32)
    importance *= (weights / weights.mean())[:, None]
    return targets, importance


def _descend(
    examples: Sequence[Example], targets: Floats, importance: Floats, size: int, *, first_sign: int
) -> tuple[Floats, Floats]:
    random = np.random.default_rng(SEED)
    table, squares = np.zeros((size, COLUMNS), np.float32), np.full((size, COLUMNS), 0.01, np.float32)
    bias, total, total_bias = np.zeros(COLUMNS, np.float32), np.zeros_like(table), np.zeros(COLUMNS, np.float32)
    for epoch in range(EPOCHS):
        for place in random.permutation(len(examples)):
            names, sizes = _thinned(examples[place], first_sign, random)
            rows = table[names]
            error = (_probabilities(sizes @ rows + bias) - targets[place]) * importance[place]
            slope = np.outer(sizes, error)
            power = squares[names] + slope * slope
            squares[names] = power
            table[names] = rows - RATE * slope / np.sqrt(power)
            bias -= 0.02 * error
        if epoch >= EPOCHS // 2:
            total, total_bias = total + table, total_bias + bias
    later = EPOCHS - EPOCHS // 2
    return total / np.float32(later), total_bias / np.float32(later)


def _thinned(example: Example, first_sign: int, random: np.random.Generator) -> Example:
    """Return a part of the features, as a new sentence would have only a part of what was learned."""
    names, sizes = example
    kept = random.random(len(names)) >= DROPPED
    if random.random() < SIGNS_DROPPED:
        kept &= names < first_sign
    return names[kept], sizes[kept]


def _probabilities(logits: Floats) -> Floats:
    answer = np.empty_like(logits)
    for columns in (slice(0, len(INTENTS)), slice(len(INTENTS), URGENT)):
        powers = np.exp(logits[columns] - logits[columns].max())
        answer[columns] = powers / powers.sum()
    answer[URGENT] = 1 / (1 + np.exp(-logits[URGENT]))
    return answer


def pack(weights: Weights, data: str) -> bytes:
    """Return the model file: every weight rounded to one byte, in steps of its column's scale."""
    scales = np.abs(weights.table).max(axis=0) / (MIDDLE - 1)
    rounded = (np.rint(weights.table / scales) + MIDDLE).astype(np.uint8)
    content = {
        "data": data,
        "features": list(weights.features),
        "scales": [round(float(scale), 8) for scale in scales],
        "bias": [round(float(value), 5) for value in weights.bias],
        "weights": base64.b64encode(rounded.tobytes()).decode(),
    }
    return gzip.compress(json.dumps(content, ensure_ascii=False).encode(), mtime=0)


if __name__ == "__main__":
    MODEL_FILE.write_bytes(build())
