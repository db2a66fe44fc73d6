"""Signed suggestions and the answers to them."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from bot.core.errors import GongyiError
from bot.core.ids import new_case_number, new_id
from bot.domain.suggestions import Suggestion, SuggestionKind
from bot.store.tables import suggestion_answers, suggestions
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_once

_ADD = insert_once(suggestions, ["number"])
_ADD_ANSWER = suggestion_answers.insert()
_NUMBER_TRIES = 8


class NoFreeNumber(GongyiError):
    """Eight random numbers were all taken."""


def add_suggestion(
    uow: UnitOfWork, kind: SuggestionKind, person_id: str, grid_id: str | None, fields: dict[str, str], due_at: datetime
) -> Suggestion:
    """Stores a suggestion under a number that no other has; raises NoFreeNumber when none is found."""
    suggestion_id = new_id()
    row = {
        "id": suggestion_id,
        "kind": kind.value,
        "person_id": person_id,
        "grid_id": grid_id,
        "fields_sealed": uow.vault.seal("suggestions.fields", suggestion_id, json.dumps(fields, ensure_ascii=False)),
        "opened_at": uow.now,
        "due_at": due_at,
        "answered_at": None,
    }
    for _ in range(_NUMBER_TRIES):
        if uow.first(_ADD[uow.dialect], {**row, "number": new_case_number()}) is not None:
            return load_suggestion(uow, suggestion_id)
    raise NoFreeNumber


def load_suggestion(uow: UnitOfWork, suggestion_id: str) -> Suggestion:
    """One suggestion; raises KeyError when there is none."""
    row = uow.first(select(suggestions).where(suggestions.c.id == suggestion_id))
    if row is None:
        raise KeyError(suggestion_id)
    return _suggestion(uow, row)


def suggestions_of(uow: UnitOfWork, person_id: str, *, most: int = 20) -> list[Suggestion]:
    """What a person has proposed, the newest first."""
    newest = select(suggestions).where(suggestions.c.person_id == person_id).order_by(suggestions.c.opened_at.desc())
    return [_suggestion(uow, row) for row in uow.rows(newest.limit(most))]


def add_answer(uow: UnitOfWork, suggestion: Suggestion, staff_id: str, text: str) -> None:
    """Keeps an answer; the first one keeps the promise."""
    answer_id = new_id()
    uow.execute(
        _ADD_ANSWER,
        {
            "id": answer_id,
            "suggestion_id": suggestion.id,
            "staff_id": staff_id,
            "text_sealed": uow.vault.seal("suggestion_answers.text", answer_id, text),
            "said_at": uow.now,
        },
    )
    unanswered = (suggestions.c.id == suggestion.id) & suggestions.c.answered_at.is_(None)
    uow.execute(update(suggestions).where(unanswered).values(answered_at=uow.now))


def _suggestion(uow: UnitOfWork, row: Row[Any]) -> Suggestion:
    return Suggestion(
        id=row.id,
        number=row.number,
        kind=SuggestionKind(row.kind),
        person_id=row.person_id,
        grid_id=row.grid_id,
        fields=json.loads(uow.vault.open("suggestions.fields", row.id, row.fields_sealed)),
        opened_at=row.opened_at,
        due_at=row.due_at,
        answered_at=row.answered_at,
    )
