"""The first page, the help page and the language."""

from dataclasses import replace

from bot.core.texts import DEFAULT_LOCALE, LOCALES
from bot.flows.form import Offer
from bot.handlers.turn_context import Answer, Answers, TurnContext, go
from bot.services.menus import show_menu, tools_of
from bot.store import people
from bot.store.outbox import Rows

# What stands under the grievance on the first page, two in a row.
SERVICES = ("clinic", "care", "events", "join", "suggest", "faq", "mine", "human")


def two_in_a_row(turn: TurnContext, *commands: str) -> Rows:
    """Buttons that are plain commands, side by side: the first page stays one screen."""
    buttons = [row[0] for row in go(turn, *commands)]
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


def welcome(turn: TurnContext) -> Answers:
    """The first page: what can be done here, one thumb away; the hotlines for those who cannot wait."""
    turn.conversation.pause()
    rows = (*go(turn, "grievance"), *two_in_a_row(turn, *SERVICES))
    if tools_of(turn.speaker.roles):
        first = ("cases", "on_behalf") if turn.speaker.is_staff else ()
        rows = (*two_in_a_row(turn, *first), *go(turn, "tools"), *rows)
        show_menu(turn.uow, turn.house, turn.speaker.person.id)
    if turn.conversation.draft is not None:
        rows = (*go(turn, "resume"), *rows)
    note = turn.say("menu.draft_waiting") if turn.conversation.draft else ""
    text = "\n\n".join(part for part in (turn.say("menu.welcome", name=turn.house.organisation.name), note) if part)
    return [Answer(text=text, choices=rows)]


def help_page(turn: TurnContext) -> Answers:
    """What can be typed at any moment."""
    if not tools_of(turn.speaker.roles):
        return turn.answer("menu.help_page", go(turn, "grievance", "status"))
    text = f"{turn.say('menu.help_page')}\n{turn.say('menu.help_staff')}"
    return [Answer(text=text, choices=go(turn, "tools", "grievance", "status"))]


def tools_page(turn: TurnContext) -> Answers:
    """工作台: everything that somebody can do in his roles, one thumb away: not every chat has a command list."""
    tools = tools_of(turn.speaker.roles)
    if not tools:
        return turn.answer("case.not_found")
    return turn.answer("menu.tools_page", two_in_a_row(turn, *tools))


def switch_language(turn: TurnContext) -> Answers:
    """From Chinese to English and back; said in the new one."""
    others = [locale for locale in LOCALES if locale != turn.speaker.person.locale]
    locale = others[0] if others else DEFAULT_LOCALE
    people.set_locale(turn.uow, turn.speaker.person.id, locale)
    show_menu(turn.uow, turn.house, turn.speaker.person.id)
    turn.speaker = replace(turn.speaker, person=replace(turn.speaker.person, locale=locale))
    if (form := turn.conversation.form) is not None:
        form.offer = Offer()  # the open question is put once more as if for the first time: whole, in the new one
    return turn.answer("menu.language_set")
