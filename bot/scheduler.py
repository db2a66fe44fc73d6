"""APScheduler is only the clock that looks: every job finds its work in rows, and nothing is kept here."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.errors import Unavailable

log = structlog.get_logger()

Job = Callable[[], Awaitable[None]]


class Scheduler:
    """Runs jobs again and again; one that is still at work is not started beside itself."""

    def __init__(self) -> None:
        # A run that is left out because the last one still works is as it should be, four times a second.
        logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def every(self, interval: timedelta, job: Job, name: str) -> None:
        """Runs ``job`` every ``interval``."""

        # APScheduler awaits only what is declared async: a lambda's coroutine would be dropped unheard.
        async def run() -> None:
            try:
                await job()
            except asyncio.CancelledError:
                return  # the service stops: no error
            except Unavailable as error:
                log.warning("job_waits_for_database", job=name, cause=str(error))

        self._scheduler.add_job(run, "interval", seconds=interval.total_seconds(), id=name)

    def start(self) -> None:
        """From now on, on the running loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """No further run begins."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
