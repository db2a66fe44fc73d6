"""One spelling for every way a phone can write the same words.

Everything that compares what a person wrote with a list of words compares normalised text.
"""

import re
import unicodedata

from opencc import OpenCC

_to_simplified = OpenCC("t2s").convert

# Control, zero-width, bidi, surrogate, private-use and variation characters: never meaning, often a disguise.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001f3fb-\U0001f3ff\U000e0000-\U0010ffff]+"
)
# Official notices print the reading behind each character: 薪(xīn)水.
_READING = re.compile(r"(?<=[\u4e00-\u9fff])(?:\([a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\))+")
_PUNCTUATION_RUN = re.compile(r"([!?。，,.~、…\-])\1+")
_RUN = re.compile(r"([^\d\s])\1{2,}")

_EMOJI_WORDS = str.maketrans(
    {"🆘": "救命", "🔪": "刀", "🩸": "流血", "🚑": "救护车", "👌": "好", "🆗": "好", "👍": "好"}
)
_EMOJI = re.compile("[🆘🔪🩸🚑👌🆗👍]")
_LETTER = re.compile("[a-z]")

# Somebody who is watched, or too young for the input method, may spell it. Only words a life may hang on.
_PINYIN = {
    "zisha": "自杀",
    "tiaolou": "跳楼",
    "jiuming": "救命",
    "gewan": "割腕",
    "xiangsi": "想死",
    "heyao": "喝药",
    "buxianghuo": "不想活",
    "huobuxiaqu": "活不下去",
    "zhaohuo": "着火",
    "baojing": "报警",
    "jiujiuwo": "救救我",
}
_SYLLABLES = re.compile(
    r"(?<![a-z])(?:zi ?sha|tiao ?lou|jiu ?ming|ge ?wan|xiang ?si|he ?yao|bu ?xiang ?huo|huo ?bu ?xia ?qu"
    r"|zhao ?huo|bao ?jing|jiu ?jiu ?wo)(?![a-z])"
)


def normalize(text: str) -> str:
    """Return the text in one spelling: half width, lower case, Simplified, no invisible characters.

    Runs of a character shrink to two, of punctuation to one; digits are never touched: they may be
    a telephone number. Idempotent, never raises.
    """
    folded = _compose(_compose(_INVISIBLE.sub("", text)).lower())
    simplified = _to_simplified(_INVISIBLE.sub("", folded))
    worded = simplified.translate(_EMOJI_WORDS) if _EMOJI.search(simplified) else simplified
    read = _READING.sub("", worded) if "(" in worded else worded
    collapsed = _RUN.sub(r"\1\1", _PUNCTUATION_RUN.sub(r"\1", " ".join(read.split())))
    return _SYLLABLES.sub(_spell_out, collapsed) if _LETTER.search(collapsed) else collapsed


def _compose(text: str) -> str:
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def _spell_out(match: re.Match[str]) -> str:
    return _PINYIN[match.group().replace(" ", "")]


def squeeze(text: str) -> str:
    """Return the normalised text with nothing but letters, digits and Han characters, to compare labels."""
    return "".join(character for character in normalize(text) if character.isalnum())
