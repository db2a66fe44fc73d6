"""A file that a person sent, fetched from the platform's own store and nowhere else."""

from urllib.parse import quote

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram_errors import to_send_error
from bot.channels.telegram_request import AiohttpRequest, Refused, TooLarge
from bot.core.errors import MediaRefused, Retry, SendError
from bot.core.messages import Media

MOST_DOWNLOAD_BYTES = 20 << 20  # core.telegram.org/bots/api#getfile
TOO_LARGE = "media.too_large"
UNAVAILABLE = "media.unavailable"
_GONE = frozenset((301, 302, 303, 307, 308, 400, 403, 404))  # a redirection would lead out of the store


async def fetch_file(bot: Bot, request: AiohttpRequest, media: Media, most: int) -> bytes:
    """The bytes of ``media``, at most ``most``.

    Raises MediaRefused when the platform does not have it for us, SendError when asking again may help.
    """
    most = min(most, MOST_DOWNLOAD_BYTES)
    _check_size(media.size, most)
    try:
        file = await bot.do_api_request("getFile", api_kwargs={"file_id": media.ref})
        told = file if isinstance(file, dict) else {}
        _check_size(told.get("file_size"), most)
        return await request.download(f"{bot.base_file_url}/{_below(told.get('file_path'))}", most)
    except TooLarge:
        raise MediaRefused(TOO_LARGE) from None
    except TelegramError as error:
        raise _translated(error) from None


def _check_size(size: object, most: int) -> None:
    if isinstance(size, int) and size > most:
        raise MediaRefused(TOO_LARGE)


def _below(path: object) -> str:
    """A path that stays below the store's address: no scheme, no query, no way up."""
    if not isinstance(path, str) or not {"", ".", ".."}.isdisjoint(path.split("/")):
        raise MediaRefused(UNAVAILABLE)
    return quote(path, errors="replace")


def _translated(error: TelegramError) -> MediaRefused | SendError:
    if isinstance(error, Refused) and error.status in _GONE:
        return MediaRefused(TOO_LARGE if "too big" in error.description else UNAVAILABLE)
    failed = to_send_error(error)
    if failed.retry is Retry.UNCERTAIN:  # fetching twice does no harm
        return SendError(code=failed.code, retry=Retry.LATER)
    return failed
