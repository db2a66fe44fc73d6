"""Runs an application under uvicorn until it is told to stop."""

import signal
import socket
import sys

import uvicorn

from bot.app import Application
from bot.web.server import ChatServer

# Longer than reverse proxies keep an idle connection (nginx: 60 s), so that none writes into one that just closed.
_IDLE_SECONDS = 75


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named so that asyncio switches Nagle's algorithm off (44 ms a response otherwise).
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(1024)
    return listener


def serve(application: Application, listener: socket.socket) -> None:
    """Serves until SIGTERM or SIGINT, then drains and stops."""
    config = uvicorn.Config(
        application.web,
        log_config=None,
        access_log=False,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        timeout_graceful_shutdown=20,
        timeout_keep_alive=_IDLE_SECONDS,
        server_header=False,
        date_header=False,
    )
    # uvicorn drains, then raises the signal again, which unhandled would look like a crash from outside.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    ChatServer(config, application.web.state.streams).run(sockets=[listener])
