"""The request to agree to a notice: a card for everybody who may, with exactly what would be sent to whom and when."""

from datetime import timedelta

from bot.core.cleaning import quote
from bot.core.messages import Purpose
from bot.domain.audience import may_address
from bot.domain.broadcasts import Broadcast
from bot.services import broadcasts
from bot.services.broadcast_preview import preview
from bot.services.broadcast_words import audience_in_words, count_in_words, start_in_words
from bot.services.house import House
from bot.services.leg_words import legs_in_words
from bot.services.letters import write_to
from bot.store import buttons, people, screens
from bot.store.buttons import Action
from bot.store.outbox import Rows
from bot.store.screens import Screen, View
from bot.store.unit_of_work import UnitOfWork

BUTTONS_LIVE = timedelta(days=14)
_MOST_QUOTED = 900  # characters


def approvers(uow: UnitOfWork, broadcast: Broadcast) -> list[str]:
    """Everybody else who may address these people now."""
    grants = people.active_grants(uow)
    able = {g.person_id for g in grants if may_address(broadcast.content.audience, g.person_id, grants)}
    return sorted(able - {broadcast.author_id})


def ask_to_agree(uow: UnitOfWork, house: House, broadcast: Broadcast) -> int:
    """Sends the card to everybody who may agree; returns how many that are. One with a picture shows it first."""
    asked = approvers(uow, broadcast)
    for person_id in asked:
        if broadcast.content.attachment_id is not None:
            preview(uow, house, person_id, broadcast.content, Purpose.STAFF)
        send_card(uow, house, broadcast, person_id)
    return len(asked)


def send_card(uow: UnitOfWork, house: House, broadcast: Broadcast, person_id: str) -> None:
    """One card; it changes when somebody has decided."""
    locale = people.locale_of(uow, person_id)
    text = f"{house.texts.get('approval.title', locale)}\n\n{card_text(uow, house, broadcast, locale)}"
    rows = broadcast_buttons(uow, house, broadcast, person_id, "approve", "send_back")
    letter_id = write_to(uow, person_id, text, purpose=Purpose.STAFF, choices=rows)
    if letter_id is not None:
        screen = Screen(letter_id=letter_id, person_id=person_id, view=View.CARD, drawn_as=broadcast.status)
        screens.add_screen(uow, broadcast.id, screen)


def card_text(uow: UnitOfWork, house: House, broadcast: Broadcast, locale: str) -> str:
    """Everything that is agreed to, in words."""
    content, say = broadcast.content, house.texts.get
    count = broadcasts.head_count(uow, content.audience, content.kind)
    said = [
        say(
            "approval.card",
            locale,
            kind=say(f"notice.kind_{content.kind}", locale),
            author=people.contact_of(uow, broadcast.author_id).name or say("approval.no_name", locale),
            text="\n\n".join(quote(text, _MOST_QUOTED) for text in content.texts.values()),
            audience=audience_in_words(uow, house, content.audience, locale),
            count=count_in_words(house, count, locale),
            start=start_in_words(house, content, uow.now, locale),
        )
    ]
    if content.button is not None:
        said.append(say("approval.button", locale, label=content.button.label))
    return "\n".join([*said, *legs_in_words(uow, house, content, locale)])


def broadcast_buttons(uow: UnitOfWork, house: House, broadcast: Broadcast, person_id: str, *verbs: str) -> Rows:
    """What this person may do with it, two buttons in a row; they carry what the broadcast said when they were made."""
    locale, expires = people.locale_of(uow, person_id), uow.now + BUTTONS_LIVE
    made = [
        buttons.add_button(
            uow,
            person_id,
            house.texts.get(f"broadcast.button_{verb}", locale),
            Action(name=f"broadcasts.{verb}", subject_id=broadcast.id, argument=broadcast.fingerprint),
            expires,
        )
        for verb in verbs
    ]
    return tuple(tuple(made[i : i + 2]) for i in range(0, len(made), 2))
