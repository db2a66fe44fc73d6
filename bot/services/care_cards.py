"""An application for help as an officer reads it, and what the worker hears of it, each with its buttons."""

from datetime import timedelta

from bot.core.cleaning import inline, quote
from bot.core.messages import Choice, Purpose
from bot.domain.care import Aid, AidStatus
from bot.services.house import House
from bot.services.letters import write_to
from bot.store import audit, buttons, grids, people
from bot.store.buttons import Action
from bot.store.outbox import Rows
from bot.store.unit_of_work import UnitOfWork

BUTTONS_LIVE = timedelta(days=90)
BUTTONS = ("approve", "refuse", "delivered", "received", "missing")
_MOST_STORY = 1500  # characters
_OFFERED = {AidStatus.SUBMITTED: ("approve", "refuse"), AidStatus.APPROVED: ("delivered",)}


def send_aid_card(uow: UnitOfWork, house: House, aid: Aid, person_id: str, headline: str) -> None:
    """Puts an application before an officer, with what he can do now."""
    locale = people.locale_of(uow, person_id)
    text = f"{house.texts.get(headline, locale)}\n\n{card_text(uow, house, aid, person_id)}"
    write_to(uow, person_id, text, purpose=Purpose.STAFF, choices=card_rows(uow, house, aid, person_id))


def card_rows(uow: UnitOfWork, house: House, aid: Aid, person_id: str) -> Rows:
    """What an officer can do with an application now."""
    row = tuple(_button(uow, house, aid, person_id, name) for name in _OFFERED.get(aid.status, ()))
    return (row,) if row else ()


def card_text(uow: UnitOfWork, house: House, aid: Aid, reader_id: str) -> str:
    """Who asks for what, and why (audited)."""
    locale, say = people.locale_of(uow, reader_id), house.texts.get
    audit.record(uow, reader_id, "aid_read", "aid", aid.id)
    contact, grid = people.contact_of(uow, aid.person_id), grids.grid_by_id(uow, aid.grid_id)
    may_call = aid.details.get("contact") == "phone" and contact.phone
    return "\n".join(
        (
            say("care.card_kind", locale, kind=say(f"care.kind_{aid.kind}", locale)),
            say(
                "care.card_who",
                locale,
                name=inline(contact.name, 40) if contact.name else say("card.no_name", locale),
                grid=f"{grid.code} {grid.name}" if grid else say("card.no_grid", locale),
            ),
            *_details(house, aid, locale),
            say("care.card_phone", locale, phone=contact.phone) if may_call else say("care.card_chat", locale),
            "",
            quote(aid.story, _MOST_STORY),
        )
    )


def tell_worker(uow: UnitOfWork, house: House, aid: Aid, key: str, *names: str, **params: object) -> None:
    """What becomes of his application, with the buttons ``names``."""
    locale = people.locale_of(uow, aid.person_id)
    text = house.texts.get(key, locale, kind=house.texts.get(f"care.kind_{aid.kind}", locale), **params)
    rows = tuple((_button(uow, house, aid, aid.person_id, name),) for name in names)
    write_to(uow, aid.person_id, text, purpose=Purpose.REPLY, choices=rows)


def show_ages(house: House, ages: str, locale: str) -> str:
    """``8,5`` as people say it."""
    return house.texts.get("care.list", locale).join(
        house.texts.get("care.years", locale, age=age) for age in ages.split(",")
    )


def _details(house: House, aid: Aid, locale: str) -> list[str]:
    lines = []
    if children := aid.details.get("children"):
        lines.append(house.texts.get("care.card_children", locale, ages=show_ages(house, children, locale)))
    if amount := aid.details.get("amount"):
        lines.append(house.texts.get("card.amount", locale, value=amount))
    return lines


def _button(uow: UnitOfWork, house: House, aid: Aid, person_id: str, name: str) -> Choice:
    action = Action(name=f"aid.{name}", subject_id=aid.id)
    label = house.texts.get(f"care.button_{name}", people.locale_of(uow, person_id))
    return buttons.add_button(uow, person_id, label, action, uow.now + BUTTONS_LIVE)
