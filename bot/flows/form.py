"""What a guided flow remembers of one person: answers by name, and what he was shown last.

Where we are is never stored: it is the first question that applies and has no answer.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.ids import new_id, new_token
from bot.nlu.choice import ordinal, same_label

SKIPPED = {"skipped": True}

Answers = dict[str, Any]


@dataclass(kw_only=True, slots=True)
class Offer:
    """The buttons as they were shown: so that a tap, a typed number or a typed label means what the person saw.

    ``step`` is the question that they belong to; empty where they belong to none.
    """

    nonce: str = field(default_factory=new_token)
    values: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    numbered: bool = True
    step: str = ""

    def dump(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "nonce": self.nonce,
            "values": self.values,
            "labels": self.labels,
            "numbered": self.numbered,
            "step": self.step,
        }

    def token(self, position: int) -> str:
        """What the button at ``position`` sends back: at most 20 bytes, opaque, good for this question only."""
        return f"{self.nonce}.{position}"

    def typed(self, text: str) -> str | None:
        """The value that a typed label or number (1 １ 一 ①) means."""
        for value, label in zip(self.values, self.labels, strict=True):
            if same_label(text, label):
                return value
        number = ordinal(text) if self.numbered else None
        return self.values[number - 1] if number and number <= len(self.values) else None

    def chosen(self, token: str) -> str | None:
        """The value behind a token, if it belongs to what is shown now."""
        nonce, _, position = token.partition(".")
        if nonce != self.nonce or not position.isdecimal() or int(position) >= len(self.values):
            return None
        return self.values[int(position)]


@dataclass(kw_only=True, slots=True)
class Form:
    """One flow that somebody is filling in; ``handed_in_with`` is the form that it only waits for."""

    flow: str
    version: int
    opened_at: datetime
    touched_at: datetime
    id: str = field(default_factory=new_id)
    answers: Answers = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    offer: Offer = field(default_factory=Offer)
    misses: int = 0
    paused: bool = False
    album: str | None = None
    handed_in_with: str | None = None

    def answered(self, name: str) -> Any:
        """The answer to a question; None when there is none or it was skipped."""
        value = self.answers.get(name)
        return None if value == SKIPPED else value

    def forget(self, name: str) -> None:
        """Takes one answer back."""
        self.answers.pop(name, None)
        self.order = [step for step in self.order if step != name]

    def dump(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "flow": self.flow,
            "version": self.version,
            "id": self.id,
            "answers": self.answers,
            "order": self.order,
            "sources": self.sources,
            "offer": self.offer.dump(),
            "misses": self.misses,
            "paused": self.paused,
            "album": self.album,
            "handed_in_with": self.handed_in_with,
            "opened_at": self.opened_at.isoformat(),
            "touched_at": self.touched_at.isoformat(),
        }

    @classmethod
    def load(cls, document: dict[str, Any]) -> "Form":
        """From what :meth:`dump` gave."""
        values = dict(document)
        values["opened_at"] = datetime.fromisoformat(values["opened_at"])
        values["touched_at"] = datetime.fromisoformat(values["touched_at"])
        values["offer"] = Offer(**values["offer"])
        return cls(**values)
