"""Text messages to phones: what a provider has to be able to do, and how a text is counted and paid for."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

# GSM 03.38 / 3GPP TS 23.040: a text with Chinese in it has 70 characters, each part of a longer one 67. Providers in
# China count every text like this.
_WHOLE, _PART = 70, 67
_MOBILE = re.compile(r"1[3-9]\d{9}")


class Halt(StrEnum):
    """Why a provider refuses us and not a text, as the code of a SendError with ``Retry.HALT``: somebody has to act."""

    KEY = "sms_key"
    BALANCE = "sms_balance"
    CONTRACT = "sms_contract"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """One text to one phone. ``id`` is ours: whoever hears it twice knows that it is the same message."""

    id: str
    phone: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsTerms:
    """What was agreed with the provider. ``signature`` stands in front of every text, as 【...】 (the law wants to see
    who writes); ``price`` is yuan for each segment.
    """

    signature: str
    price: Decimal

    def cost(self, segments: int) -> Decimal:
        """Yuan for so many segments."""
        return self.price * segments


class SmsProvider(Protocol):
    """Whoever carries texts to phones."""

    async def send(self, sms: Sms) -> str:
        """Hands a text over; returns the provider's name for it.

        Raises :class:`~bot.core.errors.SendError`; its code is a :class:`Halt` where its policy is ``Retry.HALT``.
        """

    async def close(self) -> None:
        """Lets connections go."""


def segments(text: str) -> int:
    """How many parts a text is paid for as."""
    units = len(text.encode("utf-16-le")) // 2
    return 1 if units <= _WHOLE else -(-units // _PART)


def shorten_to(text: str, most_segments: int) -> str:
    """``text``, cut so that it is paid for as at most so many parts; what was cut ends in an ellipsis."""
    if segments(text) <= most_segments:
        return text
    room = _WHOLE if most_segments == 1 else _PART * most_segments
    kept = text.encode("utf-16-le")[: 2 * (room - 1)].decode("utf-16-le", errors="ignore")
    return f"{kept}…"


def is_mobile(phone: str) -> bool:
    """Whether a text can be sent to a number: eleven digits of a mobile phone in China (工信部 numbering plan)."""
    return _MOBILE.fullmatch(phone) is not None
