"""What every form that ends in a case shares: facts found in the story, and the case that the answers make."""

import re

from bot.domain.cases import Identity
from bot.domain.categories import Category, Urgency
from bot.flows.contact_words import contact_in
from bot.flows.declining import tells_nothing
from bot.flows.flow import FlowContext
from bot.flows.form import Answers, Form
from bot.flows.neighbourhood import NO_GRID
from bot.flows.parsers import days, yuan
from bot.services.cards import FACTS
from bot.store.cases import NewCase

# A choice beside the ten categories: it leads to the question whom it concerns, and past the grid to the committee.
ABOUT_STAFF = "staff"
UNSURE = "unsure"
LEAST_STORY = 5  # characters
_SHORT = 40  # characters; a longer text tells what others said too
_MONEY_WORD = re.compile("[元块钱万千百毛蚊]|yuan|rmb|cny", re.IGNORECASE)
_HIDE_FROM_COMPANY = re.compile(
    r"(?:别|不要?|莫)(?:给|让|告诉|跟|被)(?:公司|老板|站长|站里|单位|平台)(?:看|知|晓|说|$)?"
)
_MONEY = {category.value for category in (Category.WAGES, Category.PENALTY, Category.DISMISSAL, Category.INSURANCE)}


def money_matters(answers: Answers) -> bool:
    """Whether a sum belongs to the category."""
    return answers.get("category") in _MONEY


def about_work(answers: Answers) -> bool:
    """Whether a platform and a company belong to the matter: not where it is about the union's own people."""
    return answers.get("category") != ABOUT_STAFF


def gather_facts(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """What a story says by the way: it is shown at review and never asked again."""
    intent = ctx.house.classifier.classify(text)
    facts = ctx.house.facts.find_facts(text, ctx.today)
    found: Answers = {}
    if len(text) >= LEAST_STORY and not tells_nothing(text):
        found["story"] = text
    if intent.category and intent.name == "grievance" and intent.category is not Category.OTHER:
        found["category"] = intent.category.value
    if facts.happened:
        found["happened"] = days(facts.happened)
    # A bare number below a hundred is a slip of the thumb beside a numbered list, not a sum. A sum that does not
    # belong to the category is forgotten when the category is answered. Of a complaint about our own people none is
    # asked, so only what is called money is one.
    together = {**found, **known}
    told_of_staff = not about_work(together) and _MONEY_WORD.search(text) is not None
    may_matter = "category" not in together or money_matters(together) or told_of_staff
    if facts.amount is not None and may_matter and (facts.amount >= 100 or len(text) > 4):
        found["amount"] = yuan(facts.amount)
    if _HIDE_FROM_COMPANY.search(text):
        found["company"] = "no"
    if len(text) <= _SHORT and contact_in(text) == "chat":
        found["contact"] = "chat"
    found.update({name: value for name, value in (("platform", facts.platform), ("station", facts.station)) if value})
    return found


def new_case(ctx: FlowContext, form: Form, urgency: Urgency) -> NewCase:
    """The case that the answers so far make; what is not known stays open."""
    about_staff = form.answered("category") == ABOUT_STAFF
    accused = form.answered("accused")
    category = Category.OTHER if about_staff else Category(form.answered("category") or Category.OTHER)
    grid = form.answered("grid") or ctx.speaker.person.grid_id
    return NewCase(
        owner_id=ctx.speaker.person.id,
        category=category,
        urgency=urgency,
        identity=Identity(form.answered("identity") or Identity.NAMED),
        grid_id=None if grid == NO_GRID else grid,
        accused_id=accused if accused and accused != UNSURE else None,
        about_staff=about_staff,
        company_may_know=form.answered("company") == "yes",
        story=form.answered("story") or "",
        facts={name: str(value) for name in FACTS if (value := form.answered(name)) is not None},
    )
