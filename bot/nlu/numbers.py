"""Numbers as people say and type them: 四千六, 两百五, 一万二, 二零二六, 廿三."""

import re

DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
CHINESE = "零〇一二两三四五六七八九十百千万廿卅"
_SPELT = {"廿": "二十", "卅": "三十", "仨": "三", "俩": "两"}
_WHOLE = re.compile(rf"(?:\d+|[{CHINESE}仨俩]+)\Z")


def chinese_number(text: str) -> int | None:
    """Return the whole number that the text is, or None. A last digit takes the next lower unit: 四千六."""
    if not _WHOLE.match(text) or len(text) > 12:
        return None
    if text.isdigit() and text.isascii():
        return int(text)
    spelt = "".join(_SPELT.get(character, character) for character in text)
    if not any(unit in spelt for unit in UNITS):
        return int("".join(str(DIGITS[character]) for character in spelt)) if text else None
    return _with_units(spelt)


def _with_units(text: str) -> int | None:
    total, section, digit, last = 0, 0, None, 1
    for character in text:
        if character in DIGITS:
            last = 1 if character in "零〇" else last
            digit = DIGITS[character]
        elif character == "万":
            total, section, digit, last = (section + (digit or 0)) * 10_000, 0, None, 10_000
        else:
            section += (1 if digit is None else digit) * UNITS[character]
            digit, last = None, UNITS[character]
    # 四千六 is 4600, but 四千零六 is 4006 and 四十六 is 46
    return total + section + (digit or 0) * (last // 10 if last > 10 else 1)
