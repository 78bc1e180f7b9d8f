"""TCP between a client and the site that can be cut, or fall silent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from tests.channels.web.stage import Site


class Line:
    """Use `url` instead of the site's."""

    def __init__(self) -> None:
        self.url = ""
        self.joined = 0
        """Connections so far."""
        self._pairs: list[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = []
        self._frozen: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Both ends learn at once that it is over."""
        for pair in self._pairs:
            for writer in pair:
                writer.transport.abort()
        self._pairs.clear()

    def freeze(self) -> None:
        """Nothing comes through the present connections any more, and nobody is told."""
        for pair in self._pairs:
            self._frozen.update(pair)

    async def join(
        self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            writer.transport.abort()
            return
        self.joined += 1
        self._pairs.append((writer, far_writer))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._pump(reader, far_writer))
            group.create_task(self._pump(far_reader, writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                if writer not in self._frozen:
                    writer.write(data)
                    await writer.drain()
        writer.close()


@asynccontextmanager
async def line_to(here: Site) -> AsyncIterator[Line]:
    port = int(here.url.rsplit(":", 1)[1])
    line = Line()

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await line.join(port, reader, writer)

    server = await asyncio.start_server(join, "127.0.0.1", 0)
    async with server:
        line.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield line
        line.cut()
