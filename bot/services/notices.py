"""Which kinds of notice somebody wants: switched off and on by himself, in two taps, and kept."""

from datetime import timedelta

from bot.core.errors import DomainError
from bot.core.messages import Choice
from bot.domain.broadcasts import Content
from bot.domain.notices import REQUIRED, NoticeKind
from bot.services.house import House
from bot.store import buttons, notices
from bot.store.buttons import Action
from bot.store.outbox import Rows
from bot.store.unit_of_work import UnitOfWork

_BUTTONS_LIVE = timedelta(days=60)


def switch_off(uow: UnitOfWork, person_id: str, kind: NoticeKind) -> None:
    """From now on this person gets no notice of this kind; raises DomainError for one that nobody can switch off."""
    if kind in REQUIRED:
        raise DomainError("notice.required")
    notices.opt_out(uow, person_id, kind)


def switch_on(uow: UnitOfWork, person_id: str, kind: NoticeKind) -> None:
    """From now on this person gets them again."""
    notices.opt_in(uow, person_id, kind)


def rows_under(house: House, content: Content, locale: str, *, received: str) -> Rows:
    """The buttons under a notice: what it leads to, that it was read (the token ``received``), and no more of its kind.

    They are the same for everybody but for ``received``: 100,000 messages need no row for each of their buttons.
    """
    opens = ((Choice(label=content.button.label, token=f"go:{content.button.command}"),),) if content.button else ()
    read = Choice(label=house.texts.get("sending.received", locale), token=received)
    stop = Choice(label=house.texts.get("notice.button_stop", locale), token=f"go:notices.{content.kind}")
    return (*opens, (read, stop))


def page(uow: UnitOfWork, house: House, person_id: str, locale: str) -> tuple[str, Rows]:
    """Every kind with how it stands, and a switch for each that has one."""
    off = notices.opt_outs_of(uow, person_id)
    lines = [_line(house, kind, locale, off=kind in off) for kind in NoticeKind]
    rows = tuple(
        (switch(uow, house, person_id, "on" if kind in off else "off", kind, locale),)
        for kind in NoticeKind
        if kind not in REQUIRED
    )
    return "\n".join([house.texts.get("notice.title", locale), *lines]), rows


def switch(uow: UnitOfWork, house: House, person_id: str, verb: str, kind: NoticeKind, locale: str) -> Choice:
    """A button that switches a kind ``off`` or ``on``, or lets it be (``keep``)."""
    label = house.texts.get(f"notice.button_{verb}", locale, kind=house.texts.get(f"notice.kind_{kind}", locale))
    action = Action(name=f"notices.{verb}", subject_id=kind.value)
    return buttons.add_button(uow, person_id, label, action, uow.now + _BUTTONS_LIVE)


def _line(house: House, kind: NoticeKind, locale: str, *, off: bool) -> str:
    state = "required" if kind in REQUIRED else "off" if off else "on"
    return house.texts.get(f"notice.line_{state}", locale, kind=house.texts.get(f"notice.kind_{kind}", locale))
