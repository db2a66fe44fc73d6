"""Who wants texts to his phone when no chat reaches him; without his own yes nobody gets one."""

from bot.domain.people import Speaker
from bot.store import audit, people, text_messages
from bot.store.unit_of_work import UnitOfWork

_PURPOSE = "texts"


def want(uow: UnitOfWork, speaker: Speaker, version: str) -> None:
    """He agreed to these words."""
    people.record_consent(uow, speaker, _PURPOSE, version)
    text_messages.agree(uow, speaker.person.id, version)


def stop(uow: UnitOfWork, person_id: str) -> None:
    """He wants no more; what waits for him does not leave either."""
    text_messages.withdraw(uow, person_id)
    audit.record(uow, person_id, "texts_stopped", "person", person_id)


def wants(uow: UnitOfWork, person_id: str) -> bool:
    """Whether he gets texts."""
    return bool(text_messages.agreed(uow, [person_id]))


def show_phone(phone: str) -> str:
    """A number as its owner knows it again and nobody else reads it: ``138****0001``."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 7 else ""
