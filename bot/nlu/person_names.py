"""Chinese names as people say them in a sentence, and a character of them put right in words (建设的建)."""

import re

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
# The family names of two characters that are still met with, in both scripts.
_DOUBLE_NAMES = (
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 东方 東方 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 司徒 长孙 長孫 宇文 夏侯",
    "轩辕 軒轅 端木 南宫 南宮 独孤 獨孤 西门 西門 东郭 東郭 百里 呼延 钟离 鍾離 澹台 澹臺 万俟 萬俟 司空 淳于",
    "单于 單于 申屠 赫连 赫連 拓跋",
)
_DOUBLE = frozenset(" ".join(_DOUBLE_NAMES).split())
_FAMILY = re.compile(rf"姓(?P<family>[{_HAN}]{{1,2}}?)[\s,，、。]*(?:名字?[叫是]?|叫)(?P<given>[{_HAN}]{{1,4}})")
_CALLED = re.compile(rf"(?:我的?名字[叫是]|名叫|叫我|我叫|我是|叫做|叫|本人)(?P<name>[{_HAN}]{{2,4}})")
_TAIL = re.compile(r"(?:就行|就好|就可以|吧|啦|喇|啊|呀|就得)+\Z")
_SPELLED = re.compile(
    rf"(?P<not>不是|唔係|唔系|不係|而不是)?(?:是|係|系|个|個)?(?P<word>[{_HAN}]{{1,3}}?)[的個个嘅之](?P<character>[{_HAN}])"
)


def name_said(text: str) -> str | None:
    """The name in a sentence (姓歐陽，叫歐陽健), as it was written; None when the sentence names nobody."""
    plain = text.strip().rstrip("。.!！~ ")
    if (found := _FAMILY.search(plain)) is not None:
        family, given = found["family"], _TAIL.sub("", found["given"])
        return given if given.startswith(family) and len(given) > len(family) else family + given
    if (found := _CALLED.search(plain)) is not None:
        return _TAIL.sub("", found["name"]) or None
    return None


def family_name(name: str) -> str:
    """The family name: the first character, or the first two of a name such as 欧阳."""
    return name[:2] if name[:2] in _DOUBLE and len(name) > 2 else name[:1]


def respell(name: str, text: str) -> str | None:
    """``name`` with the character that ``text`` puts right ("係建設個建"); None when it puts none right.

    Without the wrong character being named (不是健康的健), it is the last one of the given name, or the family name
    where the text speaks of that. The person is shown the result.
    """
    spelled = [each for each in _SPELLED.finditer(text) if each["character"] in each["word"]]
    new = next((each["character"] for each in reversed(spelled) if not each["not"]), None)
    if new is None or not name:
        return None
    old = next((each["character"] for each in spelled if each["not"] and each["character"] in name), None)
    family = family_name(name)
    if old is not None:
        at = name.index(old)
    elif len(name) == len(family) or ("姓" in text and len(family) == 1):
        at = 0
    else:
        at = len(name) - 1
    put_right = name[:at] + new + name[at + 1 :]
    return put_right if put_right != name else None
