"""One door to every rule: a command, an account, a policy and a date in; an outcome or a refusal out."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from returns.result import Failure, Success

from credit_rules.account import Account
from credit_rules.commands import (
    AddCredit,
    AddInvoice,
    Allocate,
    ApplyCredit,
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
    OfCredit,
    OfInvoice,
    OfMany,
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
from credit_rules.credit import AccountCredit
from credit_rules.needs import needs, of_account
from credit_rules.policy import Policy
from credit_rules.rejection import CreditNotFound, InvoiceNotFound, NoteNotFound, Rejection
from credit_rules.result import Decision
from credit_rules.rules.allocating import allocate
from credit_rules.rules.applying import apply_credit
from credit_rules.rules.cancelling import cancel
from credit_rules.rules.comparing import compare_with_refund
from credit_rules.rules.entering import add_credit, add_invoice
from credit_rules.rules.granting import grant
from credit_rules.rules.issuing import issue
from credit_rules.rules.leaving import plan_removal, remove_from_product
from credit_rules.rules.pausing import pause, resume
from credit_rules.rules.paying import clear_payment, fail_payment, record_payment
from credit_rules.rules.raising import raise_credit
from credit_rules.rules.raising_many import raise_credits
from credit_rules.rules.removing import expire, refund_credit, void_credit
from credit_rules.rules.sessions import cancel_session
from credit_rules.rules.unapplying import unapply
from credit_rules.rules.voiding_notes import void_note
from credit_rules.rules.writing_off import write_off


def decide(command: Command, account: Account, policy: Policy, on: date) -> Decision:
    """Look up what a command names, and call the rule it stands for; nothing is changed.

    Unknown ids are answered before all else: `invoice_not_found`, `note_not_found`, `credit_not_found` (R32); then the
    refusals of the rule's function. Laws: `determinism`, `working_set_suffices`.
    """
    missing = _missing(command, account)
    if missing is not None:
        return Failure(missing)
    match command:
        case AddInvoice(invoice):
            return add_invoice(invoice, taken=account.invoices, policy=policy)
        case AddCredit(credit):
            return add_credit(credit, taken=account.credits, policy=policy)
        case Grant():
            return _grant(command, account, policy, on)
        case VoidNote(note):
            invoices, credits = account.invoices.values(), account.credits.values()
            return void_note(account.notes[note], invoices, credits, policy=policy)
        case Pause(credit) | Resume(credit) | VoidCredit(credit) | RefundCredit(credit):
            return _on_credit(command, account.credits[credit], policy, on)
        case RaiseCredits() | Expire() | Allocate() | RemoveFromProduct() | CarryOutRemoval() | CancelSession():
            return _on_many(command, account, policy, on)
        case _:
            return _on_invoice(command, account, policy, on)


def _missing(command: Command, account: Account) -> Rejection | None:
    """Return the refusal of the first id that must be known and is not, in the order of R32."""
    if isinstance(command, AddInvoice | AddCredit | Grant | RaiseCredits | CarryOutRemoval):
        return None  # new ids, and ids that are answered one by one
    named = needs(command)
    for id in named.invoices:
        if id not in account.invoices:
            return InvoiceNotFound(id)
    for id in named.notes:
        if id not in account.notes:
            return NoteNotFound(id)
    for id in named.credits:
        if id not in account.credits:
            return CreditNotFound(id)
    return None


def _grant(command: Grant, account: Account, policy: Policy, on: date) -> Decision:
    return grant(
        command.id,
        command.account,
        command.amount,
        on=on,
        kind=command.kind,
        credit_class=command.credit_class,
        terms=command.terms,
        taken=account.credits,
        policy=policy,
    )


def _on_invoice(command: OfInvoice, account: Account, policy: Policy, on: date) -> Decision:
    invoice = account.invoices[command.invoice]
    match command:
        case RaiseCredit(amount=amount, refund=refund, reason=reason, memo=memo):
            return raise_credit(invoice, amount, refund=refund, policy=policy, reason=reason, memo=memo)
        case CompareWithRefund(amount=amount, fees=fees):
            return compare_with_refund(invoice, amount, fees, policy=policy)
        case Issue():
            return issue(invoice, account.credits.values(), on=on, policy=policy)
        case ApplyCredit(amount=some, chosen=chosen):
            return apply_credit(invoice, account.credits.values(), on=on, amount=some, chosen=chosen, policy=policy)
        case Unapply(amount=some, credit=credit):
            return unapply(invoice, amount=some, credit=credit, policy=policy)
        case RecordPayment(amount=paid, pending=pending):
            return record_payment(invoice, paid, pending=pending, policy=policy)
        case ClearPayment(amount=paid):
            return clear_payment(invoice, paid, policy=policy)
        case FailPayment(amount=paid):
            return fail_payment(invoice, paid, policy=policy)
        case Cancel():
            return cancel(invoice, policy=policy)
        case WriteOff():
            return write_off(invoice, policy=policy)
        case _:
            assert_never(command)


def _on_credit(command: OfCredit, credit: AccountCredit, policy: Policy, on: date) -> Decision:
    match command:
        case Pause():
            return pause(credit, policy=policy)
        case Resume():
            return resume(credit, policy=policy)
        case VoidCredit():
            return void_credit(credit, policy=policy)
        case RefundCredit(amount=amount):
            return refund_credit(credit, amount, on=on, policy=policy)
        case _:
            assert_never(command)


def _on_many(command: OfMany, account: Account, policy: Policy, on: date) -> Decision:
    invoices, credits = account.invoices.values(), account.credits.values()
    match command:
        case RaiseCredits(pairs):
            return Success(raise_credits(invoices, pairs, policy=policy))
        case Expire(only):
            return Success(expire(of_account(credits, only), on=on, policy=policy))
        case Allocate(only):
            run = allocate(of_account(invoices, only), of_account(credits, only), on=on, policy=policy)
            return Success(run)
        case RemoveFromProduct(leaving, credit):
            planned = plan_removal(invoices, leaving, credit)
            return planned.bind(lambda plan: remove_from_product(invoices, plan, policy=policy))
        case CarryOutRemoval(plan):
            return remove_from_product(invoices, plan, policy=policy)
        case CancelSession(product, credit, only):
            return cancel_session(of_account(invoices, only), product, credit, policy=policy)
        case _:
            assert_never(command)
