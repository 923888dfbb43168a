"""Work shared out over the cores: tasks are taken one by one, so that a long one holds up nobody else."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")
_NAME = "columnar"


def cores() -> int:
    """Count the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def _pool(process: int) -> ThreadPoolExecutor:  # a forked process inherits no threads
    return ThreadPoolExecutor(cores(), thread_name_prefix=f"{_NAME}-{process}")


def side_by_side(work: Callable[[_Task], _Result], tasks: Iterable[_Task]) -> list[_Result]:
    """Return the result of each task, in their order; the first failure is raised.

    Within a task, others are done one after the other: the cores have work, and waiting for a free one might not end.
    """
    waiting = list(tasks)
    if len(waiting) < 2 or threading.current_thread().name.startswith(_NAME):
        return [work(task) for task in waiting]
    return list(_pool(os.getpid()).map(work, waiting))
