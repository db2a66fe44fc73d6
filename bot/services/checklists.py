"""What a case's evidence still lacks: asked from the worker one thing at a time, kept after every answer."""

from bot.domain.cases import Case
from bot.domain.evidence import Item, ItemState, checklist
from bot.domain.knowledge import in_words
from bot.services import cases as case_service
from bot.services.house import House
from bot.store import evidence
from bot.store.unit_of_work import UnitOfWork

_SETTLED = (ItemState.GIVEN, ItemState.NONE)


def next_item(uow: UnitOfWork, house: House, case: Case, passed: list[str]) -> Item | None:
    """What to ask next: the first line without an answer that is not among those ``passed`` over just now."""
    states = evidence.item_states(uow, case.id)
    waiting = (item for item in checklist(house.knowledge, case.category) if states.get(item.id) not in _SETTLED)
    return next((item for item in waiting if item.id not in passed), None)


def position(house: House, case: Case, item: Item) -> tuple[int, int]:
    """Which line of how many."""
    items = checklist(house.knowledge, case.category)
    return items.index(item) + 1, len(items)


def note(uow: UnitOfWork, case: Case, item: Item, state: ItemState) -> None:
    """Keeps the answer to one line."""
    evidence.save_item(uow, case.id, item.id, state)


def give(uow: UnitOfWork, house: House, case: Case, item: Item, text: str, files: list[str]) -> None:
    """The worker has it: words and files go to the case like everything that he adds, under the line's name."""
    note(uow, case, item, ItemState.GIVEN)
    words = "\n".join(part for part in (f"【{in_words(item.words, 'zh-CN')}】", text) if part)
    case_service.add_from_worker(uow, house, case, words, files, None)


def lines(uow: UnitOfWork, house: House, case: Case, locale: str) -> list[str]:
    """The whole list as it stands, for the worker's page and the card's."""
    states = evidence.item_states(uow, case.id)
    return [
        house.texts.get(f"checklist.line_{states.get(item.id, 'open')}", locale, item=in_words(item.words, locale))
        for item in checklist(house.knowledge, case.category)
    ]
