"""A command of the core in the words of the reference: a step of a scenario file, with amounts in minor units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from credit_rules import (
    AccountCredit,
    Allocate,
    Amount,
    ApplyCredit,
    ByPrice,
    Cancel,
    CancelSession,
    ClearPayment,
    Command,
    CompareWithRefund,
    Expire,
    FailPayment,
    Grant,
    Invoice,
    Issue,
    Money,
    Pause,
    Policy,
    RaiseCredit,
    RaiseCredits,
    RecordPayment,
    RefundCredit,
    RemoveFromProduct,
    Resume,
    Unapply,
    VoidCredit,
    VoidNote,
    WriteOff,
)

Step = dict[str, Any]

NAMES: Mapping[type, str] = {
    RaiseCredit: "raise_credit",
    RaiseCredits: "raise_credits",
    CompareWithRefund: "compare_with_refund",
    Issue: "issue",
    ApplyCredit: "apply_credit",
    Unapply: "unapply",
    RecordPayment: "record_payment",
    ClearPayment: "clear_payment",
    FailPayment: "fail_payment",
    Cancel: "cancel",
    WriteOff: "write_off",
    VoidNote: "void_note",
    Grant: "grant",
    Pause: "pause",
    Resume: "resume",
    VoidCredit: "void_credit",
    RefundCredit: "refund_credit",
    Expire: "expire",
    Allocate: "allocate",
    RemoveFromProduct: "remove_from_product",
    CancelSession: "cancel_session",
}


def policy_of(policy: Policy) -> dict[str, Any]:
    """The policy as a plain dict."""
    given = {name: list(value) if isinstance(value, tuple) else value for name, value in attrs.asdict(policy).items()}
    return {**given, "minimum_collection": dict(policy.minimum_collection)}


def step_of(command: Command, invoices: Mapping[str, Invoice]) -> Step:
    """The step that asks for the same."""
    return {"do": NAMES[type(command)], **_fields(command, invoices)}


def _fields(command: Command, invoices: Mapping[str, Invoice]) -> Step:
    match command:
        case RaiseCredits(credits):
            return {"credits": [{"invoice": id, **amount_of(amount, invoices.get(id))} for id, amount in credits]}
        case RaiseCredit(invoice=id, amount=amount, refund=refund):
            asked = amount_of(amount, invoices.get(id), refund)
            return {"invoice": id, **asked, "reason": command.reason.value, "memo": command.memo}
        case CompareWithRefund(invoice=id, amount=amount, fees=fees):
            paid = {"fee": fees.taken_minor, "refund_fee": fees.refund_minor}
            return {"invoice": id, **amount_of(amount, invoices.get(id)), **paid}
        case ApplyCredit(invoice=id, amount=some, chosen=chosen):
            return {"invoice": id, **_money(some), **({} if chosen is None else {"credits": list(chosen)})}
        case Unapply(invoice=id, amount=some, credit=credit):
            return {"invoice": id, **_money(some), **({} if credit is None else {"credit": credit})}
        case RecordPayment(invoice=id, amount=paid, pending=pending):
            return {"invoice": id, **_money(paid), "pending": pending}
        case ClearPayment(invoice=id, amount=paid) | FailPayment(invoice=id, amount=paid):
            return {"invoice": id, **_money(paid)}
        case Issue(invoice=id) | Cancel(invoice=id) | WriteOff(invoice=id):
            return {"invoice": id}
        case VoidNote(note):
            return {"note": note}
        case _:
            return _fields_of_others(command)


def _fields_of_others(command: Command) -> Step:
    match command:
        case Grant():
            return _grant(command)
        case RefundCredit(credit, amount):
            return {"credit": credit, **_money(amount)}
        case Pause(credit) | Resume(credit) | VoidCredit(credit):
            return {"credit": credit}
        case Expire(account) | Allocate(account):
            return {} if account is None else {"account": account}
        case RemoveFromProduct(who, credit):
            given = {"account": who.account, "product": who.product, "beneficiary": who.beneficiary}
            return {**given, "from": who.from_on, **_removal(credit)}
        case CancelSession(product, credit, None):
            return {"product": product, **_removal(credit)}
        case _:
            raise TypeError(f"the reference has no step for {command}")


def _money(amount: Money | None) -> Step:
    return {} if amount is None else {"amount": amount.amount_minor, "currency": amount.currency}


def amount_of(amount: Amount, invoice: Invoice | None, refund: Money | None = None) -> Step:
    """A step has one currency: that of its amounts, or one that is not the invoice's where any of them is not."""
    asked = (amount,) if isinstance(amount, Money) else tuple(amount.values())
    refunds = (refund,) if refund is not None and refund.amount_minor != 0 else ()
    currency = _odd((money.currency for money in (*asked, *refunds)), invoice)
    what = (
        {"amount": amount.amount_minor}
        if isinstance(amount, Money)
        else {"lines": {line: money.amount_minor for line, money in amount.items()}}
    )
    return {**what, "refund": refund.amount_minor if refund else 0, "currency": currency}


def _odd(currencies: Iterable[str], invoice: Invoice | None) -> str:
    named = list(currencies)
    return next((one for one in named if invoice is not None and one != invoice.currency), named[0])


def _removal(credit: ByPrice | Money | None) -> Step:
    match credit:
        case None:
            return {"credit": "none"}
        case ByPrice(unused, sessions):
            return {"credit": "price", "unused": unused, "sessions": sessions}
        case Money(amount_minor, currency):
            return {"credit": amount_minor, "currency": currency}


def _grant(command: Grant) -> Step:
    terms = {name: value for name, value in attrs.asdict(command.terms).items() if value is not None}
    kind = {} if command.kind is None else {"kind": command.kind.value}
    of_class = {} if command.credit_class is None else {"class": command.credit_class.value}
    return {"id": command.id, "account": command.account, **_money(command.amount), **kind, **of_class, **terms}


def entered_invoice(invoice: Invoice) -> Step:
    """An [[invoice]] table of the same."""
    lines = [
        {
            "id": line.id,
            "net": line.net_minor,
            "tax": line.tax_minor,
            "product": line.product,
            "beneficiary": line.beneficiary,
            "period_until": line.period_until,
            "tax_code": line.tax_code,
        }
        for line in invoice.lines
    ]
    issued_on = {} if invoice.issued_on is None else {"issued_on": invoice.issued_on}
    return {
        "id": invoice.id,
        "account": invoice.account,
        "currency": invoice.currency,
        "status": invoice.status.value,
        "collection": invoice.collection.value,
        "lines": lines,
        "due_on": invoice.due_on,
        "paid": invoice.paid_minor,
        "pending": invoice.pending_minor,
        **issued_on,
    }


def entered_credit(lot: AccountCredit) -> Step:
    """A [[credit]] table of the same."""
    return {
        "id": lot.id,
        "account": lot.account,
        "currency": lot.currency,
        "amount": lot.amount_minor,
        "class": lot.credit_class.value,
        "priority": lot.priority,
        "issued_on": lot.issued_on,
        "usable_from": lot.usable_from,
        "expires_on": lot.expires_on,
        "products": lot.products,
        "paused": lot.paused,
    }
