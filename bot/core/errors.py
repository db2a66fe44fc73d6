"""Errors carry policy: what went wrong for a person is a text key, what went wrong in a send says how to go on."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class GongyiError(Exception):
    """The root of the project's own errors: the only ones besides IntegrityError that a savepoint may catch."""


class DomainError(GongyiError):
    """A rule said no; ``key`` names the sentence that the person reads, ``params`` fill it."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


class AccessRefused(DomainError):
    """Somebody reached for what is not his: he reads that there is no such thing, and the attempt is audited."""

    def __init__(self, key: str, subject_id: str) -> None:
        super().__init__(key)
        self.subject_id = subject_id


class BadSignature(GongyiError):
    """A webhook request that does not come from the platform: 401, nothing stored."""


class BadRequest(GongyiError):
    """A request that cannot be read: 400."""


class Retry(StrEnum):
    """What the sender does after a failed send."""

    NO = "no"  # the platform refuses this message: dead letter
    LATER = "later"  # not sent: try again after ``after`` or with growing waits
    UNCERTAIN = "uncertain"  # perhaps sent: once more at the most, broadcasts never
    HALT = "halt"  # the channel itself is refused (token, second poller): stop it, keep the rows, alarm
    DONE = "done"  # nothing left to do ("message is not modified"): counts as sent


HANDLE_REFUSED = "handle_refused"  # a SendError's code: the file has to go up again


@dataclass(kw_only=True)
class SendError(GongyiError):
    """A failed send, translated at the channel's edge.

    ``code`` is a constant for logs and metrics, ``after`` the wait the platform asked for, ``free`` says that the
    try does not count (429 with retry_after), ``unreachable`` marks the address, ``moved_to`` is the user's new id.
    """

    code: str
    retry: Retry
    after: timedelta | None = None
    free: bool = False
    unreachable: bool = False
    moved_to: str | None = None

    def __str__(self) -> str:
        return f"{self.code} ({self.retry})"


class MediaRefused(GongyiError):
    """A file that is not taken; ``key`` names the friendly sentence."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Unavailable(GongyiError):
    """The database cannot take anything just now: the platform gets no 200 and delivers again."""


class DatabaseDown(Unavailable):
    """It is locked, full or away. No message is to blame, and trying each alone would only wait as long again."""


class Conflict(GongyiError):
    """Two writers wanted the same: a constraint of the database said no."""
