"""People, products and the invoices for them, for the rules on leaving a product."""

from __future__ import annotations

from credit_rules import ByPrice, Invoice, Leaving, Line, Money, RemovalPlan, plan_removal
from examples.make import TOMORROW, YESTERDAY, invoice

SWIM = Leaving(account="ann", product="swim")
HALF = ByPrice(unused=1, sessions=2)


def swim(net: int, tax: int = 0, id: str = "L1", beneficiary: str | None = None) -> Line:
    return Line(id, net, tax, product="swim", beneficiary=beneficiary)


GYM = Line("GYM", 40, product="gym")


def plan(credit: ByPrice | Money | None, *invoices: Invoice, leaving: Leaving = SWIM) -> RemovalPlan:
    return plan_removal(invoices, leaving, credit).unwrap()


def planned(of: RemovalPlan) -> list[tuple[str, dict[str, int]]]:
    return [(id, {line: money.amount_minor for line, money in lines.items()}) for id, lines in of.credits]


OLD = invoice([swim(100)], "OLD", issued=YESTERDAY)
NEW = invoice([swim(60), GYM], "NEW", issued=TOMORROW)
