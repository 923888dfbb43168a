"""What exists at the start: invoices (R1) and opening balances."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from reference import postings
from reference.facts import Answer, Facts, Invoice, Line, Lot, Payment, Step, refuse_if
from reference.sums import outstanding, pending, total

STATUSES = ("draft", "issued", "cancelled", "written_off")


def understand(holds: bool, what: str) -> None:
    """Stop at what no rule has a code for: such a file is not understood."""
    if not holds:
        raise ValueError(what)


def _line(given: dict[str, Any]) -> Line:
    line = Line(**given)
    understand(line.net >= 0 and line.tax >= 0, f"line {line.id}: negative")
    return line


def add_invoice(facts: Facts, given: Step, on: date) -> Answer:
    """Enter an invoice as a draft or as it stands (R1)."""
    refuse_if(given["id"] in facts.invoices, "invoice_exists")
    lines = [_line(line) for line in given["lines"]] if "lines" in given else [Line("L1", given["total"])]
    status = given.get("status", "issued")
    issued_on = given.get("issued_on", on)
    invoice = Invoice(
        id=given["id"],
        account=given["account"],
        currency=given.get("currency", facts.currency),
        status=status,
        collection=given.get("collection", "manual"),
        issued_on=issued_on,
        due_on=given.get("due_on", None if status == "draft" else issued_on),
        lines=lines,
    )
    cash = Payment(invoice.id, given.get("paid", 0), given.get("pending", 0))
    _check_entry(invoice, cash)
    facts.invoices[invoice.id] = invoice
    facts.payments.append(cash)
    owed = outstanding(facts, invoice) + (pending(facts, invoice) if status == "issued" else 0)
    entry = postings.transfer("receivable", "opening_balances", owed, invoice.currency)
    return {"postings": postings.summed(entry)}


def _check_entry(invoice: Invoice, cash: Payment) -> None:
    understand(invoice.status in STATUSES, f"{invoice.id}: status {invoice.status}")
    understand(invoice.collection in ("auto", "manual"), f"{invoice.id}: collection {invoice.collection}")
    understand(len(invoice.lines) > 0 and total(invoice) >= 0, f"{invoice.id}: no lines, or a negative total")
    understand(len({line.id for line in invoice.lines}) == len(invoice.lines), f"{invoice.id}: duplicate lines")
    understand(cash.paid >= 0 and cash.pending >= 0, f"{invoice.id}: negative cash")
    understand(cash.paid + cash.pending <= total(invoice), f"{invoice.id}: more cash than its total")
    moneyless = invoice.status in ("draft", "cancelled")
    understand(not (moneyless and cash.paid + cash.pending > 0), f"{invoice.id}: cash on a {invoice.status} invoice")
    understand(not (invoice.status == "written_off" and cash.pending > 0), f"{invoice.id}: pending, yet written off")


def make_lot(facts: Facts, given: Step, issued_on: date, class_: str) -> Lot:
    """A lot as described by a [[credit]] table or a grant."""
    lot = Lot(
        id=given["id"],
        account=given["account"],
        currency=given.get("currency", facts.currency),
        amount=given["amount"],
        class_=class_,
        issued_on=issued_on,
        usable_from=given.get("usable_from", issued_on),
        expires_on=given.get("expires_on"),
        priority=given.get("priority", 50),
        products=frozenset(given["products"]) if given.get("products") is not None else None,
        paused=given.get("paused", False),
    )
    understand(lot.class_ in ("paid", "promotional"), f"{lot.id}: class {lot.class_}")
    understand(lot.products is None or len(lot.products) > 0, f"{lot.id}: limited to no product")
    understand(lot.expires_on is None or lot.usable_from < lot.expires_on, f"{lot.id}: never usable")
    return lot


def is_taken(facts: Facts, lot_id: str) -> bool:
    """An id that is taken, or that ends in -CN and digits as those of notes do (R28)."""
    return lot_id in facts.lots or re.search(r"-CN[0-9]+\Z", lot_id) is not None


def add_credit(facts: Facts, given: Step, on: date) -> Answer:
    """Enter an opening balance, whatever the policy's grants."""
    refuse_if(is_taken(facts, given["id"]), "credit_exists")
    lot = make_lot(facts, given, given.get("issued_on", on), given.get("class", "paid"))
    understand(lot.amount >= 0, f"{lot.id}: negative")
    facts.lots[lot.id] = lot
    return {"postings": postings.summed(postings.of_grant(lot, "opening_balance"))}
