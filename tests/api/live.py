"""The API in processes of its own, on this machine alone, over a real PostgreSQL."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import httpx

_PATIENCE_SECONDS = 60


@contextmanager
def served(url: str, *options: str, told: int | IO[str] = subprocess.DEVNULL) -> Iterator[str]:
    """Start `credit-rules serve` over a database, and return where it listens; it ends with this.

    What it says goes to `told`.
    """
    with serving(url, *options, told=told) as (_, address):
        yield address


@contextmanager
def serving(url: str, *options: str, told: int | IO[str] = subprocess.DEVNULL) -> Iterator[tuple[int, str]]:
    """Start it, and return its process too."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from credit_rules_adapters.cli import main; main()"]
    server = subprocess.Popen(
        [*command, "serve", url, "--port", str(port), *options],
        stdout=told,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield server.pid, once_ready(server, f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(_PATIENCE_SECONDS)


def once_ready(server: subprocess.Popen[Any], address: str) -> str:
    """Wait until a server is ready, and return where it listens."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended by itself"
        try:
            if httpx.get(f"{address}/ready", timeout=5).is_success:
                return address
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server was not ready in time")
