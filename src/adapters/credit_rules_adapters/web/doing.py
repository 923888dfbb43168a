"""What was done: entries told line by line, and the one that a page was come to from."""

from __future__ import annotations

from credit_rules_adapters.stores.sql import SqlStore, listing
from credit_rules_adapters.web.asking import Asked
from credit_rules_adapters.web.tasks.previewing import Step, step_of


def just_done(request: Asked, store: SqlStore, account: str) -> Step | None:
    """Return the entry that the address names as just made, told; None where it names none."""
    number = request.query_params.get("done", "")
    if not number.isdecimal() or len(number) > 18:
        return None
    rows = listing.recorded(store, account, after=int(number) - 1, limit=1).rows
    return step_of(rows[0]) if rows else None
