"""Does a reply stop a clock? Only a human being's own words do (a liaison who sends "." has answered nobody).

Two rules, one method: what is not the writer's own is taken out (bare fillers like 收到, 处理中 or
请耐心等待, links, quotes of the worker, repetitions) and what is left is counted. Digits, punctuation and
emoji never count: a number says something only in a sentence, and the sentence has words. A word of
another script counts as two Han characters.

The rules err on the strict side. A real answer that is refused costs its writer one more sentence; an
empty one that passes leaves a worker alone with his trouble.
"""

import re
import unicodedata
from dataclasses import dataclass

_MOST = 5_000  # longer than any channel delivers; keeps the work below bounded
_FIRST_CHARACTERS = 2
_WORD_WEIGHT = 2
_ECHO_CHARACTERS = 4  # shorter clauses are anybody's words

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W\d_\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]{2,}")
_LINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://\S+|\bwww\.\S+")
_QUOTED_LINE = re.compile(r"^\s*[>|].*$", re.MULTILINE)
_BETWEEN_CLAUSES = re.compile(r"\W+")
_PADDED_WORD = re.compile(r"^(.{1,30}?)\1+$")
_REPEATED = re.compile(r"(.{1,30}?)\1+")

_TRADITIONAL = str.maketrans("處進協調復後會請謝應關視時間訴問題實覆錄", "处进协调复后会请谢应关视时间诉问题实复录")

# What staff say to say nothing, as whole expressions; longer ones win.
_FILLERS = (
    "收到 已收到 收悉 已收悉 已阅 已读 知道了 知道 晓得了 了解 了解了 已了解 已知悉 知悉 明白 明白了",
    "清楚了 好的 好滴 好嘞 好哒 没问题 可以的 行的 嗯嗯 哦哦 在的 在吗 你好 您好 大家好 早上好 下午好",
    "晚上好 谢谢 感谢 感谢您的反馈 感谢反馈 多谢 不客气 辛苦了 辛苦 再见 抱歉 不好意思 对不起 处理 在处理",
    "处理中 在处理中 正在处理 正在处理中 已处理 会处理 来处理 帮您处理 跟进 跟进中 在跟进 正在跟进 会跟进",
    "已跟进 持续跟进 核实 核实中 正在核实 已核实 调查中 正在调查 协调中 正在协调 沟通中 正在沟通 办理中",
    "正在办理 研究中 正在研究 查看中 已登记 登记了 已记录 记录了 已备案 已受理 受理中 已上报 上报了",
    "已反馈 反馈了 已转达 已转交 尽快 尽快处理 尽快回复 尽快答复 尽快解决 会尽快 马上 马上处理 立即 立刻",
    "第一时间 稍等 稍等一下 稍候 请稍等 请稍候 等一下 等等 等通知 耐心等待 请耐心等待 耐心等候 请等待",
    "稍后 稍后回复 稍后联系 放心 请放心 您放心 不要着急 别着急 别急 不急 关注 高度重视 重视 我们会 我会",
    "您的诉求 您的问题 您的反馈 您的情况 你的诉求 你的问题 你的情况 这个问题 此事 该问题 相关部门",
    "有关部门 工作人员 师傅 亲爱的 收到了 回复 答复 测试 自动回复",
)

# Characters that say nothing alone: if only these are left, nothing was said.
_PARTICLES = frozenset(
    "的了吧呢吗嘛啊呀哦噢喔嗯恩哈呵嘿哎唉哟诶额呃咯啦好行对是在有会就也都还再已并且和与及请您你我他她们这那可以"
)

_FILLER_WORDS = (
    "ok okay okey yes yep yeah no hi hello hey thanks thank you thx received got it roger noted copy sure",
    "fine well processing pending checking please wait the and we are is will on in to be this asap soon",
    "lol ha he test shoudao",
)

_FILLER = re.compile("|".join(sorted(" ".join(_FILLERS).split(), key=len, reverse=True)))
_EMPTY_WORDS = frozenset(" ".join(_FILLER_WORDS).split())


@dataclass(frozen=True, slots=True)
class _OwnWords:
    """What is left of a reply: its Han characters in a row, and its different words of other scripts."""

    han: str
    words: frozenset[str]


def is_first_answer(text: str, canned: bool, worker_said: str = "") -> bool:
    """Whether ``text`` holds a human being's own words: two Han characters or one word beyond fillers.

    ``canned`` texts (ready-made sentences of the house) never do. Clauses of ``text`` that stand in
    ``worker_said`` are an echo and do not count.
    """
    own = _own_words(text, worker_said)
    spoken = sum(character not in _PARTICLES for character in own.han)
    return not canned and (spoken >= _FIRST_CHARACTERS or bool(own.words))


def is_substantive(text: str, canned: bool, characters: int = 15, worker_said: str = "") -> bool:
    """Whether ``text`` is a first answer with at least ``characters`` Han characters beyond fillers.

    A word of another script counts as two; ``worker_said`` as in :func:`is_first_answer`.
    """
    own = _own_words(text, worker_said)
    enough = len(own.han) + _WORD_WEIGHT * len(own.words) >= characters
    return enough and is_first_answer(text, canned, worker_said)


def _own_words(text: str, worker_said: str) -> _OwnWords:
    said = _LINK.sub(" ", _QUOTED_LINE.sub(" ", _plain(text)))
    echo = _BETWEEN_CLAUSES.sub("", _plain(worker_said))
    clauses = dict.fromkeys(_BETWEEN_CLAUSES.split(said))  # a clause said twice counts once
    own = [clause for clause in clauses if len(clause) < _ECHO_CHARACTERS or clause not in echo]
    han = "".join(_HAN.findall("".join(own)))  # without gaps, so that 收。到 is 收到
    return _OwnWords(_once(_FILLER.sub("", _once(han))), _words(" ".join(own)))


def _plain(text: str) -> str:
    """Full-width letters and signs as plain ones, the commonest traditional characters as simplified ones."""
    return unicodedata.normalize("NFKC", text[:_MOST]).translate(_TRADITIONAL)


def _once(han: str) -> str:
    """Padding taken out: 啊啊啊 and 联系站长联系站长 count once."""
    return _REPEATED.sub(r"\1", han)


def _words(text: str) -> frozenset[str]:
    """The different words, without fillers and without padding (``aaaa`` is ``a``, ``okok`` is ``ok``)."""
    found = {_PADDED_WORD.sub(r"\1", word.lower()) for word in _WORD.findall(text)}
    return frozenset(word for word in found - _EMPTY_WORDS if len(word) > 1)
