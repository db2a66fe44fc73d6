"""All tables, in SQLAlchemy Core, one file for each room of the house.

Columns that hold personal data end in ``_sealed`` and are ciphertext. Instants are stored as whole microseconds since
1970 UTC: exact, ordered, the same on SQLite and PostgreSQL. What each column is for stands in
:mod:`bot.store.inventory`.
"""

from bot.store.tables.absences import absences, duty_days, stand_ins
from bot.store.tables.base import Instant, metadata
from bot.store.tables.broadcasts import broadcast_recipients, broadcasts, traits
from bot.store.tables.callbacks import callbacks
from bot.store.tables.care import aids, pack_claims, plans, wishes
from bot.store.tables.cases import attachments, audit, case_messages, cases, clocks, escalations, unsealings
from bot.store.tables.desk import case_helpers, case_notes, digest_weeks, digests, mediations
from bot.store.tables.events import attendances, event_feedback, events
from bot.store.tables.evidence import evidence_items, evidence_packs
from bot.store.tables.legs import postings, sms_agreements, sms_halts, text_messages
from bot.store.tables.membership import applications, members, tags
from bot.store.tables.notices import broadcast_screens, notice_opt_outs
from bot.store.tables.on_behalf import call_tasks, offline_people, on_behalf
from bot.store.tables.people import addresses, codes, consents, grants, grids, people
from bot.store.tables.places import bookings, places, reminder_hours, slots
from bot.store.tables.radar import radar_alerts, radar_cases, radar_marks
from bot.store.tables.suggestions import (
    box_days,
    box_items,
    box_marks,
    box_messages,
    suggestion_answers,
    suggestions,
)
from bot.store.tables.talk import buttons, inbox, leases, outbox, pending, poison, sessions, timers

__all__ = [
    "Instant",
    "absences",
    "addresses",
    "aids",
    "applications",
    "attachments",
    "attendances",
    "audit",
    "bookings",
    "box_days",
    "box_items",
    "box_marks",
    "box_messages",
    "broadcast_recipients",
    "broadcast_screens",
    "broadcasts",
    "buttons",
    "call_tasks",
    "callbacks",
    "case_helpers",
    "case_messages",
    "case_notes",
    "cases",
    "clocks",
    "codes",
    "consents",
    "digest_weeks",
    "digests",
    "duty_days",
    "escalations",
    "event_feedback",
    "events",
    "evidence_items",
    "evidence_packs",
    "grants",
    "grids",
    "inbox",
    "leases",
    "mediations",
    "members",
    "metadata",
    "notice_opt_outs",
    "offline_people",
    "on_behalf",
    "outbox",
    "pack_claims",
    "pending",
    "people",
    "places",
    "plans",
    "poison",
    "postings",
    "radar_alerts",
    "radar_cases",
    "radar_marks",
    "reminder_hours",
    "sessions",
    "slots",
    "sms_agreements",
    "sms_halts",
    "stand_ins",
    "suggestion_answers",
    "suggestions",
    "tags",
    "text_messages",
    "timers",
    "traits",
    "unsealings",
    "wishes",
]
