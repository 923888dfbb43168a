"""What the soak calls flat, and what it does not; and that it sees what a process holds."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

import pytest

from api.soak import Held, Sample


def samples(memory: Callable[[int], float], handles: Callable[[int], int] = lambda _: 20) -> list[Sample]:
    """Make a sample each thousand requests."""
    return [Sample(number, memory(number), handles(number), 9) for number in range(0, 100_000, 1000)]


def test_what_warms_up_and_wavers_is_flat() -> None:
    wavering = samples(lambda number: min(100, 90 + number / 1000) + number % 3, lambda number: 20 + number // 1000 % 5)
    assert list(Held.over(wavering).faults()) == []


@pytest.mark.parametrize(
    ("leaking", "told"),
    [
        (samples(lambda number: 100 + number / 10_000), "memory grew by 6.6 MB after the warm-up"),
        (samples(lambda _: 100, lambda number: 20 + number // 10_000), "handles grew from 23 to 29 after the warm-up"),
    ],
)
def test_what_grows_is_told(leaking: list[Sample], told: str) -> None:
    assert list(Held.over(leaking).faults()) == [told]


def test_what_a_process_holds_is_seen() -> None:
    before = Sample.of(os.getpid(), 0)
    with socket.socket():
        held = b"x" * 50_000_000
        after = Sample.of(os.getpid(), 1)
    assert len(held) > 0
    assert (after.handles, after.sockets) == (before.handles + 1, before.sockets + 1)
    assert after.memory_mb > before.memory_mb + 40
