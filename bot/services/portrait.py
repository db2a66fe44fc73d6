"""A member's portrait of his needs: tags that he gave himself, sees, and deletes whenever he likes (PIPL Art. 15)."""

from collections.abc import Mapping
from datetime import timedelta

from bot.core.errors import AccessRefused
from bot.core.messages import Choice
from bot.services.house import House
from bot.store import buttons, people, tags, traits
from bot.store.buttons import Action
from bot.store.outbox import Rows
from bot.store.traits import Source, Trait
from bot.store.unit_of_work import UnitOfWork

_BUTTONS_LIVE = timedelta(days=60)
# Under which texts the answers to each question stand.
_WORDS = {
    "post": "work.",
    "hand": "portrait.hand_",
    "interests": "portrait.interests_",
    "needs": "portrait.needs_",
    "children": "portrait.children_",
}


def redraw(uow: UnitOfWork, person_id: str, told: Mapping[str, str]) -> None:
    """Puts new tags (answers by question) in the place of all old ones."""
    clear(uow, person_id)
    tags.add_tags(uow, person_id, told.items())
    traits.add_traits(uow, person_id, Source.PORTRAIT, _traits_in(told))


def clear(uow: UnitOfWork, person_id: str) -> None:
    """Deletes all tags of a person: nobody finds him by them any more."""
    tags.drop_tags(uow, person_id)
    traits.drop_traits(uow, person_id, Source.PORTRAIT)


def drop(uow: UnitOfWork, person_id: str, tag_id: str) -> None:
    """Deletes one tag; raises AccessRefused when it is not there or not his."""
    if not tags.drop_tag(uow, person_id, tag_id):
        raise AccessRefused("portrait.no_such_tag", tag_id)
    kept = {tag.question: tag.answer for tag in tags.tags_of(uow, person_id)}
    traits.drop_traits(uow, person_id, Source.PORTRAIT)
    traits.add_traits(uow, person_id, Source.PORTRAIT, _traits_in(kept))


def label(house: House, question: str, answer: str, locale: str) -> str:
    """An answer in words, as it stands on its button and on its tag."""
    return house.texts.get(f"{_WORDS[question]}{answer}", locale)


def page(uow: UnitOfWork, house: House, person_id: str) -> tuple[str, Rows]:
    """All tags of a person as text, with a button to delete each, one for all, and one to answer anew."""
    locale, say = people.locale_of(uow, person_id), house.texts.get
    found = tags.tags_of(uow, person_id)
    if not found:
        return say("portrait.none", locale), ((_button(uow, house, person_id, "again", ""),),)
    lines = [f"· {label(house, tag.question, tag.answer, locale)}" for tag in found]
    rows = [
        (_button(uow, house, person_id, "drop", tag.id, label(house, tag.question, tag.answer, locale)),)
        for tag in found
    ]
    both = (_button(uow, house, person_id, "drop_all", ""), _button(uow, house, person_id, "again", ""))
    return "\n".join([say("portrait.title", locale), *lines]), (*rows, both)


def _traits_in(told: Mapping[str, str]) -> list[tuple[Trait, str]]:
    """What may be asked for in an audience; the post is also a kind of work."""
    found = [(Trait.TAG, f"{question}:{answer}") for question, answer in told.items()]
    return [*found, *((Trait.WORK, told[question]) for question in ("post",) if question in told)]


def _button(uow: UnitOfWork, house: House, person_id: str, verb: str, tag_id: str, tag: str = "") -> Choice:
    words = house.texts.get(f"portrait.button_{verb}", people.locale_of(uow, person_id), tag=tag)
    action = Action(name=f"tag.{verb}", subject_id=tag_id)
    return buttons.add_button(uow, person_id, words, action, uow.now + _BUTTONS_LIVE)
