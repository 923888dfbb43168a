"""`token create`, `token revoke` and `token list`: who may ask over HTTP (the extra `http`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cyclopts import App

from credit_rules_adapters.cli.output import print_json, say
from credit_rules_adapters.cli.tables import print_table
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood
from credit_rules_adapters.text.readers import amount, one_of

if TYPE_CHECKING:
    from credit_rules_adapters.stores.sql import SqlStore

app = App(name="token", help="Make, revoke and list tokens.", help_format="plaintext", sort_key=10)


@app.command
def create(
    url: str,
    name: str,
    /,
    *,
    role: str,
    account: str | None = None,
    limit: Sequence[str] = (),
    right: Sequence[str] = (),
    days: int = 90,
) -> int:
    """Make a token and show it, once.

    Args:
        url: sqlite:///FILE or postgresql://USER@HOST/DATABASE
        name: stands with every entry made with it; choose one that is not a person's name
        role: administrator, clerk, viewer or customer
        account: a customer's account
        limit: the most of one credit note that a clerk raises, like GBP=50.00; may be given several times
        right: void_paid or pay_out, given to a clerk; may be given several times
        days: in how many days it expires
    """
    from credit_rules_adapters.access import tokens
    from credit_rules_adapters.access.callers import Caller, Right, Role

    with _store(url) as store:
        if days < 1:
            raise ValueError(f"--days {days} is too few; allowed is 1 or more")
        caller = Caller(
            name=name,
            role=one_of(Role)(role),
            account=account,
            limits=dict(_limits(limit)),
            rights=frozenset(map(one_of(Right), right)),
        )
        now = datetime.now(UTC)
        secret = tokens.create(store, caller, now=now, expires_at=now + timedelta(days=days))
    say(secret)
    return 0


def _limits(limits: Iterable[str]) -> Iterator[tuple[str, int]]:
    for limit in limits:
        currency, equals, most = limit.partition("=")
        if not equals:
            raise ValueError(f"--limit {limit} is none; allowed is a currency and an amount, like GBP=50.00")
        yield currency, amount(currency)(most)


@app.command
def revoke(url: str, name: str, /) -> int:
    """Revoke a token, at once and for good.

    Args:
        url: sqlite:///FILE or postgresql://USER@HOST/DATABASE
        name: the token's name
    """
    from credit_rules_adapters.access import tokens

    with _store(url) as store:
        if not tokens.revoke(store, name, now=datetime.now(UTC)):
            raise ValueError(f"{name} is the name of no token that can be revoked")
    say(f"{name} is revoked.")
    return 0


@app.command(name="list")
def list_(url: str, /, *, json: bool = False) -> int:
    """List all tokens; none is shown itself.

    Args:
        url: sqlite:///FILE or postgresql://USER@HOST/DATABASE
        json: print them as JSON
    """
    from credit_rules_adapters.access import tokens

    with _store(url) as store:
        now = datetime.now(UTC)
        rows = [
            (
                token.caller.name,
                token.caller.role.value,
                token.caller.account or "",
                "good" if token.is_good(now) else "over",
                "" if token.expires_at is None else f"{token.expires_at:%Y-%m-%d}",
            )
            for token in tokens.tokens_of(store)
        ]
    titles = ("Name", "Role", "Account", "State", "Expires")
    if json:
        print_json([dict(zip(map(str.lower, titles), row, strict=True)) for row in rows])
    else:
        print_table(titles, rows)
    return 0


@contextmanager
def _store(url: str) -> Iterator[SqlStore]:
    """Open a store, and tell in a line what is wrong with it or with what was asked."""
    from credit_rules_adapters.stores.protocol import StoreError
    from credit_rules_adapters.stores.sql import open_store

    try:
        store = open_store(url)
        try:
            yield store
        finally:
            store.close()
    except (StoreError, ValueError) as error:
        raise NotUnderstood([Mistake("credit-rules token", None, "", str(error))]) from error
