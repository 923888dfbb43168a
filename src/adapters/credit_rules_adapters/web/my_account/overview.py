"""The first page: credit that can be used, what expires when, and invoices to pay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from attrs import frozen
from litestar import Response

from credit_rules import (
    AccountCredit,
    Action,
    Allocate,
    Invoice,
    Money,
    Policy,
    allocate,
    available,
    balances,
    in_credit_order,
    in_invoice_order,
    needs,
    why_not,
)
from credit_rules_adapters.text.rejections import describe
from credit_rules_adapters.web.asking import Asked
from credit_rules_adapters.web.handlers import shown
from credit_rules_adapters.web.my_account.own import account_of, for_customers, name_of, settings_of
from credit_rules_adapters.web.my_account.saying import HINDRANCES, about, hindered
from credit_rules_adapters.web.pictures import what_expires
from credit_rules_adapters.web.templating import show


@frozen
class Held:
    """A lot that still holds something, what it is, and why it cannot be used today, if it cannot."""

    lot: AccountCredit
    about: str
    why_not: str


@frozen
class ToPay:
    """An invoice that is not settled, and why no credit can be used on it, if none can (R2, R16)."""

    invoice: Invoice
    why_not: str


@shown("/my-account", guards=[for_customers])
def show_account(request: Asked) -> Response[Any]:
    """Show what the customer has and owes."""
    settings, account = settings_of(request), account_of(request)
    today = settings.now().date()
    with settings.store.reading(account) as reading:
        found = reading.load(needs(Allocate(account)))
    lots = in_credit_order((lot for lot in found.credits.values() if lot.remaining_minor), settings.policy)
    return show(
        request,
        "my_account.html",
        name=name_of(request),
        sums=_sums(lots, today),
        held=_held(lots, today),
        to_pay=_to_pay(found.invoices.values(), settings.policy),
        pictures=what_expires(lots, on=today),
    )


def _sums(lots: list[AccountCredit], today: date) -> list[tuple[Money, Money]]:
    """Return by currency what can be used today, and what there is in all."""
    usable = available(lots, on=today)
    return [(Money(usable.get(code, 0), code), Money(minor, code)) for code, minor in balances(lots, on=today).items()]


def _held(lots: list[AccountCredit], today: date) -> list[Held]:
    """Ask a run without invoices why each lot would not be used: by what lies in the lot itself, or for want of one.

    What can be used stands first.
    """
    reasons = dict(allocate([], lots, on=today).reasons)
    held = [
        Held(lot, about(lot, today), hindered(lot, reasons[lot.id]) if reasons[lot.id] in HINDRANCES else "")
        for lot in lots
    ]
    return sorted(held, key=lambda each: bool(each.why_not))


def _to_pay(invoices: Iterable[Invoice], policy: Policy) -> list[ToPay]:
    ordered = in_invoice_order(invoices, policy)
    refusals = ((invoice, why_not(Action.APPLY_CREDIT, invoice, policy)) for invoice in ordered)
    return [ToPay(invoice, "" if refusal is None else describe(refusal)) for invoice, refusal in refusals]


HANDLERS = (show_account,)
