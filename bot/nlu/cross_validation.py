"""What unseen messages would score: each fifth of the development corpus is read by a model that never saw it.

The lists were written from the same corpus, so they flatter themselves here: the figures with the lists are too good,
those of a model without any lists are too bad, and the truth lies between.
"""

from collections.abc import Sequence

from bot.core.settings import config_folder
from bot.nlu.classify import Classifier
from bot.nlu.evaluate import Outcome, Row, read_with
from bot.nlu.lexicon import Lexicon, load_lexicon
from bot.nlu.model import Model
from bot.nlu.model_training import CORPUS, TRAINING_FOLDER, SentenceReader, learn_with, load_rows, pack
from bot.nlu.spelling import Speller
from bot.nlu.words import WordReader

FOLDS = 5


def cross_validated(*, with_lists: bool) -> list[Outcome]:
    """Return how every development message was read; the sentences written for training are always learned from."""
    lexicon = load_lexicon(config_folder() / "lexicon")
    speller, words = Speller(lexicon.spellings), WordReader(lexicon if with_lists else Lexicon())
    reader, corpus = SentenceReader(speller, words), load_rows(TRAINING_FOLDER / CORPUS)
    outcomes: list[Outcome] = []
    for fold in range(FOLDS):
        model = _model_without(fold, corpus, reader)
        outcomes += read_with(Classifier(speller, words, model), corpus[fold::FOLDS])
    return outcomes


def _model_without(fold: int, corpus: Sequence[Row], reader: SentenceReader) -> Model:
    seen = [row for place, row in enumerate(corpus) if place % FOLDS != fold]
    return Model.read(pack(learn_with(seen, reader), data="cross-validation"))
