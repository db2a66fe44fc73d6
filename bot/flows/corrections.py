"""Takes back what was said before: "说错了 是4600", "前年八月改成去年八月".

Only sums and days: they cannot be mistaken for anything else.
"""

import re
from datetime import date
from decimal import Decimal

from bot.flows.declining import clauses
from bot.flows.flow import FlowContext
from bot.flows.form import SKIPPED, Answers
from bot.flows.parsers import days, yuan
from bot.nlu.amounts import amount
from bot.nlu.dates import ImpossibleDate, past_date

_MARK = re.compile(
    r"[说写填打搞弄](?:错|反)了?|不对|改(?:成|为|到)|更正|应该是|(?:其实|实际)是(?=[约大\d一二两三四五六七八九十百千万上去前昨])"
)
_FEW = 4  # characters before the mark: "哦 不对"; more must name what is taken back
_LEAD = re.compile(r"^(?:是|应该是|应该|要|这家是|那个是|其实是|实际是)+")
_OTHER_MONTH = re.compile(r"月|年|周|星期|礼拜|昨|前天|今|天前")
LONGEST = 60  # characters; a longer text tells a story, whatever it takes back on the way


def correct(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """The known answers that ``text`` changes, with their new values; empty when it takes nothing back."""
    mark = _MARK.search(text)
    if mark is None or len(text) > LONGEST:
        return {}
    head = text[: mark.start()].strip()
    said = [_LEAD.sub("", clause) for clause in clauses(text[mark.end() :])]
    for name, read in (("amount", _sum), ("happened", _days)):
        old = known.get(name)
        if old is None or old == SKIPPED or (len(head) > _FEW and read(ctx, head, old) != old):
            continue
        new = next((value for clause in said if (value := read(ctx, clause, old)) not in (None, old)), None)
        if new is not None:
            return {name: new}
    return {}


def _sum(ctx: FlowContext, clause: str, old: str) -> str | None:
    found = amount(clause)
    # "不对 二十号" is no sum: a bare number corrects one only when it is of a sum's size.
    return yuan(found) if found is not None and found >= Decimal(50) else None


def _days(ctx: FlowContext, clause: str, old: str) -> str | None:
    try:
        found = past_date(clause, ctx.today)
    except ImpossibleDate:
        return None
    if found is None:
        return None
    if _OTHER_MONTH.search(clause) or "/" in old:
        return days(found)
    try:  # only the day of the month was wrong
        return date.fromisoformat(old).replace(day=found.start.day).isoformat()
    except ValueError:
        return None
