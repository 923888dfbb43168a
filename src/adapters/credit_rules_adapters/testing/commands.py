"""Commands for a given account, of every kind."""

from __future__ import annotations

from datetime import date

from hypothesis.strategies import SearchStrategy

from credit_rules import Account, Command, Status
from credit_rules_adapters.testing.crediting import comparing, leaving, leaving_as_planned, raising, raising_many
from credit_rules_adapters.testing.entering import credit_entering, invoice_entering
from credit_rules_adapters.testing.parts import DAY_ONE, SMALL
from credit_rules_adapters.testing.scene import Scene, any_of
from credit_rules_adapters.testing.using import (
    allocating,
    applying,
    closing,
    expiring,
    issuing,
    pausing,
    paying,
    spending,
    unapplying,
    voiding,
)

# What ends the life of an invoice or a lot comes seldom, so that accounts grow old.
_OFTEN = (raising, raising, applying, applying, voiding, unapplying, paying, issuing, allocating)
_SELDOM = (raising_many, comparing, leaving, leaving_as_planned, expiring, pausing, invoice_entering, credit_entering)
_ENOUGH = 5


def commands(account: Account, *, on: date = DAY_ONE, largest: int = SMALL) -> SearchStrategy[Command]:
    """Commands for that account on that date: mostly sensible, sometimes wrong.

    Amounts lie around the figures they are held against: on a bound, a unit beside it, seldom zero or less, seldom in
    another currency. Ids are seldom unknown; lots are sometimes another account's. What enters has amounts of at most
    `largest` minor units.
    """
    kinds = [*_OFTEN, *_OFTEN, *_SELDOM]
    kinds += [invoice_entering] * 10 if lacks_invoices(account) else [closing]
    kinds += [credit_entering] * 6 if lacks_credit(account) else [spending]
    return any_of(kinds, Scene(account, on, largest))


def lacks_invoices(account: Account) -> bool:
    """Tell whether there are few invoices that may still change."""
    live = {Status.DRAFT, Status.ISSUED}
    return sum(invoice.status in live for invoice in account.invoices.values()) < _ENOUGH


def lacks_credit(account: Account) -> bool:
    """Tell whether there are few lots that still hold something."""
    return sum(lot.remaining_minor > 0 for lot in account.credits.values()) < _ENOUGH
