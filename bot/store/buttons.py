"""Buttons that outlive a question: what they do is looked up by an opaque token bound to one person.

The action is sealed, so that the table does not tell which worker a sealed case belongs to.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from bot.core.ids import new_token
from bot.core.messages import Choice
from bot.store.tables import buttons
from bot.store.unit_of_work import UnitOfWork

_ADD = buttons.insert()


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a button does: a name, the thing it is about (a case), and an argument."""

    name: str
    subject_id: str
    argument: str = ""


def add_button(uow: UnitOfWork, person_id: str, label: str, action: Action, expires_at: datetime) -> Choice:
    """Makes a button for one person, which does ``action`` until ``expires_at``."""
    token = new_token()
    document = json.dumps([action.name, action.subject_id, action.argument])
    uow.stage(
        _ADD,
        {
            "token": token,
            "person_id": person_id,
            "expires_at": expires_at,
            "action_sealed": uow.vault.seal("buttons.action", token, document),
        },
    )
    return Choice(label=label, token=token)


def find_button(uow: UnitOfWork, token: str, person_id: str) -> Action | None:
    """What ``token`` does for this person now; None for everybody else's, unknown and expired ones alike."""
    row = uow.first(
        select(buttons.c.action_sealed).where(
            buttons.c.token == token, buttons.c.person_id == person_id, buttons.c.expires_at > uow.now
        )
    )
    if row is None:
        return None
    name, subject_id, argument = json.loads(uow.vault.open("buttons.action", token, row.action_sealed))
    return Action(name=name, subject_id=subject_id, argument=argument)


def forget_old_buttons(uow: UnitOfWork) -> int:
    """Deletes expired buttons."""
    return uow.execute(delete(buttons).where(buttons.c.expires_at <= uow.now)).rowcount


def drop_buttons_of(uow: UnitOfWork, person_id: str) -> None:
    """All buttons of a person (removed from the staff) are dead at once."""
    uow.execute(delete(buttons).where(buttons.c.person_id == person_id))
