"""How people name an event and those they bring: 周六那个急救课, 8号那批, 两大一小 孩子6岁."""

import re
from datetime import datetime

from bot.core.clock import local_date
from bot.domain.events import Event
from bot.domain.people import Grid
from bot.nlu.ages import children_ages
from bot.nlu.normalize import squeeze
from bot.nlu.numbers import CHINESE, chinese_number
from bot.nlu.times import ImpossibleTime, when_ahead
from bot.services.events import Party

_N = rf"\d{{1,2}}|[{CHINESE}俩仨]{{1,2}}"
_BIG_AND_SMALL = re.compile(rf"(?P<adults>{_N})(?:个)?大人?(?:带|和|加)?(?P<children>{_N})(?:个)?(?:小孩|小|孩子|娃)")
_HEADS = re.compile(rf"(?P<heads>{_N})(?:个人|人|口|位|个位子?|个名额|张票)")
_BESIDES = re.compile(rf"带(?:上|来)?(?P<more>{_N})个?(?:大?人|朋友|同事|工友|老乡|friends?)")
_ALONE = re.compile(
    "就我(?:自己|一个|1个)?|我自己|一个人|报一个|报个名$|^自己|^(?:谁都|都)?(?:不|唔)带(?:人|家属|别人|了)*$|^没(?:有|人)了?$|justme|onlyme"
)
_WITH_ONE = re.compile(
    "我?(?:和|跟|带|同|与|加|带上)(?:上|着)?(?:我|俺|my|a)?(?:一个|个)?"
    "(?:老婆|媳妇|爱人|对象|老公|女朋友|男朋友|朋友|同事|工友|室友|老乡|妈|爸|姐|哥|弟|妹|wife|husband|friend)(?!的|家)"
    "|(?:老婆|媳妇|老公|爱人)(?=孩子|娃)|(?:我们|咱们|我|咱)俩"
)
_CHILDREN = re.compile(rf"(?:带|和|加|老婆|媳妇|老公|爱人)(?:上)?(?P<children>{_N})?个?(?:小孩|孩子|娃|小朋友)")
_LATIN = re.compile("[a-z]")
_ENGLISH = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"\btwo\b", "2"),
        (r"\bthree\b", "3"),
        (r"\bone\b|\ba(?= (?:kid|child|son|daughter))|\bmy(?= (?:kid|child|son|daughter)\b)", "1"),
        (r"\badults?\b|\bgrown-?ups?\b", "大"),
        (r"\b(?:child(?:ren)?|kids?|sons?|daughters?)\b", "孩子"),
        (r"\b(?:people|persons?|places|of us)\b", "人"),
        (r",? *\band\b|,|\bwith\b|\bplus\b|\+", "带"),
    )
)
_TOO_COMMON = frozenset(("活动", "报名", "工会", "一个", "这个", "那个"))


def events_meant(events: list[Event], grids: tuple[Grid, ...], text: str, now: datetime) -> list[Event]:
    """The events that the words fit, by day, area and name; none when they name nothing of the kind."""
    plain, told, found = squeeze(text), False, events
    scores = {event.id: _score(event, plain) for event in events}
    if best := max(scores.values(), default=0):
        found, told = [event for event in events if scores[event.id] == best], True
    # 国庆亲子游 may be in December: a day narrows the choice, but a name counts for more.
    for narrower in (_in_grid(found, grids, text), _on_day(found, text, now)):
        if narrower is not None and (narrower or not told):
            found, told = [event for event in found if event in narrower], True
    return found if told else []


def party_in(text: str) -> Party | None:
    """Who comes along, if the words say it; the ages of children belong to it."""
    plain, ages = squeeze(_party_in_chinese(text)), tuple(children_ages(text))
    if match := _BIG_AND_SMALL.search(plain):
        return Party(adults=_number(match["adults"]), children=_number(match["children"]), ages=ages)
    if match := _CHILDREN.search(plain):
        children = _number(match["children"] or "一")
        return Party(adults=2 if _WITH_ONE.search(plain) else 1, children=max(children, len(ages)), ages=ages)
    if _WITH_ONE.search(plain):
        return Party(adults=2, children=len(ages), ages=ages)
    if match := _BESIDES.search(plain):
        return Party(adults=1 + _number(match["more"]), children=len(ages), ages=ages)
    if match := _HEADS.search(plain):
        return Party(adults=max(1, _number(match["heads"]) - len(ages)), children=len(ages), ages=ages)
    return Party() if _ALONE.search(plain) else None


def _party_in_chinese(text: str) -> str:
    """Two adults and one child: 2大带1孩子."""
    plain = text.lower()
    for pattern, word in _ENGLISH if _LATIN.search(plain) else ():
        plain = pattern.sub(word, plain)
    return plain


def _number(text: str) -> int:
    return {"俩": 2, "仨": 3}.get(text) or chinese_number(text) or 1


def _on_day(events: list[Event], text: str, now: datetime) -> list[Event] | None:
    """Those that begin when the text says; None when it names no time."""
    try:
        window = when_ahead(text, now)
    except ImpossibleTime:
        return None
    if window is None:
        return None
    if window.exact:
        return [e for e in events if e.slot.starts_at and local_date(e.slot.starts_at) == local_date(window.starts)]
    return [event for event in events if event.slot.starts_at and window.holds(event.slot.starts_at)]


def _in_grid(events: list[Event], grids: tuple[Grid, ...], text: str) -> list[Event] | None:
    """Those in the grids that the text names; None when it names none."""
    named = {grid.id for grid in grids if grid.name in text or grid.code in text.upper()}
    return [event for event in events if event.grid_id in named] if named else None


def _score(event: Event, plain: str) -> int:
    """How many pairs of neighbouring characters of its title, and how many of its tags, the text holds."""
    title = squeeze(event.slot.title)
    pairs = {title[i : i + 2] for i in range(len(title) - 1)} - _TOO_COMMON
    return sum(pair in plain for pair in pairs) + sum(squeeze(tag) in plain for tag in event.tags)
