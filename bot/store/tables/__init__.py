"""All tables, in SQLAlchemy Core, one file for each room of the house.

Columns that hold personal data end in ``_sealed`` and are ciphertext. Instants are stored as whole microseconds since
1970 UTC: exact, ordered, the same on SQLite and PostgreSQL. What each column is for stands in
:mod:`bot.store.inventory`.
"""

from bot.store.tables.base import Instant, metadata
from bot.store.tables.care import aids, pack_claims, plans, wishes
from bot.store.tables.cases import attachments, audit, case_messages, cases, clocks, escalations, unsealings
from bot.store.tables.people import addresses, codes, consents, grants, grids, people
from bot.store.tables.places import bookings, places, reminder_hours, slots
from bot.store.tables.talk import buttons, inbox, leases, outbox, pending, poison, sessions, timers

__all__ = [
    "Instant",
    "addresses",
    "aids",
    "attachments",
    "audit",
    "bookings",
    "buttons",
    "case_messages",
    "cases",
    "clocks",
    "codes",
    "consents",
    "escalations",
    "grants",
    "grids",
    "inbox",
    "leases",
    "metadata",
    "outbox",
    "pack_claims",
    "pending",
    "people",
    "places",
    "plans",
    "poison",
    "reminder_hours",
    "sessions",
    "slots",
    "timers",
    "unsealings",
    "wishes",
]
