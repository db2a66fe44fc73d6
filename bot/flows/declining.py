"""What people say when they leave an optional question open, put a form aside, or want two things in one breath."""

import re

from bot.nlu.choice import CommandWords

# "图没有 先不传", "电话不留 就在这儿说", "记不清哪天了"
_DECLINES = re.compile(
    r"(?:不|没|别|甭|冇|唔)(?:想|用|要|太|再|大)?(?:留|传|填|说|写|记得|记|清楚|知道|晓得|有|给|告诉|方便)|记不|忘了|想不起|算不清|说不准"
)
_CLAUSES = re.compile(r"[\s,，。.!！?？;；、…]+")
LONGEST_DECLINE = 24  # characters; whoever writes more tells something
LONGEST_COMMAND = 20


def declines(text: str) -> bool:
    """Whether a short text says that there is no answer."""
    return len(text) <= LONGEST_DECLINE and _DECLINES.search(text) is not None


def clauses(text: str) -> list[str]:
    """The pieces of a text between spaces and punctuation."""
    return [clause for clause in _CLAUSES.split(text) if clause]


def command_within(words: CommandWords, text: str) -> str | None:
    """The command in one clause of a short text ("哎算了 取消"); putting aside goes before giving up."""
    if len(text) > LONGEST_COMMAND:
        return None
    found = {words.global_word(clause) for clause in clauses(text)}
    return next((command for command in ("later", "cancel", "submit", "back") if command in found), None)


def agrees(words: CommandWords, text: str) -> bool:
    """Whether a clause of a short text says yes or submit ("对 交")."""
    return len(text) <= LONGEST_COMMAND and any(
        words.affirmative(clause) or words.global_word(clause) == "submit" for clause in clauses(text)
    )


def refuses(text: str) -> bool:
    """Whether a text begins with a no ("不取消不取消！", "别让公司知道")."""
    return text.startswith(("不", "别", "没", "先别", "唔"))
