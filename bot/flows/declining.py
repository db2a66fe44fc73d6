"""What people say when they leave an optional question open, put a form aside, or want two things in one breath."""

import re

from bot.nlu.choice import CommandWords

# "图没有 先不传", "电话不留 就在这儿说", "记不清哪天了"
_DECLINES = re.compile(
    r"(?:不|没|别|甭|冇|唔)(?:想|用|要|太|再|大)?(?:留|传|填|说|写|记得|记|清楚|知道|晓得|有|给|告诉|方便)|记不|忘了|想不起|算不清"
)
_EITHER_WAY = re.compile(r"(\w)[不没唔]\1")  # "有没有礼包领" asks, and declines nothing
# Who cannot or does not want to choose.
_UNSURE = re.compile(
    r"(?:不|唔)(?:太)?(?:知道|知|清楚|晓得|确定)|说不[准清好]|搞不清|随便|随意|无所谓|都行|都可以"
    r"|\b(?:dunno|idk|whatever|no idea|not sure|any(?:thing)?(?=\W*$))\b|(?:don'?t|do not) (?:know|mind|care)",
    re.IGNORECASE,
)
# A sound, a laugh, a full stop: a slip of the thumb is nobody's name.
_SAYS_NOTHING = re.compile(
    r"[\W_]*|(?:哈|呵|嘿|嘻|啊|哦|噢|喔|额|呃|嗯|哼|em{2,}|h{2,}|ha){1,20}|(?:好|行|ok|okay|lol)[的了吧呀啊滴]?"
    r"|啥|什么|啥意思|什么意思|what",
    re.IGNORECASE,
)
# "以后再补", "晚上回去找找": no answer today
_POSTPONES = re.compile(
    r"我?(?:等我?)?(?:以后|回头|晚点|晚些|待会儿?|等会儿?|等下|等一下|过[几两]天|改天|下次|有空|明天|今晚|晚上|下班)+"
    r"(?:回去|回家|到家)?(?:我)?(?:再|了|就)*(?:来)?(?:补|说|发|传|找|给|拍|弄|看)(?:补|说|发|传|找|给|拍|弄|看|你|吧|一下|上)*"
    r"|(?:晚点|回头|改天|等会儿?|以后)[吧哈呢]?|later|not now",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[\s,，。.!！?？;；、…]+")
_THAT_IS_ALL = re.compile(
    r"(?:好了?|嗯+|行|暂时)?[,， ]*(?:就|只有|先)(?:这|那|呢)"
    r"(?:些|啲|么多|[一二两三几]?(?:件|点|条|样)|[两三几]个|(?=事))(?:事|事情)?(?:了|吧|啦)?"
    r"|没(?:有)?(?:别的|其他的?|其它的?)(?:事|要说的?)?(?:了|啦)?|冇其他(?:嘢)?(?:喇|啦)?"
    r"|that'?s (?:all|it)|nothing else",
    re.IGNORECASE,
)
LONGEST_DECLINE = 24  # characters; whoever writes more tells something
LONGEST_COMMAND = 20
_LEAST_TOLD = 4  # characters beside "我也……啊"


def declines(text: str) -> bool:
    """Whether a short text says that there is no answer."""
    if unsure(text):
        return True
    return len(text) <= LONGEST_DECLINE and _DECLINES.search(_EITHER_WAY.sub("", text)) is not None


def unsure(text: str) -> bool:
    """Whether a short text leaves a choice to us ("不知道", "随便")."""
    return len(text) <= LONGEST_DECLINE and _UNSURE.search(text) is not None


def postpones(text: str) -> bool:
    """Whether a text says that the answer comes another time."""
    return _POSTPONES.fullmatch(text.strip(" ,，。.!！~")) is not None


def says_nothing(text: str) -> bool:
    """Whether a text is no word at all, or one that is said without saying anything ("嗯", "哈哈", "。")."""
    return _SAYS_NOTHING.fullmatch(text.strip(" ,，。.!！~～…?？")) is not None


def tells_nothing(text: str) -> bool:
    """Whether nothing is left of a text without "不知道" and its like; "站长不知道跑哪去了" is a story."""
    return says_nothing(text) or len(re.sub(r"\W", "", _UNSURE.sub("", text))) < _LEAST_TOLD


def clauses(text: str) -> list[str]:
    """The pieces of a text between spaces and punctuation."""
    return [clause for clause in _CLAUSES.split(text) if clause]


def command_within(words: CommandWords, text: str) -> str | None:
    """The command in one clause of a short text ("哎算了 取消"); putting aside goes before giving up."""
    if len(text) > LONGEST_COMMAND:
        return None
    found = {words.global_word(clause) for clause in clauses(text)}
    return next((command for command in ("later", "cancel", "withdraw", "submit", "back") if command in found), None)


def says_that_is_all(text: str) -> bool:
    """Whether a text says that there is nothing more to tell ("就这两件", "没别的了")."""
    return _THAT_IS_ALL.fullmatch(text.strip(" ,，。.!！~")) is not None


def agrees(words: CommandWords, text: str) -> bool:
    """Whether a clause of a short text says yes or submit ("对 交")."""
    return len(text) <= LONGEST_COMMAND and any(
        words.affirmative(clause) or words.global_word(clause) == "submit" for clause in clauses(text)
    )


def refuses(text: str) -> bool:
    """Whether a text begins with a no ("不取消不取消！", "别让公司知道")."""
    return text.startswith(("不", "别", "没", "先别", "唔"))
