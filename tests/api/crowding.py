"""An application of one thread, which can be taken: whatever is asked then waits, as on a server where all are."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from anyio import CapacityLimiter, to_thread
from attrs import define, field
from httpx import ASGITransport, AsyncClient

_PATIENCE_SECONDS = 30


@define
class Crowd:
    """A client, and the one thread."""

    client: AsyncClient
    threads: CapacityLimiter
    _end: threading.Event = field(factory=threading.Event)
    _taken: asyncio.Task[bool] | None = None

    @property
    def waiting(self) -> int:
        """How many wait for the thread."""
        return self.threads.statistics().tasks_waiting

    async def until(self, holds: Callable[[], bool]) -> None:
        """Let others go on until something holds."""
        while not holds():
            await asyncio.sleep(0.001)

    async def take(self) -> None:
        """Take the thread, once it is free, until it is let go."""
        await self.until(lambda: self.threads.borrowed_tokens == 0)
        self._end = threading.Event()
        self._taken = asyncio.create_task(to_thread.run_sync(self._end.wait))
        await self.until(lambda: self.threads.borrowed_tokens == 1)

    def let_go(self) -> None:
        """Let the thread go."""
        self._end.set()


@asynccontextmanager
async def crowded(app: Any) -> AsyncIterator[Crowd]:
    """Ask an application whose one thread is taken."""
    threads = to_thread.current_default_thread_limiter()
    threads.total_tokens = 1
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver.local") as client:
        crowd = Crowd(client, threads)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await crowd.take()
                yield crowd
        finally:
            crowd.let_go()
