"""A line to a server that can be cut and mended: a TCP forwarder in this process."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit


class Line:
    """Forwards a port of ours to the server of a Bolt URI; each piece of an answer takes `delay_s` longer."""

    def __init__(self, uri: str, *, delay_s: float = 0.0) -> None:
        parts = urlsplit(uri)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 7687
        self._delay_s = delay_s
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self.port = 0

    @property
    def uri(self) -> str:
        """What a driver opens to come through this line."""
        return f"bolt://127.0.0.1:{self.port}"

    async def mend(self) -> None:
        """Let calls through, on the same port as before."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """End every call and take no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(self._host, self._port)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, far_writer}
        await asyncio.gather(self._copy(reader, far_writer, 0.0), self._copy(far_reader, writer, self._delay_s))
        self._open -= {writer, far_writer}

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay_s: float) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await asyncio.sleep(delay_s)
                writer.write(data)
                await writer.drain()
        with suppress(OSError, RuntimeError):
            writer.close()
