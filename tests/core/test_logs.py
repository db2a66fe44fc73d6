"""What reaches stderr: one line for one event, and never a secret; seen from outside a real process."""

import json
import os
import pty
import subprocess
import sys
from typing import Any

import pytest

from bot.core.logs import Mask

TOKEN = "4711:AAHsecret-secret_secret"
TAIL = "AAHsecret"
PREPARE = f"""
import asyncio, logging, threading, warnings, structlog
from bot.core.logs import configure_logs
TOKEN = {TOKEN!r}
URL = "https://api.telegram.org/bot" + TOKEN + "/sendMessage"
configure_logs("info", (TOKEN, "hook-secret", ""))
log = structlog.get_logger("bot.test")
"""


def written_by(script: str) -> tuple[list[dict[str, Any]], str]:
    """The events that a process with our logs writes while it runs ``script``, and its stderr as it is."""
    command = [sys.executable, "-c", PREPARE + script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, encoding="utf-8", check=False)
    assert done.stdout == ""
    return [json.loads(line) for line in done.stderr.splitlines()], done.stderr


def test_an_event_is_one_json_line_with_its_fields() -> None:
    events, _ = written_by('log.info("turn_committed", messages=3, case="c-1", late=False); log.debug("unseen")')
    (event,) = events
    assert event.pop("at").endswith("Z")
    assert event == {"event": "turn_committed", "level": "info", "messages": 3, "case": "c-1", "late": False}


# Each way by which a token could come into a log, with the event under which it has to arrive, masked.
LEAKS = {
    "field": ("log.info('sent', url=URL)", "sent"),
    "nested": ("log.info('sent', request={'headers': [('x', TOKEN)], TOKEN: 1}, kept={TOKEN})", "sent"),
    "bytes": ("log.info('sent', body=URL.encode())", "sent"),
    "object": ("log.info('sent', error=ValueError(URL))", "sent"),
    "quoted": ("import urllib.parse; log.info('sent', url=urllib.parse.quote(TOKEN, safe=''))", "sent"),
    "bound": ("structlog.contextvars.bind_contextvars(url=URL); log.info('sent')", "sent"),
    "other secret": (f"log.info('sent', header='hook-secret', url='{TAIL}' and URL)", "sent"),
    "traceback": (
        "try: raise ValueError(URL)\nexcept ValueError: log.exception('send_failed')",
        "send_failed",
    ),
    "cause": (
        "try:\n try: raise OSError(URL)\n except OSError as error: raise ValueError('x') from error\n"
        "except ValueError: log.exception('send_failed')",
        "send_failed",
    ),
    "library": ("logging.getLogger('httpx').warning('POST %s', URL)", "library_logged"),
    "library's traceback": (
        "try: raise ValueError(URL)\nexcept ValueError: logging.getLogger('telegram').exception('x')",
        "library_logged",
    ),
    "warning": ("warnings.warn(URL)", "library_logged"),
    "task": (
        "async def fail(): raise ValueError(URL)\n"
        "async def main():\n task = asyncio.create_task(fail()); await asyncio.sleep(0); del task\n"
        "asyncio.run(main())",
        "library_logged",
    ),
    "uncaught": ("raise ValueError(URL)", "uncaught_exception"),
    "thread": ("threading.Thread(target=lambda: int(URL)).start()", "uncaught_exception"),
    "finalizer": ("class A:\n def __del__(self): int(URL)\nA()", "uncaught_exception"),
}


@pytest.mark.parametrize(("script", "name"), LEAKS.values(), ids=LEAKS)
def test_a_secret_never_appears(script: str, name: str) -> None:
    events, raw = written_by(script)
    assert [event["event"] for event in events] == [name]
    assert TAIL not in raw
    assert "hook-secret" not in raw
    assert "***" in raw


# What must not be written at all: chatter of libraries, and records that cannot be formatted.
SILENT = {
    "requests of httpx": "logging.getLogger('httpx').info('HTTP Request: POST %s', URL)",
    "requests of aiohttp": "logging.getLogger('aiohttp.access').info('POST %s', URL)",
    "a record that cannot be formatted": "logging.getLogger('x').error('%d', URL)",
    "an interrupt": "raise KeyboardInterrupt(URL)",
}


@pytest.mark.parametrize("script", SILENT.values(), ids=SILENT)
def test_what_is_not_written(script: str) -> None:
    assert written_by(script) == ([], "")


def test_what_a_person_wrote_cannot_forge_a_line() -> None:
    forged = 'a\n{"event": "case_closed"}\r\x1b[2J\u2028\u202e\u200b\ud800终'
    events, raw = written_by(f"log.info('heard', text={forged!r}); logging.error({forged!r})")
    assert [event["event"] for event in events] == ["heard", "library_logged"]
    seen = r'a\n{"event": "case_closed"}\r\x1b[2J\u2028\u202e\u200b\ud800终'
    assert (events[0]["text"], events[1]["message"]) == (seen, seen)
    assert raw.count("\n") == 2


def test_at_a_terminal_lines_are_for_people_and_masked_too() -> None:
    ours, theirs = pty.openpty()
    script = PREPARE + "log.info('sent', url=URL, text='a\\x1b[2Jb')"
    subprocess.run([sys.executable, "-c", script], stderr=theirs, timeout=60, check=True)
    os.close(theirs)
    seen = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "sent" in seen
    assert not seen.startswith("{")
    assert TAIL not in seen
    assert "\x1b[2J" not in seen


def test_of_two_secrets_the_longer_is_masked_whole() -> None:
    assert Mask(("abc", "abcdef")).clean("abcdef abc") == "*** ***"


def test_without_secrets_nothing_is_masked() -> None:
    assert Mask(("",)).clean("plain") == "plain"
