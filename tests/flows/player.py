"""Plays a transcript: what people write and tap, and what they must read, in a form that an officer can check.

    # a remark
    @ 2026-11-23 22:30        the clock is set (time in China, never back)
    +2h                       time passes; whatever falls due happens at its minute
    +3d stopped               the same, but the service stood still and finds it all at once
    > worker: 欠我工资          a text
    > worker: [同意]           the newest button whose label holds these words
    > worker: [old 同意]       the oldest one
    > worker: [liaison's 接单] a button that another person was shown
    > worker: (photo) 扣款截图   a photo with a caption; (album 3) sends three of one album; (voice) a voice message
    > worker: (edit 2) 九百     changes the second message of this person
    > worker: (again)          the same message once more, as a platform delivers it twice
    > worker: (location 30.0 120.0)  (contact 13800000000)  (sticker)  (follow)  (unfollow)
    < worker: 编号              an unread message holds these words; it is read now
    & 24                      and so does the message just read
    & not 姓名                 it does not hold these
    & [跳过]                   it has such a button; & not [跳过]: it has none
    <! worker: 编号            no unread message holds these words
    < worker: nothing          nothing is unread
    = hold                    the sender stands still; = release lets it go on
    = name argument           any other check or event of tests/flows/checks.py

``{1}`` is the first case number that a worker was given, ``{2}`` the second, ``{newcomer's code}`` a one-time code,
``{receipt}`` the last one that ``= receipt`` copied.
A ``>`` or ``+`` begins a new scene: what nobody looked at counts as read.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.core.clock import SHANGHAI
from bot.core.durations import parse_duration
from bot.core.messages import Inbound, Kind, Media, MediaKind, Outbound
from tests.flows.checks import CHECKS
from tests.flows.stage import Stage

_NUMBER = re.compile(r"(?:编号 |记下（|number |noted \()(\d{4}-\d{4})")
_ESCAPE = re.compile(r"\\u[0-9a-f]{4}|\\n")
_ACT = re.compile(r"\((?P<what>\w+) ?(?P<detail>[^)]*)\)\s*(?P<text>.*)", re.DOTALL)


class Mismatch(AssertionError):
    """The service said something else than the transcript."""


class Player:
    """One transcript being played on a stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._done: set[tuple[str, str]] = set()  # what was looked at: the letter's id, and its words at the time
        self._last: Outbound | None = None
        self._inbound: dict[str, Inbound] = {}

    def play(self, script: str) -> None:
        """Raises :class:`Mismatch` with the line and what was really said."""
        for number, line in enumerate(_lines(script), 1):
            try:
                self._line(line)
            except Mismatch as error:
                raise Mismatch(f"line {number}: {line}\n{error}\n\n{self.transcript()}") from None

    def transcript(self) -> str:
        """Everything that everybody has read so far."""
        return "\n".join(f"--- {name}\n{_shown(out)}" for name, read in self.stage.read.items() for out in read[-6:])

    def _line(self, line: str) -> None:
        line = self._with_numbers(line)
        sign, rest = line[0], line[1:].strip()
        if sign == "&":
            self._also(rest)
        elif sign == "=":
            name, _, argument = rest.partition(" ")
            try:
                CHECKS[name](self.stage, argument)
            except AssertionError as error:
                raise Mismatch(str(error)) from None
        elif line.startswith("<!"):
            name, words = _named(rest[1:])
            _expect(not any(_holds(out, words) for out in self._unread(name)), "it was said")
        elif sign == "<":
            self._reads(*_named(rest))
        else:
            self._new_scene()
            self._happens(sign, rest)

    def _happens(self, sign: str, rest: str) -> None:
        stage = self.stage
        if sign == "@":
            at = datetime.strptime(rest, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
            stage.pass_time(at - stage.clock.now())
        elif sign == "+":
            span, _, how = rest.partition(" ")
            (stage.stand_still if how == "stopped" else stage.pass_time)(_span(stage, span))
        else:
            self._acts(*_named(rest))

    def _acts(self, name: str, words: str) -> None:
        words = _ESCAPE.sub(lambda found: found[0].encode().decode("unicode_escape"), words)
        if match := re.fullmatch(r"\[(.*)\]", words):
            self._say(name, Kind.CHOICE, choice=self._token(name, match[1]))
        elif (match := _ACT.fullmatch(words)) and match["what"] in _ACTS:
            _ACTS[match["what"]](self, name, match["detail"], match["text"])
        else:
            self._say(name, Kind.TEXT, text=words)

    def _say(self, name: str, kind: Kind, **parts: object) -> None:
        inbound = self.stage.inbound(name, kind, **parts)
        self._inbound[name] = inbound
        self.stage.take(inbound)
        self.stage.deliver()

    def photo(self, name: str, detail: str, text: str) -> None:
        self._say(name, Kind.MEDIA, text=text, media=(_photo(f"{name}{self.stage.sent[name]}"),))

    def album(self, name: str, detail: str, text: str) -> None:
        album = f"album{self.stage.sent[name]}"
        for position in range(int(detail)):
            self._say(
                name, Kind.MEDIA, text="" if position else text, media=(_photo(f"{album}-{position}"),), album=album
            )

    def voice(self, name: str, detail: str, text: str) -> None:
        ref = f"{name}{self.stage.sent[name]}"
        self._say(name, Kind.MEDIA, media=(Media(kind=MediaKind.VOICE, ref=ref, size=1000, mime="audio/ogg"),))

    def edit(self, name: str, detail: str, text: str) -> None:
        self._say(name, Kind.EDITED, text=text, message_id=f"m{detail}")

    def again(self, name: str, detail: str, text: str) -> None:
        self.stage.take(self._inbound[name])
        self.stage.deliver()

    def location(self, name: str, detail: str, text: str) -> None:
        latitude, longitude = map(float, detail.split())
        self._say(name, Kind.LOCATION, latitude=latitude, longitude=longitude)

    def _token(self, name: str, wanted: str) -> str:
        owner, _, label = wanted.rpartition("'s ")
        old, label = label.startswith("old "), label.removeprefix("old ")
        read = self.stage.read[owner or name]
        choices = [choice for out in (read if old else reversed(read)) for row in out.choices for choice in row]
        token = next((choice.token for choice in choices if label in choice.label), None)
        _expect(token is not None, f"no button {label}")
        return str(token)

    def _reads(self, name: str, words: str) -> None:
        unread = self._unread(name)
        if words == "nothing":
            _expect(not unread, "something was said: " + "\n".join(_shown(out) for out in unread))
            return
        found = next((i for i, out in enumerate(unread) if _holds(out, words)), None)
        _expect(found is not None, "unread:\n" + "\n".join(_shown(out) for out in unread))
        self._last = unread[found or 0]
        self._done.add(_seen(self._last))

    def _also(self, words: str) -> None:
        assert self._last is not None
        wanted = not words.startswith("not ")
        words = words.removeprefix("not ")
        _expect(_holds(self._last, words) is wanted, _shown(self._last))

    def _unread(self, name: str) -> list[Outbound]:
        return [out for out in self.stage.read[name] if _seen(out) not in self._done]

    def _new_scene(self) -> None:
        self._done = {_seen(out) for read in self.stage.read.values() for out in read}

    def _with_numbers(self, line: str) -> str:
        for name, code in self.stage.codes.items():
            line = line.replace(f"{{{name}'s code}}", code)
        line = line.replace("{receipt}", self.stage.receipt or "{receipt}")
        given = dict.fromkeys(
            number
            for name, read in self.stage.read.items()
            if name not in self.stage.staff
            for out in read
            for number in _NUMBER.findall(out.text)
        )
        for position, number in enumerate(given, 1):
            line = line.replace(f"{{{position}}}", number)
        return line


_ACTS: dict[str, Callable[[Player, str, str, str], None]] = {
    "photo": Player.photo,
    "album": Player.album,
    "voice": Player.voice,
    "edit": Player.edit,
    "again": Player.again,
    "location": Player.location,
    "contact": lambda player, name, detail, text: player._say(name, Kind.CONTACT, phone=detail),
    "sticker": lambda player, name, detail, text: player._say(name, Kind.UNSUPPORTED),
    "follow": lambda player, name, detail, text: player._say(name, Kind.FOLLOW),
    "unfollow": lambda player, name, detail, text: player._say(name, Kind.UNFOLLOW),
}


def play(path: Path, stage: Stage) -> Player:
    """Plays a file."""
    player = Player(stage)
    player.play(path.read_text(encoding="utf-8"))
    return player


def _lines(script: str) -> list[str]:
    return [line.strip() for line in script.splitlines() if line.strip() and not line.startswith("#")]


def _named(rest: str) -> tuple[str, str]:
    name, _, words = rest.partition(":")
    return name.strip(), words.strip()


def _span(stage: Stage, text: str) -> timedelta:
    now = stage.clock.now()
    return stage.house.sla.later(now, parse_duration(text)) - now


def _holds(out: Outbound, words: str) -> bool:
    labels = [choice.label for row in out.choices for choice in row]
    if match := re.fullmatch(r"\[(.*)\]", words):
        return any(match[1] in label for label in labels)
    if match := re.fullmatch(r"/(.*)/", words):
        return re.search(match[1], out.text, re.DOTALL) is not None
    return words in out.text


def _seen(out: Outbound) -> tuple[str, str]:
    return out.id, out.text


def _shown(out: Outbound) -> str:
    rows = "\n".join(" ".join(f"[{choice.label}]" for choice in row) for row in out.choices)
    return f"{out.text}\n{rows}"


def _photo(ref: str) -> Media:
    return Media(kind=MediaKind.PHOTO, ref=ref, size=1000, mime="image/jpeg")


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Mismatch(otherwise)
