"""The anonymous box: what comes in, who reads it, and how both sides talk without either knowing the other.

What is told to staff is told once a day and as a number only: a notice at the moment when an item arrives would say
when it arrived, and its row beside the worker's receipt would say from whom (SecureDrop and GlobaLeaks met both).
"""

from datetime import datetime, time, timedelta

from bot.core.cleaning import quote
from bot.core.clock import SHANGHAI, local_date
from bot.core.errors import DomainError
from bot.core.messages import Choice, Purpose
from bot.core.moments import show_days
from bot.domain.suggestions import BoxItem, Voice, box_keepers
from bot.services.house import House
from bot.services.letters import write_to
from bot.store import audit, box, buttons, people
from bot.store.buttons import Action
from bot.store.outbox import Rows
from bot.store.unit_of_work import UnitOfWork

# Abuse case 27: so much a day from one person, and from all together (one every five minutes, day and night).
MOST_OF_ONE, MOST_OF_ALL = 5, 300
# A receipt has 53 bits: with so many wrong tries a day nobody finds one. The right ones do not count. After too many
# wrong ones of all together each account has fewer, so that guessing slows and nobody can shut the box for others.
WRONG_OF_ONE, WRONG_OF_ALL, WRONG_OF_ONE_WHEN_MANY = 10, 2000, 3
SILENT_AFTER = timedelta(days=30)  # an answer without a further word closes the item
KEPT = timedelta(days=90)  # after it was closed (GlobaLeaks keeps as long)
_BUTTONS_LIVE = timedelta(days=7)
_NOTICE_AT = time(9, 0)


def put(uow: UnitOfWork, person_id: str, text: str) -> str:
    """Puts words into the box; returns the receipt. Raises DomainError when too much came today.

    Who wrote is counted under the secret of the day, which is destroyed with the day; the item knows nothing of it.
    """
    box.lock(uow)
    _count_words(uow, person_id)
    return box.add_item(uow, text)


def look_up(uow: UnitOfWork, person_id: str, receipt: str) -> BoxItem | None:
    """The item of a receipt, from whatever account; None for a wrong one, and after too many wrong ones of it."""
    box.lock(uow)
    one, everybody = f"wrong:{person_id}", "wrong:*"
    most = WRONG_OF_ONE if box.counted(uow, everybody) < WRONG_OF_ALL else WRONG_OF_ONE_WHEN_MANY
    if box.counted(uow, one) >= most:
        return None
    item = box.find_item(uow, receipt)
    if item is None:
        box.count_up(uow, one)
        box.count_up(uow, everybody)
    return item


def add_words(uow: UnitOfWork, person_id: str, item: BoxItem, text: str) -> None:
    """Whoever has the receipt says more; raises DomainError when too much came today."""
    _count_words(uow, person_id)
    box.add_words(uow, item, Voice.WORKER, text)


def _count_words(uow: UnitOfWork, person_id: str) -> None:
    for what, most in ((f"words:{person_id}", MOST_OF_ONE), ("words:*", MOST_OF_ALL)):
        if box.counted(uow, what) >= most:
            raise DomainError("box.full_today")
        box.count_up(uow, what)


def items_for(uow: UnitOfWork, person_id: str, *, most: int) -> list[BoxItem]:
    """What lies in the box, for those who keep it; raises the uniform DomainError for all others."""
    _must_keep_box(uow, person_id)
    audit.record(uow, person_id, "box_read", "person", person_id)
    return box.open_items(uow, most=most)


def item_for(uow: UnitOfWork, item_id: str, person_id: str) -> BoxItem:
    """One item, for those who keep the box; raises the uniform DomainError for all others and for no item."""
    _must_keep_box(uow, person_id)
    box.lock(uow)
    try:
        return box.load_item(uow, item_id)
    except KeyError:
        raise DomainError("case.not_found") from None


def answer(uow: UnitOfWork, item: BoxItem, person_id: str, text: str) -> None:
    """The union's words; the writer finds them when he types his receipt."""
    box.add_words(uow, item, Voice.UNION, text)
    # Who answered is kept; which item it was is not, for no row outside the box names one.
    audit.record(uow, person_id, "box_answered", "person", person_id)


def close(uow: UnitOfWork, item: BoxItem, person_id: str) -> None:
    """Nothing more is to be said."""
    box.close_item(uow, item.id)
    audit.record(uow, person_id, "box_closed", "person", person_id)


def item_buttons(uow: UnitOfWork, house: House, item: BoxItem, person_id: str, locale: str) -> Rows:
    """What a keeper may do with an item."""
    return (
        (
            item_button(uow, house, item, person_id, "answer", locale),
            item_button(uow, house, item, person_id, "close", locale),
        ),
    )


def item_button(
    uow: UnitOfWork, house: House, item: BoxItem, person_id: str, name: str, locale: str, **words: object
) -> Choice:
    """One button of a keeper about an item; the row says whose it is, and what it is about only inside its seal."""
    action = Action(name=f"suggestions.item_{name}", subject_id=item.id, argument="")
    label = house.texts.get(f"box.button_{name}", locale, **words)
    return buttons.add_button(uow, person_id, label, action, uow.now + _BUTTONS_LIVE)


def talk(house: House, item: BoxItem, locale: str) -> str:
    """Everything that both sides said, by day."""
    return "\n\n".join(
        house.texts.get(
            f"box.said_by_{message.voice}",
            locale,
            day=show_days(message.said_on.isoformat(), locale),
            text=quote(message.text, 1200),
        )
        for message in item.messages
    )


def tend(uow: UnitOfWork, house: House) -> None:
    """Once a day: yesterday's marks go, old items go, all is written anew, and the keepers hear how much waits."""
    box.lock(uow)
    if not box.begin_day(uow):
        return
    today = local_date(uow.now)
    box.close_silent(uow, today - SILENT_AFTER)
    box.forget_closed(uow, today - KEPT)
    box.rewrite(uow)
    _tell_keepers(uow, house)


def _tell_keepers(uow: UnitOfWork, house: House) -> None:
    count, oldest = box.waiting_items(uow)
    if oldest is None:
        return
    for person_id in box_keepers(people.active_grants(uow)):
        locale = people.locale_of(uow, person_id)
        text = house.texts.get("box.notice", locale, count=count, day=show_days(oldest.isoformat(), locale))
        open_box = Choice(label=house.texts.get("menu.box", locale), token="go:box")  # noqa: S106 (a button's)
        at = datetime.combine(local_date(uow.now), _NOTICE_AT, SHANGHAI)
        write_to(uow, person_id, text, purpose=Purpose.STAFF, choices=((open_box,),), due_at=at)


def _must_keep_box(uow: UnitOfWork, person_id: str) -> None:
    if person_id not in box_keepers(people.active_grants(uow)):
        raise DomainError("case.not_found")
