"""What people send, made safe to keep; what a worker wrote, made safe to show to staff.

Invisible characters serve nobody who has a grievance: bidi overrides make a text read otherwise than it is
(Unicode TR 36, 3.3), zero-width characters hide words from search, tag characters hide whole sentences, and
lone surrogates or NUL break databases.
"""

import re
import unicodedata

_NEWLINE = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_MANY_NEWLINES = re.compile(r"\n{3,}")

# Letters that show nothing (Hangul fillers, the blank braille cell), the object replacement, noncharacters.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\ufffc")
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})
_KEPT = frozenset("\n\t\u200d")

# A zero-width joiner or a variation selector stays only inside an emoji: 👩‍🔧, ❤️, 1️⃣.
_EMOJI = r"\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_STRAY_SELECTOR = re.compile(
    rf"(?<![{_EMOJI}0-9#*])[\ufe00-\ufe0f]|(?<=[0-9#*])[\ufe00-\ufe0f](?!\u20e3)|[\ufe00-\ufe0d\U000e0100-\U000e01ef]"
)
_STRAY_JOINER = re.compile(rf"(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])")

_SCHEME = re.compile(r"(?<=\w):(?=//)")
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_CHINESE_ENDINGS = "中国|中國|公司|网络|網絡|网址|网站|在线|商城|商店|集团|移动|手机|政务|公益|我爱你|中文网|娱乐|游戏"
_DOMAIN_DOT = re.compile(rf"(?<=\w)[.．。｡](?=[^\W\d_{_HAN}])|(?<=\w)[.．｡](?={_CHINESE_ENDINGS})")
_IP_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3,}")
_COMMAND = re.compile(r"(?<![\w/\]])/(?=[A-Za-z])")

_ELLIPSIS = "…"
_QUOTE_MARK = "｜"


def clean(text: str) -> str:
    """``text`` without control, bidi and zero-width characters; newlines are ``\\n``, form C, ends stripped.

    Emoji stay whole. Doing it twice changes nothing.
    """
    text = _NEWLINE.sub("\n", text)
    text = "".join(character for character in text if _is_kept(character))
    text = _STRAY_JOINER.sub("", _STRAY_SELECTOR.sub("", text))
    return _MANY_NEWLINES.sub("\n\n", unicodedata.normalize("NFC", text)).strip()


def defang(text: str) -> str:
    """``text`` with links, domains, mentions and bot commands that can be read but not clicked.

    A worker's words reach staff as quotes; a link in them is the shortest way to a stolen account.
    ``https://a.cn`` becomes ``https[:]//a[.]cn``, ``@name`` ``＠name``, ``/claim`` ``／claim``.
    """
    text = _SCHEME.sub("[:]", text.replace("@", "＠"))
    return _COMMAND.sub("／", _IP_ADDRESS.sub(_without_dots, _DOMAIN_DOT.sub("[.]", text)))


def shorten(text: str, most: int) -> str:
    """``text`` in at most ``most`` characters, with … where it was cut; an emoji is not cut in two."""
    if len(text) <= most:
        return text
    end = most - 1
    while end > 0 and _is_inside_a_character(text, end):
        end -= 1
    return text[:end].rstrip() + _ELLIPSIS


def quote(text: str, most: int) -> str:
    """A worker's words as staff see them: cleaned, defanged, every line marked, at most ``most`` characters.

    The mark before every line keeps 【系统】已结案 in a worker's text from looking like a line of ours.
    """
    lines = defang(clean(text)).split("\n")
    return shorten("\n".join(_QUOTE_MARK + line for line in lines), most)


def inline(text: str, most: int) -> str:
    """A worker's few words within a line of ours (a name, a station): cleaned, defanged, on one line."""
    return shorten(" ".join(defang(clean(text)).split()), most)


def _without_dots(found: re.Match[str]) -> str:
    return found[0].replace(".", "[.]")


def _is_kept(character: str) -> bool:
    if character in _KEPT:
        return True
    if unicodedata.category(character) in _DROPPED_CATEGORIES or character in _BLANK:
        return False
    code = ord(character)
    return code & 0xFFFE != 0xFFFE and not 0xFDD0 <= code <= 0xFDEF


def _is_inside_a_character(text: str, at: int) -> bool:
    """Whether a cut before ``text[at]`` would tear a visible character apart."""
    following = text[at]
    joined = following == "\u200d" or text[at - 1] == "\u200d" or "\U0001f3fb" <= following <= "\U0001f3ff"
    return joined or unicodedata.category(following).startswith("M")
