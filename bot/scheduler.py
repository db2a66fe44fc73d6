"""APScheduler is only the clock that looks: every job finds its work in rows, and nothing is kept here."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

Job = Callable[[], Awaitable[None]]


class Scheduler:
    """Runs jobs again and again; one that is still at work is not started beside itself."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def every(self, interval: timedelta, job: Job, name: str) -> None:
        """Runs ``job`` every ``interval``."""

        # APScheduler awaits only what is declared async: a lambda's coroutine would be dropped unheard.
        async def run() -> None:
            with suppress(asyncio.CancelledError):  # it is stopped in mid-run when the service stops: no error
                await job()

        self._scheduler.add_job(run, "interval", seconds=interval.total_seconds(), id=name)

    def start(self) -> None:
        """From now on, on the running loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """No further run begins."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
