"""Builds the house: reads every file of texts, words and rules once. A new data file is loaded here, nowhere else."""

from bot.core.settings import Settings, config_folder
from bot.core.sms import SmsTerms
from bot.core.texts import Texts
from bot.domain.broadcast_rules import load_broadcast_rules
from bot.domain.calendar import load_calendar
from bot.domain.canned import load_canned
from bot.domain.care_file import load_care
from bot.domain.clinic import load_desks
from bot.domain.duty import load_duty
from bot.domain.knowledge import load_knowledge
from bot.domain.liaison import load_liaison_rules
from bot.domain.radar import load_radar
from bot.domain.sla_file import load_policy
from bot.domain.unions_file import load_unions
from bot.nlu.choice import CommandWords
from bot.nlu.classify import Classifier
from bot.nlu.facts import FactFinder
from bot.nlu.lexicon import read_yaml
from bot.nlu.questions import SideQuestions
from bot.services.house import House, Organisation

# The version of the consent text in config/texts/*/consent.yaml: changed words are agreed to anew (PIPL Art. 14).
CONSENT_VERSION = "2026-11-21"
ABROAD = frozenset(("telegram",))


def build_house(settings: Settings) -> House:
    """Reads texts, words and rules; raises ValueError for a file that is wrong. Takes about a second: off the loop."""
    folder = config_folder()
    lexicon, calendar = folder / "lexicon", load_calendar(folder / "calendar.yaml")
    return House(
        texts=Texts.load(folder / "texts"),
        sla=load_policy(settings.sla_file, calendar, settings.sla_speed),
        calendar=calendar,
        duty=load_duty(folder / "duty.yaml", calendar),
        knowledge=load_knowledge(folder / "knowledge"),
        broadcasts=load_broadcast_rules(folder / "broadcasts.yaml"),
        care=load_care(folder / "care.yaml"),
        unions=load_unions(folder / "unions.yaml"),
        desks=load_desks(folder / "clinic.yaml"),
        liaison=load_liaison_rules(folder / "liaison.yaml"),
        radar=load_radar(folder / "radar.yaml"),
        canned=load_canned(folder / "canned.yaml"),
        classifier=Classifier.load(lexicon),
        words=CommandWords.load(lexicon),
        facts=FactFinder.load(lexicon),
        questions=SideQuestions.load(lexicon),
        platforms=tuple(read_yaml(lexicon / "platforms.yaml")["platforms"]),
        organisation=_organisation(settings),
        consent_version=CONSENT_VERSION,
        abroad=ABROAD,
        telegram_name=settings.channels.telegram.username,
        chat_url=_chat_url(settings),
        sms=_sms_terms(settings),
    )


def _organisation(settings: Settings) -> Organisation:
    said = settings.organisation
    return Organisation(name=said.name, contact=said.contact, retention=said.retention)


def _chat_url(settings: Settings) -> str | None:
    """Where anybody finds us, for sheets on walls."""
    name = settings.channels.telegram.username
    return f"https://t.me/{name}" if name else settings.public_url


def _sms_terms(settings: Settings) -> SmsTerms | None:
    """None while no texts are sent."""
    sms = settings.sms
    return SmsTerms(signature=sms.signature, price=sms.price_per_segment) if sms.url else None
