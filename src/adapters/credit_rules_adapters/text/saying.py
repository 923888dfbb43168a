"""What is asked for, in words: a sentence for each command."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from credit_rules import (
    AddCredit,
    AddInvoice,
    Allocate,
    Amount,
    ApplyCredit,
    ByPrice,
    Cancel,
    CancelSession,
    CarryOutRemoval,
    ClearPayment,
    Command,
    CompareWithRefund,
    Expire,
    FailPayment,
    Grant,
    Issue,
    Leaving,
    Money,
    NoteReason,
    Pause,
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
from credit_rules_adapters.text.mistakes import shown
from credit_rules_adapters.text.money import format_money

_Raising: TypeAlias = RaiseCredit | RaiseCredits | CompareWithRefund | VoidNote
_Using: TypeAlias = Issue | ApplyCredit | Unapply | Allocate
_Paying: TypeAlias = RecordPayment | ClearPayment | FailPayment | Cancel | WriteOff
_Holding: TypeAlias = Grant | VoidCredit | Pause | Resume | RefundCredit | Expire
_Others: TypeAlias = AddInvoice | AddCredit | RemoveFromProduct | CarryOutRemoval | CancelSession


def say(command: Command) -> str:
    """Say what a command asks for.

    >>> say(RaiseCredit(invoice="INV-7", amount=Money(7000, "GBP")))
    'raise a credit of 70.00 GBP on INV-7'
    """
    if isinstance(command, _Raising):
        return _raising(command)
    if isinstance(command, _Using):
        return _using(command)
    if isinstance(command, _Paying):
        return _paying(command)
    if isinstance(command, _Holding):
        return _holding(command)
    return _others(command)


def _raising(command: _Raising) -> str:
    match command:
        case RaiseCredit(invoice=invoice, amount=amount, refund=refund, reason=reason, memo=memo):
            paid_out = f", {format_money(refund)} of it refunded" if refund else ""
            return f"raise a credit of {_amount(amount)} on {invoice}{paid_out}{_because(reason, memo)}"
        case RaiseCredits(pairs):
            each = (f"{_amount(amount)} on {invoice}" for invoice, amount in pairs)
            return f"raise credits: {', '.join(each) or 'none'}"
        case CompareWithRefund(invoice=invoice, amount=amount):
            return f"compare a credit of {_amount(amount)} on {invoice} with a refund"
        case VoidNote(note):
            return f"void credit note {note}"
        case _:
            assert_never(command)


def _using(command: _Using) -> str:
    match command:
        case Issue(invoice=invoice):
            return f"issue {invoice}"
        case ApplyCredit(invoice=invoice, amount=limit, chosen=chosen):
            what = format_money(limit) if limit else "as much as can be"
            lots = "" if chosen is None else f" from {', '.join(chosen) or 'no lot'}"
            return f"apply account credit to {invoice}: {what}{lots}"
        case Unapply(invoice=invoice, amount=limit, credit=credit):
            what = format_money(limit) if limit else "all of it"
            return f"take account credit off {invoice}: {what}{f', of {credit}' if credit else ''}"
        case Allocate(account):
            return f"pay open invoices with account credit{_of(account)}"
        case _:
            assert_never(command)


def _paying(command: _Paying) -> str:
    match command:
        case RecordPayment(invoice=invoice, amount=paid, pending=pending):
            return f"record a payment of {format_money(paid)} on {invoice}{', not cleared yet' if pending else ''}"
        case ClearPayment(invoice=invoice, amount=paid):
            return f"clear a payment of {format_money(paid)} on {invoice}"
        case FailPayment(invoice=invoice, amount=paid):
            return f"give up a payment of {format_money(paid)} on {invoice}"
        case Cancel(invoice=invoice):
            return f"cancel {invoice}"
        case WriteOff(invoice=invoice):
            return f"write {invoice} off"
        case _:
            assert_never(command)


def _holding(command: _Holding) -> str:
    match command:
        case Grant(id=id, account=account, amount=given):
            return f"grant {account} account credit {id} of {format_money(given)}"
        case VoidCredit(credit):
            return f"void account credit {credit}"
        case Pause(credit):
            return f"pause account credit {credit}"
        case Resume(credit):
            return f"resume account credit {credit}"
        case RefundCredit(credit, amount):
            return f"pay {format_money(amount)} of account credit {credit} out in cash"
        case Expire(account):
            return f"remove what has expired{_of(account)}"
        case _:
            assert_never(command)


def _others(command: _Others) -> str:
    match command:
        case AddInvoice(invoice):
            return f"enter invoice {invoice.id}"
        case AddCredit(credit):
            return f"enter account credit {credit.id}"
        case RemoveFromProduct(leaving, credit):
            return f"{_leaving(leaving)}, crediting {_removal_credit(credit)}"
        case CarryOutRemoval():
            return "remove from a product as planned"
        case CancelSession(product, credit):
            return f"cancel a session of {product}, crediting {_removal_credit(credit)}"
        case _:
            assert_never(command)


def _leaving(leaving: Leaving) -> str:
    who = f"{leaving.beneficiary} ({leaving.account})" if leaving.beneficiary else leaving.account
    return f"remove {who} from {leaving.product}{f' from {leaving.from_on}' if leaving.from_on else ''}"


def _removal_credit(credit: ByPrice | Money | None) -> str:
    match credit:
        case None:
            return "nothing"
        case ByPrice(unused, sessions):
            return f"by price, {unused} of {sessions} sessions"
        case Money():
            return format_money(credit)


def _amount(amount: Amount) -> str:
    if isinstance(amount, Money):
        return format_money(amount)
    return ", ".join(f"{format_money(gross)} for line {line}" for line, gross in amount.items())


def _of(account: str | None) -> str:
    return "" if account is None else f" of {account}"


def _because(reason: NoteReason, memo: str) -> str:
    """Say why; a memo is free text, so it is shown in quotes, with whatever would move the cursor escaped."""
    told = [*([] if reason is NoteReason.OTHER else [reason.replace("_", " ")]), *([shown(memo)] if memo else [])]
    return f" ({': '.join(told)})" if told else ""
