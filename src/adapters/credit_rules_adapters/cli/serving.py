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

from attrs import evolve

from credit_rules_adapters.cli.output import say
from credit_rules_adapters.text import readers
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood
from credit_rules_adapters.text.policies import load_policy
from credit_rules_adapters.text.toml import Document

if TYPE_CHECKING:
    from credit_rules_adapters.access.directory import Person
    from credit_rules_adapters.http import Settings


def serve(
    url: str = "sqlite:///credit-rules.db",
    /,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    policy: str | None = None,
    zone: str = "UTC",
    rate: int = 600,
    seller: Path | None = None,
    font: Path | None = None,
    demo: bool = False,
) -> int:
    """Serve the pages and the API; make a token with `credit-rules token create` to sign in.

    Args:
        url: sqlite:///FILE, or postgresql://USER@HOST/DATABASE
        host: the address to listen on
        port: the port to listen on
        policy: a preset's name, or a TOML file; if not given joinin, or for the demo the club's own
        zone: the time zone of the business, like Europe/London; its date is the business date
        rate: how many requests a token may make in a minute
        seller: a TOML file with the name, address and tax_number that stand on credit notes
        font: a TrueType font for credit notes as PDF, where names need other than Latin letters
        demo: serve a club of sixty people that is gone at the end, with tokens that are shown; on this machine alone
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
            settings = Settings(
                store=store,
                policy=load_policy(policy or "joinin"),
                zone=_zone(zone),
                requests_per_minute=rate,
                seller=_seller(seller),
                font=_font(font),
            )
            _run(_with_club(settings, policy) if demo else settings, host, port)
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


def _seller(file: Path | None) -> Person:
    """Read who sells: every field may be left out."""
    from credit_rules_adapters.access.directory import Person

    if file is None:
        return Person()
    document = Document(file)
    fields = {name: document.table.take(name, readers.text, "") for name in ("name", "address", "tax_number")}
    document.table.close()
    document.finish()
    return Person(**fields)


def _font(file: Path | None) -> Path | None:
    if file is not None and not file.is_file():
        raise _mistaken("--font", f"there is no file {file}; allowed is a TrueType font, like DejaVuSans.ttf")
    return file


def _with_club(settings: Settings, policy: str | None) -> Settings:
    """Fill the store with the demo club, say who may sign in, and return the settings that fit it."""
    from credit_rules_adapters.access import tokens
    from credit_rules_adapters.access.callers import Caller, Role
    from credit_rules_adapters.access.directory import Person
    from credit_rules_adapters.club import CLUB_POLICY, MEMBERS, SELLER, fill, series_of

    now = settings.now()
    fill(settings.store, now.date())
    callers = [
        Caller(name="administrator", role=Role.ADMINISTRATOR),
        Caller(name="clerk", role=Role.CLERK, limits={"GBP": 50_00, "EUR": 50_00}),
        *(Caller(name=each.account, role=Role.CUSTOMER, account=each.account) for each in MEMBERS[:2]),
    ]
    say("A club of sixty people, two seasons of invoices. Tokens, good until this ends:")
    for caller in callers:
        say(f"  {caller.role.value} {caller.name}: {tokens.create(settings.store, caller, now=now)}")
    seller = settings.seller if settings.seller != Person() else SELLER
    return evolve(settings, policy=settings.policy if policy else CLUB_POLICY, series=series_of, seller=seller)


def _run(settings: Settings, host: str, port: int) -> None:
    import uvicorn

    from credit_rules_adapters.web import application

    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
    say(f"The pages: http://{host}:{port}")
    say(f"The API: http://{host}:{port}/v1, described at http://{host}:{port}/openapi.json")
    sys.stdout.flush()  # a pipe or a file is to have the tokens while this runs
    # its access log would show ids, and a header that names the program helps nobody
    uvicorn.run(application(settings), host=host, port=port, access_log=False, log_config=None, server_header=False)


def _mistaken(argument: str, what: str) -> NotUnderstood:
    return NotUnderstood([Mistake("credit-rules serve", None, argument, what)])
