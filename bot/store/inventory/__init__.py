"""Every column of every table: what it is for, and how it is kept. Key rotation walks it; a test fails on a gap.

Sealed columns hold what people entrusted to us, as ciphertext bound to its place (``table.column`` and the row's id).
Index columns are keyed fingerprints for look-up. Plain ones tell nothing about a person without the others.
"""

from collections.abc import Iterator

from bot.store.inventory import (
    absences,
    broadcasts,
    callbacks,
    care,
    cases,
    desk,
    events,
    evidence,
    legs,
    membership,
    notices,
    on_behalf,
    people,
    places,
    radar,
    suggestions,
    talk,
)
from bot.store.inventory.entries import Entry, Kept, TableEntry

__all__ = ["INVENTORY", "Entry", "Kept", "TableEntry", "tables_with_secrets"]

INVENTORY: tuple[TableEntry, ...] = (
    *people.ENTRIES,
    *talk.ENTRIES,
    *cases.ENTRIES,
    *desk.ENTRIES,
    *places.ENTRIES,
    *radar.ENTRIES,
    *broadcasts.ENTRIES,
    *callbacks.ENTRIES,
    *absences.ENTRIES,
    *events.ENTRIES,
    *care.ENTRIES,
    *suggestions.ENTRIES,
    *membership.ENTRIES,
    *on_behalf.ENTRIES,
    *evidence.ENTRIES,
    *notices.ENTRIES,
    *legs.ENTRIES,
)


def tables_with_secrets() -> Iterator[TableEntry]:
    """The tables that have sealed columns."""
    return (table for table in INVENTORY if table.sealed)
