"""`allocate` over one account: how the time grows from 1,000 invoices and lots to 10,000 of each."""

from __future__ import annotations

import random
from datetime import date, timedelta

from measure import Finding, medians, seconds

from credit_rules import AccountCredit, Invoice, Line, allocate

START = date(2026, 1, 1)
PRODUCTS = tuple("abcdefgh")


def account(size: int, *, limited: bool) -> tuple[list[Invoice], list[AccountCredit]]:
    """Return so many invoices and lots of one account, amounts 1.00-600.00, in no order; the seed is fixed."""
    chance = random.Random(size)
    invoices = [
        Invoice(
            f"INV-{number}",
            "ann",
            "GBP",
            [Line("L1", chance.randint(100, 60_000), product=chance.choice(PRODUCTS))],
            issued_on=START + timedelta(chance.randint(0, 300)),
        )
        for number in range(size)
    ]
    lots = [
        AccountCredit(
            f"C{number}",
            "ann",
            "GBP",
            chance.randint(100, 60_000),
            issued_on=START,
            expires_on=START + timedelta(chance.randint(400, 3650)),
            products=[chance.choice(PRODUCTS)] if limited else None,
        )
        for number in range(size)
    ]
    return invoices, lots


def measure(*, limited: bool) -> Finding:
    """Compare ten times the invoices and lots with one time."""
    on = START + timedelta(350)
    small, large = account(1_000, limited=limited), account(10_000, limited=limited)
    one, ten = medians(
        7, lambda: seconds(lambda: allocate(*small, on=on), 10), lambda: seconds(lambda: allocate(*large, on=on), 1)
    )
    made = len(allocate(*large, on=on).applied)
    figures = f"{ten:.3f} s beside {one:.4f} s; {made:,} allocations"
    kind = "limited lots" if limited else "lots for anything"
    return Finding(f"allocate 10⁴ × 10⁴ / 10³ × 10³, {kind}", ten / one, 13.0, figures)
