"""What a message of the outbox says, read from its sealed body; :mod:`bot.store.outbox` writes it."""

import json

from bot.core.messages import Address, Choice, Outbound, Purpose
from bot.store.unit_of_work import UnitOfWork


def open_outbound(uow: UnitOfWork, letter_id: str, sealed: bytes | None, purpose: int, to: Address) -> Outbound:
    """The message as its channel gets it."""
    return outbound_with(letter_id, open_words(uow, letter_id, sealed), purpose, to)


def open_words(uow: UnitOfWork, letter_id: str, sealed: bytes | None) -> dict[str, object]:
    """What a message says; one without words takes itself back."""
    if sealed is None:
        return {"text": "", "choices": []}
    body: dict[str, object] = json.loads(uow.vault.open("outbox.body", letter_id, sealed))
    return body


def outbound_with(letter_id: str, body: dict[str, object], purpose: int, to: Address) -> Outbound:
    """The same, from words that are open already."""
    rows: list[list[list[str]]] = body["choices"]  # type: ignore[assignment]
    choices = tuple(tuple(Choice(label=label, token=token) for label, token in row) for row in rows)
    return Outbound(
        id=letter_id,
        to=to,
        text=str(body["text"]),
        choices=choices,
        purpose=Purpose(purpose),
        ask_location=bool(body.get("ask_location")),
        menu=_menu(body),
    )


def recipient_in(body: dict[str, object]) -> tuple[str, str] | None:
    """(broadcast, person) of a notice to many."""
    told: list[str] | None = body.get("recipient")  # type: ignore[assignment]
    return (told[0], told[1]) if told else None


def _menu(body: dict[str, object]) -> tuple[tuple[str, str], ...]:
    commands: list[list[str]] = body.get("menu", [])  # type: ignore[assignment]
    return tuple((name, words) for name, words in commands)
