"""uvicorn that lets the event streams go when it stops; left alone, it would wait for them for ever."""

import socket

import uvicorn

from bot.web.events import Streams


class ChatServer(uvicorn.Server):
    """A uvicorn server for the application of :func:`bot.web.app.create_web`."""

    def __init__(self, config: uvicorn.Config, streams: Streams) -> None:
        super().__init__(config)
        self._streams = streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends the event streams, then stops as uvicorn does: what is under way is answered first."""
        self._streams.close()
        await super().shutdown(sockets)
