"""What every service and flow may consult: texts, rules, words. Built once by the application; never changes."""

from dataclasses import dataclass

from bot.core.sms import SmsTerms
from bot.core.texts import Texts
from bot.domain.broadcast_rules import BroadcastRules
from bot.domain.calendar import Calendar
from bot.domain.canned import Canned
from bot.domain.care import CarePolicy
from bot.domain.clinic import Desks
from bot.domain.duty import Duty
from bot.domain.knowledge import Knowledge
from bot.domain.liaison import LiaisonRules
from bot.domain.membership import UnionRules
from bot.domain.radar import RadarPolicy
from bot.domain.sla import SlaPolicy
from bot.nlu.choice import CommandWords
from bot.nlu.classify import Classifier
from bot.nlu.facts import FactFinder
from bot.nlu.questions import SideQuestions


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Who runs the service, for the consent notice (PIPL Art. 17)."""

    name: str
    contact: str
    retention: str


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The rules and words of this union. ``abroad`` are the channels whose servers stand outside the country;
    ``telegram_name`` is what the bot is called there, for links into the chat; ``chat_url`` is where
    anybody finds us, None while nobody said it. ``sms`` is None while no texts are sent.
    """

    texts: Texts
    sla: SlaPolicy
    calendar: Calendar
    duty: Duty
    knowledge: Knowledge
    broadcasts: BroadcastRules
    care: CarePolicy
    unions: UnionRules
    desks: Desks
    liaison: LiaisonRules
    radar: RadarPolicy
    canned: tuple[Canned, ...]
    classifier: Classifier
    words: CommandWords
    facts: FactFinder
    questions: SideQuestions
    platforms: tuple[str, ...]
    organisation: Organisation
    consent_version: str
    abroad: frozenset[str]
    telegram_name: str | None
    chat_url: str | None
    sms: SmsTerms | None
