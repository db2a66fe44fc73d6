"""A pack as its owner reads it: where, until when, by which code; and the button to give it back."""

from collections.abc import Sequence

from bot.core.moments import show_days
from bot.services.house import House
from bot.services.packs import Pack
from bot.store import buttons
from bot.store.buttons import Action
from bot.store.outbox import Rows
from bot.store.unit_of_work import UnitOfWork


def pack_text(house: House, pack: Pack, locale: str) -> str:
    """What to show at the counter, where and on which days."""
    campaign = pack.campaign
    return house.texts.get(
        "pack.taken",
        locale,
        name=campaign.names[locale],
        code=f"{pack.code[:4]}-{pack.code[4:]}",
        place=pack.slot.place,
        days=show_days(f"{campaign.first}/{campaign.last}", locale),
        opens=f"{campaign.opens:%H:%M}",
        closes=f"{campaign.closes:%H:%M}",
    )


def pack_rows(uow: UnitOfWork, house: House, held: Sequence[Pack], person_id: str, locale: str) -> Rows:
    """One button for each pack that can be given back."""
    rows = []
    for pack in held:
        action = Action(name="packs.give_back", subject_id=pack.booking.id)
        label = house.texts.get("pack.button_give_back", locale, name=pack.campaign.names[locale])
        rows.append((buttons.add_button(uow, person_id, label, action, pack.campaign.ends_at),))
    return tuple(rows)
