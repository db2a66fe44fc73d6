"""Times in English and in dialect, put into the words of the one grammar: next Wednesday 3pm is 下周三下午3点."""

import re

from bot.nlu.normalize import normalize
from bot.nlu.spelling import Speller

_WEEKDAYS = {"mon": "一", "tue": "二", "wed": "三", "thu": "四", "fri": "五", "sat": "六", "sun": "日"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {name: str(number) for number, name in enumerate(_COUNTED, 1)}
_WEEKDAY = rf"(?P<weekday>{'|'.join(_WEEKDAYS)})(?:[a-z]*day|s|rs|r)?s?\b"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})(?:[a-z]*)\.?"
_NTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?!:\d| ?[ap]\.?m\b)"


def _day(match: re.Match[str]) -> str:
    return f"{_MONTHS.index(match['month']) + 1}月{match['day']}号"


def _dated(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    return f"{year}年{month}月{day}号" if year else f"{month}月{day}号"


def _half_day(match: re.Match[str]) -> str:
    part = "上午" if match["half"] == "a" else "下午"
    if match["hour"] == "12":
        part = "凌晨" if match["half"] == "a" else "中午"
    return f"{part}{match['hour']}:{match['minute'] or '00'} "


_FORMS = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (rf"\b(?P<number>{'|'.join(_NUMBERS)})\b", lambda match: _NUMBERS[match["number"]]),
        (rf"\b{_MONTH} {_NTH}", _day),
        (rf"\b{_NTH} (?:of )?{_MONTH}(?![a-z])", _day),
        (r"(?<![\d:])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?P<half>[ap])\.?m\b\.?", _half_day),
        (r"\bhalf an? hour|half-hour", "半小时"),
        (r"\bhalf past (\d{1,2})", r"\1点半"),
        (r"\b(?:a )?quarter past (\d{1,2})", r"\1点一刻"),
        (r"\b(?:a )?quarter to (\d{1,2})", r"差一刻\1点"),
        (r"\b(\d{1,2}) past (\d{1,2})\b", r"\2点\1分"),
        (r"\b(\d{1,2}) o'?clock", r"\1点"),
        (r"\ban? (?=hour|day|week|month)", "1 "),
        (r"\bin (\S+?) ?(?:minutes?|mins?)\b", r"\1分钟后"),
        (r"\bin (\S+?) ?(?:hours?|小时)", r"\1小时后"),
        (r"\bin (\d+) days?\b", r"\1天后"),
        (r"\bin (\d+) weeks?\b", r"\1周后"),
        (r"\bin (\d+) months?\b", r"\1个月后"),
        (r"\b(after|from|not before|no earlier than) (\S*\d:\d\d|\S*\d点\S?|\d{1,2}\b(?!号))", r"\2 以后 "),
        (r"\b(?:before|by|until) (\S*\d:\d\d|\S*\d点\S?|\d{1,2}\b(?!号))", r"\1 以前 "),
        (r"(?<![\d:])(\d{1,2}) (以[前后])", r"\1点\2"),
        (r"\bat (\d{1,2})(?![\d:月点])", r"\1点"),
        (rf"\bnext {_WEEKDAY}", lambda match: f"下周{_WEEKDAYS[match['weekday']]} "),
        (rf"\blast {_WEEKDAY}", lambda match: f"上周{_WEEKDAYS[match['weekday']]} "),
        (rf"\b(?:this )?{_WEEKDAY}", lambda match: f"周{_WEEKDAYS[match['weekday']]} "),
        (r"\bthe day after tomorrow|\bday after tomorrow", "后天"),
        (r"\btomorrow", "明天"),
        (r"\btonight|\bthis evening", "今天晚上"),
        (r"\btoday", "今天"),
        (r"\bthis (?=morning|afternoon)", "今天"),
        (r"\byesterday", "昨天"),
        (r"\blast (?:week|month|year)", "上周"),
        (r"\bnext week(?!end)", "下周"),
        (r"\bthis week(?!end)", "这周"),
        (r"\bnext month", "下个月"),
        (r"\bthis month", "这个月"),
        (r"\bnext weekend", "下周末"),
        (r"\b(?:this )?weekend", "周末"),
        (r"\bmorning", "上午"),
        (r"\bafternoon", "下午"),
        (r"\b(?:evening|night)", "晚上"),
        (r"\b(?:noon|midday)", "中午12点"),
        (r"\bas soon as possible|\basap\b|\bany ?time\b|\bwhenever\b", "越早越好"),
        (r"\b(?:right )?now\b", "现在"),
        (r"(?<=\d) *(?:to|until|till) *(?=\S*\d:)", "到"),
        (r"(?<=[\d点]) *(?:to|until|till) *(?=\d)", "到"),
        (r"\b(?:the )?(\d{1,2})(?:st|nd|rd|th)\b", r"\1号"),
    )
)
_LATIN = re.compile("[a-z]")
# "12/5 14:00", "12月5 14:00": without its space the day would swallow the hour.
_DAY_THEN_HOUR = re.compile(r"(?<!\d)(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]? +(?=\d{1,2}[:点时])")

_DIALECT = Speller(
    {
        **dict.fromkeys(("听日", "明日", "明儿", "翌日"), "明天"),
        **dict.fromkeys(("明早", "听朝", "明朝", "明天早"), "明天早上"),
        **dict.fromkeys(("明天早上", "明天早晨"), "明天早上"),
        **dict.fromkeys(("明晚", "听晚"), "明天晚上"),
        **dict.fromkeys(("后日", "后儿"), "后天"),
        **dict.fromkeys(("大后日", "大后儿"), "大后天"),
        **dict.fromkeys(("今日", "今儿"), "今天"),
        **dict.fromkeys(("今早", "今晨", "今朝"), "今天早上"),
        **dict.fromkeys(("今晚", "今夜"), "今天晚上"),
        **dict.fromkeys(("周六日", "周六周日", "双休日"), "周末"),
        "今晚上": "今天晚上",
        "明晚上": "明天晚上",
        "后晚": "后天晚上",
        **dict.fromkeys(("下昼", "下晏", "午后", "后半天", "后晌"), "下午"),
        **dict.fromkeys(("上昼", "前半天"), "上午"),
        **dict.fromkeys(("朝早", "早晨", "清晨", "清早", "一大早", "大清早", "一早", "大早上"), "早上"),
        **dict.fromkeys(("晏昼", "晌午", "正午"), "中午"),
        **dict.fromkeys(("夜晚", "晚间", "夜里", "晚黑", "夜间"), "晚上"),
        **dict.fromkeys(("深夜", "午夜", "大半夜"), "半夜"),
        **dict.fromkeys(("星期", "礼拜"), "周"),
        **dict.fromkeys(("个周", "个星期", "个礼拜"), "周"),
        **dict.fromkeys(("下个星期", "下个礼拜", "下个周"), "下周"),
        **dict.fromkeys(("钟头", "个钟头", "个小时", "个钟"), "小时"),
        **dict.fromkeys(("而家", "依家", "现时", "马上", "立刻", "立马", "这会儿", "这会", "此刻"), "现在"),
        **dict.fromkeys(("前日", "前儿"), "前天"),
        **dict.fromkeys(("琴日", "寻日", "昨日", "昨儿"), "昨天"),
    }
)


def in_chinese(text: str) -> str:
    """Return the normalised text without spaces in the words that the grammar of times knows."""
    plain = _DAY_THEN_HOUR.sub(_dated, normalize(text))
    if _LATIN.search(plain):
        for pattern, put in _FORMS:
            plain = pattern.sub(put, plain)
    return _DIALECT.respell(plain.replace(" ", ""))
