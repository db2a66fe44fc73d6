"""How somebody wants to be reached, as he says it by the way: "别打电话", "打字别打电话", "可以打电话"."""

import re

from bot.nlu.spelling import compact

CONTACTS = ("chat", "phone")
_NO_CALL = re.compile(
    r"(?:别|不要|不用|不必|甭|莫|勿|唔使|唔好|唔要|冇需要)(?:再|给我|给|跟我)?(?:打|来|拨)?(?:我的?)?(?:电话|手机)"
    r"|不(?:方便)?接电话|(?:在|喺)(?:这里|这儿|这|呢度|聊天里?)(?:回|复|覆|答|说)|nocalls?|don'?tcall"
)
_CALL = re.compile(r"(?:打|来)(?:个|我)?电话|电话(?:联系|说|里说)|callme|byphone")


def contact_in(text: str) -> str | None:
    """One of CONTACTS; None when the text says nothing of it."""
    plain = compact(text)
    if _NO_CALL.search(plain):
        return "chat"
    return "phone" if _CALL.search(plain) else None
