"""The command list behind a chat's menu button: what a person may call up, by role and in his language."""

from bot.core.channel import Menu
from bot.core.messages import Purpose
from bot.core.texts import Texts
from bot.domain.people import CASEWORKERS, SUPERVISORS, Role
from bot.services.house import House
from bot.store import addresses, outbox, people
from bot.store.outbox import Letter
from bot.store.unit_of_work import UnitOfWork

WORKER_COMMANDS = (
    "grievance",
    "clinic",
    "reception",
    "care",
    "events",
    "status",
    "mine",
    "faq",
    "callback",
    "human",
    "suggest",
    "join",
    "card",
    "portrait",
    "resume",
    "grid",
    "link",
    "language",
    "help",
)
STAFF_COMMANDS = ("cases", "on_behalf", "handout", "absence", "returned", "rota")
OFFICER_COMMANDS = (
    "board",
    "aids",
    "sessions",
    "announce",
    "new_event",
    "new_session",
    "restock",
    "call_off",
    "broadcast",
    "broadcasts",
    "dead",
    "box",
    "invite",
    "remove_staff",
)
COMMITTEE_COMMANDS = ("record", "counts", "radar")
AUDITOR_COMMANDS = ("counts",)


def tools_of(roles: frozenset[Role]) -> tuple[str, ...]:
    """The commands that somebody has besides those of every worker; none without a role."""
    held = (
        (Role.AUDITOR in roles, AUDITOR_COMMANDS),
        (Role.COMMITTEE in roles, COMMITTEE_COMMANDS),
        (bool(roles & SUPERVISORS), OFFICER_COMMANDS),
        (bool(roles & CASEWORKERS), STAFF_COMMANDS),
    )
    return tuple(name for has, names in held if has for name in names)


def welcome_key(role: Role | None) -> str:
    """The sentence for whoever takes up a role: it names the commands that he has in it."""
    return "staff.joined_auditor" if role is Role.AUDITOR else "staff.joined"


def menu_of(texts: Texts, roles: frozenset[Role], locale: str) -> Menu:
    """The command list of a person."""
    names = (*tools_of(roles), *WORKER_COMMANDS)
    return Menu(commands=tuple((name, texts.get(f"menu.{name}", locale)) for name in names))


def show_menu(uow: UnitOfWork, house: House, person_id: str) -> None:
    """Queues the person's own menu for each of his chats; called when his roles or his language have changed.

    A row of the outbox like any word, so that it survives what the transaction survives, also from the command line.
    """
    roles = frozenset(grant.role for grant in people.grants_of(uow, [person_id]).get(person_id, ()))
    menu = menu_of(house.texts, roles, people.locale_of(uow, person_id))
    for address_id, channel, account in addresses.reachable_addresses(uow, person_id):
        # Nobody waits for it, so it goes behind everything that is said.
        letter = Letter(
            address_id=address_id,
            channel=channel,
            account=account,
            purpose=Purpose.BROADCAST,
            text="",
            menu=menu.commands,
        )
        outbox.queue(uow, letter)
