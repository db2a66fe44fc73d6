"""What each failed call means for the sender: Telegram's answers as SendError.

The answers are those of the Bot API server's source (tdlib/telegram-bot-api, Client.cpp) and of its users'
reports. There is no idempotency key (tdlib/telegram-bot-api issue 126): what perhaps arrived can only be
marked so.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from telegram.error import TelegramError

from bot.channels.telegram_request import NotSent, Refused
from bot.core.errors import HANDLE_REFUSED, Retry, SendError

_GRACE = timedelta(seconds=0.5)  # the server rounds retry_after down
_DAY_SECONDS = 86400  # no honest answer says more
NOT_FOUND = "not_found"
BAD_REQUEST = "bad_request"
NOT_PARSED = "entities_not_parsed"
NOT_DELETABLE = "not_deletable"  # older than 48 hours: core.telegram.org/bots/api#deletemessage


@dataclass(frozen=True, slots=True)
class _Rule:
    """A refusal that is known by its words, in lower case."""

    words: str
    code: str
    retry: Retry = Retry.NO
    unreachable: bool = False


_BAD_REQUESTS = (
    _Rule("chat not found", "chat_not_found", unreachable=True),
    _Rule("user not found", "user_not_found", unreachable=True),
    _Rule("peer_id_invalid", "peer_invalid", unreachable=True),
    _Rule("message is not modified", "not_modified", Retry.DONE),
    _Rule("query is too old", "query_too_old", Retry.DONE),
    _Rule("message to delete not found", "already_deleted", Retry.DONE),
    _Rule("message to edit not found", "already_deleted", Retry.DONE),
    _Rule("message can't be edited", "not_editable", Retry.DONE),
    _Rule("message can't be deleted", NOT_DELETABLE),
    _Rule("can't parse entities", NOT_PARSED),
    _Rule("message is too long", "text_too_long"),
    _Rule("caption is too long", "caption_too_long"),
    _Rule("button_data_invalid", "button_refused"),
    _Rule("text is empty", "text_empty"),
    _Rule("", BAD_REQUEST),
)
# Whatever the words of a 403, this person cannot be reached here; the words only say why.
_FORBIDDEN = (
    _Rule("blocked by the user", "blocked", unreachable=True),
    _Rule("user is deactivated", "deactivated", unreachable=True),
    _Rule("can't initiate conversation", "never_started", unreachable=True),
    _Rule("kicked", "kicked", unreachable=True),
    _Rule("not a member", "not_a_member", unreachable=True),
    _Rule("", "forbidden", unreachable=True),
)
_BY_WORDS = {400: _BAD_REQUESTS, 403: _FORBIDDEN}
_BY_STATUS = {
    401: ("unauthorized", Retry.HALT),
    404: (NOT_FOUND, Retry.HALT),
    409: ("conflict", Retry.HALT),
    413: ("too_large", Retry.NO),
    429: ("rate_limited", Retry.LATER),
}


def to_send_error(error: TelegramError) -> SendError:
    """The policy for a failed call; it keeps nothing of the error's own text."""
    if isinstance(error, Refused):
        return _refused(error)
    if isinstance(error, NotSent):
        return SendError(code="not_connected", retry=Retry.LATER)
    return SendError(code="no_clear_answer", retry=Retry.UNCERTAIN)


def of_a_handle(error: SendError) -> SendError:
    """The policy when a message with a file that the platform has already was refused.

    There are many words for a file that it no longer knows ("wrong file identifier/HTTP URL specified", expired file
    references ...), and each is a 400 before anything was sent; so every 400 that we do not know is taken for one.
    """
    return replace(error, code=HANDLE_REFUSED) if error.code == BAD_REQUEST else error


def after_a_part(error: SendError) -> SendError:
    """The policy when an earlier part of the same message has gone out.

    Trying again repeats that part, so "later" becomes "perhaps sent": once more at the most.
    """
    return replace(error, retry=Retry.UNCERTAIN, free=False) if error.retry is Retry.LATER else error


def _refused(error: Refused) -> SendError:
    if error.retry_after is not None:
        after = timedelta(seconds=min(error.retry_after, _DAY_SECONDS)) + _GRACE
        return SendError(code="rate_limited", retry=Retry.LATER, after=after, free=True)
    if error.moved_to is not None:
        return SendError(code="moved", retry=Retry.LATER, free=True, moved_to=str(error.moved_to))
    if error.status in _BY_WORDS:
        words = error.description.lower()
        rule = next(rule for rule in _BY_WORDS[error.status] if rule.words in words)
        return SendError(code=rule.code, retry=rule.retry, unreachable=rule.unreachable)
    # 5xx is very probably not sent, and a redirection (a misconfigured proxy) never is.
    otherwise = ("refused", Retry.NO) if 400 < error.status < 500 else ("server_error", Retry.LATER)
    code, retry = _BY_STATUS.get(error.status, otherwise)
    return SendError(code=code, retry=retry)
