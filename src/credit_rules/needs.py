"""What a decision must see: `needs(command)`, the part of an account that suffices, and one decision an account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from attrs import evolve, frozen

from credit_rules.account import Account
from credit_rules.commands import (
    AddCredit,
    AddInvoice,
    Allocate,
    ApplyCredit,
    CancelSession,
    CarryOutRemoval,
    Command,
    Expire,
    Grant,
    Issue,
    OfInvoice,
    Pause,
    RaiseCredits,
    RefundCredit,
    RemoveFromProduct,
    Resume,
    Unapply,
    VoidCredit,
    VoidNote,
)
from credit_rules.credit import AccountCredit
from credit_rules.invoice import Invoice, Status


@frozen(kw_only=True)
class Needs:
    """What to load for a command: named states, and sets of states of one account (`account`, or that of the invoices).

    With an invoice come the lots that stand on it; with a note its invoice, its lots, and the invoices these stand on.
    """

    invoices: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    account: str | None = None
    open_invoices: bool = False
    """Every issued invoice that still owes something."""
    product: str | None = None
    """Every draft and issued invoice with a line of this product."""
    remaining_credits: bool = False
    """Every lot of which something remains."""
    all_credits: bool = False
    """Every lot: a run gives a reason for each (R21)."""


def needs(command: Command) -> Needs:
    """Return what must be loaded for a decision and for recording it (law `working_set_suffices`)."""
    match command:
        case AddInvoice(invoice):
            return Needs(invoices=(invoice.id,))
        case AddCredit(credit):
            return Needs(credits=(credit.id,))
        case Grant(id=id):
            return Needs(credits=(id,))
        case VoidNote(note):
            return Needs(notes=(note,))
        case Pause(credit) | Resume(credit) | VoidCredit(credit) | RefundCredit(credit):
            return Needs(credits=(credit,))
        case Expire(account):
            return Needs(account=account, remaining_credits=True)
        case Allocate(account):
            return Needs(account=account, open_invoices=True, all_credits=True)
        case RemoveFromProduct(leaving):
            return Needs(account=leaving.account, product=leaving.product)
        case CancelSession(product, account=account):
            return Needs(account=account, product=product)
        case RaiseCredits(pairs):
            return Needs(invoices=tuple(id for id, _ in pairs))
        case CarryOutRemoval(plan):
            return Needs(invoices=(*(id for id, _ in plan.credits), *(id for id, _ in plan.drafts)))
        case _:
            return _of_invoice(command)


def _of_invoice(command: OfInvoice) -> Needs:
    match command:
        case Issue(invoice=invoice) | ApplyCredit(invoice=invoice, chosen=None):
            return Needs(invoices=(invoice,), remaining_credits=True)
        case ApplyCredit(invoice=invoice, chosen=chosen):
            return Needs(invoices=(invoice,), credits=chosen or ())
        case Unapply(invoice=invoice, credit=credit):
            return Needs(invoices=(invoice,), credits=() if credit is None else (credit,))
        case _:
            return Needs(invoices=(command.invoice,))


def working_set(account: Account, needed: Needs) -> Account:
    """Return the part of an account that the needs name: what a store would load instead of the whole past."""
    notes = {id: account.notes[id] for id in needed.notes if id in account.notes}
    lots = {*needed.credits, *notes, *(piece.credit for note in notes.values() for piece in note.restored)}
    invoices = {*needed.invoices, *(note.invoice for note in notes.values())}
    if notes:
        invoices |= {id for id, invoice in account.invoices.items() if lots & _standing(invoice)}
    accounts = {needed.account} - {None} or {account.invoices[id].account for id in invoices if id in account.invoices}
    concerned = [invoice for invoice in account.invoices.values() if not accounts or invoice.account in accounts]
    if needed.open_invoices:
        invoices |= {invoice.id for invoice in concerned if invoice.outstanding_minor > 0}
    if needed.product is not None:
        invoices |= {invoice.id for invoice in concerned if _may_concern(invoice, needed.product)}
    loaded = {id: invoice for id, invoice in account.invoices.items() if id in invoices}
    lots |= {lot for invoice in loaded.values() for lot in _standing(invoice)}
    return evolve(
        account,
        invoices=loaded,
        notes=notes,
        credits={
            id: lot
            for id, lot in account.credits.items()
            if id in lots or ((not accounts or lot.account in accounts) and _wanted(lot, needed))
        },
    )


def _standing(invoice: Invoice) -> set[str]:
    return {piece.credit for piece in invoice.allocations}


def _may_concern(invoice: Invoice, product: str) -> bool:
    in_use = invoice.status in {Status.DRAFT, Status.ISSUED}
    return in_use and any(line.product == product for line in invoice.lines)


def _wanted(lot: AccountCredit, needed: Needs) -> bool:
    return needed.all_credits or (needed.remaining_credits and lot.remaining_minor > 0)


def split_by_account(command: Command, account: Account) -> tuple[Command, ...]:
    """Return a command as one command an account, accounts by id, for no decision need span two (R14, R21, R29, R31).

    Of a `RaiseCredits`, pairs whose invoice is unknown make a command of their own, the last.
    """
    match command:
        case RaiseCredits(pairs):
            owners = {id: invoice.account for id, invoice in account.invoices.items()}
            groups = sorted({owners.get(id) for id, _ in pairs}, key=lambda owner: (owner is None, owner or ""))
            return tuple(RaiseCredits([pair for pair in pairs if owners.get(pair[0]) == owner]) for owner in groups)
        case Expire(None) | Allocate(None) | CancelSession(account=None):
            return tuple(evolve(command, account=owner) for owner in accounts(account))
        case _:
            return (command,)


def accounts(account: Account) -> list[str]:
    """Return the ids of the customers' accounts whose states are at hand, in order."""
    of_invoices = {invoice.account for invoice in account.invoices.values()}
    return sorted(of_invoices | {lot.account for lot in account.credits.values()})


_State = TypeVar("_State", Invoice, AccountCredit)


def of_account(states: Iterable[_State], account: str | None) -> list[_State]:
    """Return the states of one customer's account; of every one, if none is named."""
    return [state for state in states if account in {None, state.account}]
