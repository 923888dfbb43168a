"""`serve`: the pages and the API over a store, on SQLite at once, on PostgreSQL with its URL (the extra `web`)."""

from __future__ import annotations

import ipaddress
import logging
import sys
import tempfile
from contextlib import closing
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from credit_rules_adapters.cli.output import say
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood
from credit_rules_adapters.text.policies import load_policy

if TYPE_CHECKING:
    from credit_rules_adapters.http import Settings


def serve(
    url: str = "sqlite:///credit-rules.db",
    /,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    policy: str = "joinin",
    zone: str = "UTC",
    rate: int = 600,
    demo: bool = False,
) -> int:
    """Serve the pages and the API; make a token with `credit-rules token create` to sign in.

    Args:
        url: sqlite:///FILE, or postgresql://USER@HOST/DATABASE
        host: the address to listen on
        port: the port to listen on
        policy: a preset's name (joinin if not given), or a TOML file
        zone: the time zone of the business, like Europe/London; its date is the business date
        rate: how many requests a token may make in a minute
        demo: serve a store that is gone at the end, with a token that is shown; on this machine alone
    """
    from credit_rules_adapters.http import Settings
    from credit_rules_adapters.stores.protocol import StoreError
    from credit_rules_adapters.stores.sql import open_store

    if demo and not _is_loopback(host):
        raise _mistaken("--host", f"{host} is no address of this machine alone, which --demo needs, like 127.0.0.1")
    if rate < 1:
        raise _mistaken("--rate", f"{rate} is too few; allowed is 1 or more")
    with tempfile.TemporaryDirectory(prefix="credit-rules-") as folder:
        try:
            store = open_store(f"sqlite:///{Path(folder, 'demo.db')}" if demo else url)
        except (StoreError, ValueError) as error:
            raise _mistaken("", str(error)) from error
        with closing(store):
            settings = Settings(store=store, policy=load_policy(policy), zone=_zone(zone), requests_per_minute=rate)
            if demo:
                say(f"An administrator's token, good until this ends: {_demo_token(settings)}")
            _run(settings, host, port)
    return 0


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError) as error:
        raise _mistaken("--zone", f"{name} is no time zone; allowed is one like Europe/London") from error


def _demo_token(settings: Settings) -> str:
    from credit_rules_adapters.access import tokens
    from credit_rules_adapters.access.callers import Caller, Role

    return tokens.create(settings.store, Caller(name="demo", role=Role.ADMINISTRATOR), now=settings.now())


def _run(settings: Settings, host: str, port: int) -> None:
    import uvicorn

    from credit_rules_adapters.web import application

    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
    say(f"The pages: http://{host}:{port}")
    say(f"The API: http://{host}:{port}/v1, described at http://{host}:{port}/openapi.json")
    # its access log would show ids, and a header that names the program helps nobody
    uvicorn.run(application(settings), host=host, port=port, access_log=False, log_config=None, server_header=False)


def _mistaken(argument: str, what: str) -> NotUnderstood:
    return NotUnderstood([Mistake("credit-rules serve", None, argument, what)])
