"""Children's ages in a sentence: 我个女八岁，仲有个细佬五岁."""

import re

from bot.nlu.numbers import chinese_number
from bot.nlu.spelling import compact

OLDEST = 17  # whoever is older is no child
_AGE = re.compile(
    r"(?P<years>\d{1,3}|[一二两三四五六七八九十]{1,3})(?:周)?岁|(?P<months>\d{1,2}|[一二两三四五六七八九十]{1,2})个(?:多)?月大"
)
_ENGLISH = re.compile(r"(?P<years>\d{1,2})(?:yearsold|-year-old|yo\b)")
_BARE = re.compile(r"\d{1,2}|[一二两三四五六七八九十]{1,2}")


def children_ages(text: str) -> list[int]:
    """The ages that a sentence tells, in years and in its order; babies are 0, adults are left out."""
    plain = compact(text)
    found = [
        0 if match.groupdict().get("months") else chinese_number(match["years"]) or 0
        for pattern in (_AGE, _ENGLISH)
        for match in pattern.finditer(plain)
    ]
    return [age for age in found if age <= OLDEST]


def ages_in_answer(text: str) -> list[int]:
    """The ages in an answer to the question for them: there "8 和 5" is enough."""
    told = children_ages(text)
    if told:
        return told
    numbers = [chinese_number(number) for number in _BARE.findall(compact(text))]
    return [number for number in numbers if number is not None and number <= OLDEST]
