"""What a conversation remembers between two messages: forms (the last is the open one), and words kept for a choice."""

from dataclasses import dataclass, field
from typing import Any

from bot.flows.form import Form, Offer

MOST_FORMS = 4  # a person's open form and the drafts below it


@dataclass(kw_only=True, slots=True)
class Conversation:
    """The open form, the drafts, and what was said that still needs a place (``held``)."""

    forms: list[Form] = field(default_factory=list)
    held: dict[str, Any] = field(default_factory=dict)
    offer: Offer = field(default_factory=lambda: Offer(nonce=""))
    misses: int = 0

    @classmethod
    def load(cls, state: dict[str, Any]) -> "Conversation":
        """From what the session kept."""
        return cls(
            forms=[Form.load(document) for document in state.get("forms", [])],
            held=state.get("held", {}),
            offer=Offer(**state["offer"]) if "offer" in state else Offer(nonce=""),
            misses=state.get("misses", 0),
        )

    def dump(self) -> dict[str, Any]:
        """As JSON values; empty when there is nothing to remember."""
        state: dict[str, Any] = {}
        if self.forms:
            state["forms"] = [form.dump() for form in self.forms]
        if self.held:
            state["held"] = self.held
        if self.offer.nonce:
            state["offer"] = self.offer.dump()
        if self.misses:
            state["misses"] = self.misses
        return state

    @property
    def form(self) -> Form | None:
        """The form that is being filled in now."""
        return self.forms[-1] if self.forms and not self.forms[-1].paused else None

    @property
    def draft(self) -> Form | None:
        """The newest form that waits to be taken up again."""
        return next((form for form in reversed(self.forms) if form.paused), None)

    def push(self, form: Form) -> None:
        """Opens ``form``; the one that was open waits as a draft."""
        self.pause()
        self.forms = [*self.forms, form][-MOST_FORMS:]

    def pause(self) -> None:
        """Puts the open form aside."""
        if self.forms:
            self.forms[-1].paused = True

    def resume(self) -> Form | None:
        """Takes the newest draft up again."""
        draft = self.draft
        if draft is not None:
            self.forms.remove(draft)
            draft.paused = False
            self.forms.append(draft)
        return draft

    def drop(self, form: Form) -> None:
        """The form is over."""
        self.forms = [other for other in self.forms if other.id != form.id]
