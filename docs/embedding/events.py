"""Effects on their way to a queue, through the outbox: each at least once, those of one account in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from credit_rules_adapters.stores.protocol import Store
from credit_rules_adapters.text.json_form import form_of

BATCH = 100
Send = Callable[[str, str, Mapping[str, object]], None]
"""How your queue takes a message: the key by which it keeps an order, the id by which repeats are dropped, a body."""


def relay(store: Store, send: Send) -> int:
    """Send what was committed and not yet sent; return how many entries that were.

    A crash between sending and `taken` sends the same entries again under the same ids: that is "at least once".
    """
    sent = 0
    while events := list(store.events(BATCH)):
        for account, recorded in events:
            for place, effect in enumerate(recorded.entry.effects):
                send(account, f"{account}/{recorded.entry.number}/{place}", form_of(effect))
        store.taken((account, recorded.entry.number) for account, recorded in events)
        sent += len(events)
    return sent


class Balances:
    """Someone who reads: how much credit paid each invoice, and what was credited of it. Repeats change nothing."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.paid_minor: dict[str, int] = {}
        self.credited_minor: dict[str, int] = {}

    def take(self, message: str, body: Mapping[str, object]) -> None:
        """Take a message once: an effect, as JSON holds it."""
        if message in self.seen:
            return
        self.seen.add(message)
        match body:
            case {"effect": "credit_applied", "invoice": str(invoice), "allocation": {"amount_minor": int(amount)}}:
                self.paid_minor[invoice] = self.paid_minor.get(invoice, 0) + amount
            case {"effect": "note_raised", "note": {"invoice": str(invoice), "shares": [*shares]}}:
                credited = sum(share["net_minor"] + share["tax_minor"] for share in shares)
                self.credited_minor[invoice] = self.credited_minor.get(invoice, 0) + credited
