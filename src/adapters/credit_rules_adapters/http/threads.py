"""The threads in which requests wait for the store: how a request gets one, and how many requests wait for one at most.

uvicorn's own `limit_concurrency` counts connections, idle ones and probes too, and does not say when to come back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread

from credit_rules_adapters.http.problems import ServerBusyProblem

NEW = 5
"""So many requests may wait for each thread before a new one is refused."""
ADMITTED = 2 * NEW
"""The same for one that was let in and waits again: refused as often as new ones, it would have waited in vain."""

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")


async def begin(function: Callable[..., _Answer], *arguments: object) -> _Answer:
    """Run what a request begins with in a thread, beside others.

    :raises ServerBusyProblem: too many requests wait already
    """
    return await _run(partial(function, *arguments), NEW)


def in_a_thread(
    function: Callable[_Arguments, _Answer], *, most: int = ADMITTED
) -> Callable[_Arguments, Awaitable[_Answer]]:
    """Let a function that waits for the store run beside others, unless more wait for each thread already.

    Litestar's own `sync_to_thread` wraps a handler twice where two of them share a path.
    """

    @wraps(function)
    async def run(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Answer:
        return await _run(partial(function, *arguments, **named), most)

    return run


async def _run(function: Callable[[], _Answer], most: int) -> _Answer:
    threads = to_thread.current_default_thread_limiter()
    if threads.statistics().tasks_waiting >= most * threads.total_tokens:
        raise ServerBusyProblem
    async with threads:  # `run_sync` would let others go first, and a burst of them past the bound
        return await to_thread.run_sync(function, limiter=CapacityLimiter(1))
