"""Log lines: one JSON object per event on stderr (readable lines at a terminal), with every secret masked.

Events have constant names and carry ids as fields; what libraries log goes through the same masking.
"""

import logging
import re
import sys
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import IO, Any
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

MASK = "***"
LIBRARY_LEVEL = logging.WARNING  # below it httpx and aiohttp write whole URLs, and Telegram's carry the token
# Characters that break a line or make a terminal lie: controls, zero-width and bidi marks, lone surrogates.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def configure_logs(level: str, secrets: tuple[str, ...]) -> None:
    """Sends our events from ``level`` on, and those of libraries from WARNING on, to stderr as one line each.

    ``secrets`` (tokens, passwords) are masked in every field, key and traceback, as they are and URL-quoted.
    Uncaught exceptions are events too. uvicorn must leave its own set-up away (``log_config=None``).
    """
    finish = _finishing(Mask(secrets), sys.stderr)
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level, *finish],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    _route_libraries(finish)
    sys.excepthook = _log_uncaught
    threading.excepthook = sys.unraisablehook = _log_uncaught_elsewhere


class Mask:
    """A processor that hides secrets and spells out unprintable characters in all that an event carries."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        spellings = {*filter(None, secrets), *(quote(secret, safe="") for secret in secrets if secret)}
        # The longest first: a secret that begins with another one must not leave its tail behind.
        longest_first = sorted(spellings, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, longest_first))) if spellings else None

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        return {self.clean(key): self._clean_field(key, value) for key, value in event.items()}

    def clean(self, text: str) -> str:
        """``text`` without secrets, fit for one line."""
        return UNPRINTABLE.sub(_spell_out, self._hide(text))

    def _clean_field(self, key: str, value: object) -> object:
        if key == "exception":  # a traceback keeps its lines: JSON escapes them, a terminal wants them
            return "\n".join(map(self.clean, str(value).split("\n")))
        return self._clean_value(value)

    def _clean_value(self, value: object) -> object:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str):
            return self.clean(value)
        if isinstance(value, Mapping):
            return {self.clean(str(key)): self._clean_value(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean_value(inner) for inner in value]
        return self.clean(repr(value))

    def _hide(self, text: str) -> str:
        return self._secrets.sub(MASK, text) if self._secrets else text


def _finishing(mask: Mask, stream: IO[str]) -> list[Processor]:
    """What every event passes last: time, traceback as text, mask, one line."""
    return [
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
        mask,
        _renderer(stream),
    ]


def _renderer(stream: IO[str]) -> Processor:
    if stream.isatty():
        return structlog.dev.ConsoleRenderer(timestamp_key="at", exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _route_libraries(finish: list[Processor]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, _name_event],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *finish],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(LIBRARY_LEVEL)
    logging.raiseExceptions = False  # or a record that cannot be formatted is printed raw, secrets and all
    logging.captureWarnings(True)


def _name_event(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """A library's sentence is a field; the name of the event stays constant."""
    return {**event, "event": "library_logged", "message": event["event"]}


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().critical("uncaught_exception", exc_info=(kind, error, trace))


def _log_uncaught_elsewhere(args: Any) -> None:
    """For threads and for what Python calls unraisable (finalizers): both describe the exception alike."""
    if args.exc_value is not None:
        _log_uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _spell_out(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
