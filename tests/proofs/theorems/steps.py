"""The step laws themselves, on symbolic accounts: what `decide` answers to a command, once recorded, breaks none.

An account of one customer holds an invoice and two lots, and where the command is about it, a note. Every amount is any
integer; how many lines, allocations and lots there are is given, and so are dates, scopes and classes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import frozen

from credit_rules import (
    Account,
    AccountCredit,
    AddInvoice,
    Allocate,
    ApplyCredit,
    Cancel,
    ClearPayment,
    Command,
    CreditClass,
    CreditNote,
    Expire,
    FailPayment,
    Grant,
    GrantKind,
    Invoice,
    Issue,
    Money,
    Outcome,
    Policy,
    RaiseCredit,
    RecordPayment,
    RefundCredit,
    Unapply,
    VoidCredit,
    VoidNote,
    WriteOff,
    allocate,
    apply_credit,
    cancel,
    clear_payment,
    decide,
    expire,
    fail_payment,
    grant,
    issue,
    laws,
    raise_credit,
    record_payment,
    refund_credit,
    unapply,
    void_credit,
    void_note,
    write_off,
)
from credit_rules.rules.entering import add_invoice
from proofs.states import (
    DAY,
    GBP,
    GENEROUS,
    TOMORROW,
    YESTERDAY,
    allocation,
    debt,
    draft,
    has_paid,
    invoice,
    line,
    lot,
    note,
    stands_on,
)
from proofs.symbolic import Built, Choice
from proofs.theorem import Theorem, answer

NUMBER = 9
"""The last entry before the command; what stands was recorded before it."""


@frozen
class Situation:
    """A command on an account under a policy."""

    account: Account
    command: Command
    policy: Policy


def account(invoices: Iterable[Invoice], lots: Iterable[AccountCredit], notes: Iterable[CreditNote]) -> Account:
    return Account(
        invoices={each.id: each for each in invoices},
        credits={each.id: each for each in lots},
        notes={each.id: each for each in notes},
        number=NUMBER,
    )


def played(of: Situation) -> Any:
    """Decide and record: the outcome, and the account after it; None if it is refused."""
    outcome = answer(decide(of.command, of.account, of.policy, DAY))
    return (outcome, of.account.record(outcome, on=DAY)) if isinstance(outcome, Outcome) else None


def every_law_is_kept(a: Any, step: Any) -> object:
    """No step law is broken by the entry, and the states the outcome shows are those that recording it makes."""
    if step is None:
        return True
    outcome, after = step
    return laws.after_equals_record(a.of.account, outcome, DAY) and all(
        laws.broken_by(a.of.account, entry, after) == [] for entry in after.entries
    )


def is_sound(a: Any) -> Any:
    """Lots have paid what stands of them, and notes stand on their invoice."""
    held = a.of.account
    return all(has_paid(lot, *held.invoices.values()) for lot in held.credits.values()) and all(
        stands_on(note, held.invoices[note.invoice]) for note in held.notes.values()
    )


def when(
    command: Built,
    *invoices: Built,
    lots: Iterable[Built] = (),
    notes: Iterable[Built] = (),
    policy: Policy = GENEROUS,
) -> Built:
    """A command on an account that holds these."""
    held = Built(account, invoices=[*invoices], lots=[*lots], notes=[*notes])
    return Built(Situation, account=held, command=command, policy=policy)


OWN = {"invoice": "INV-1"}
GIFT, PAID, MADE = lot("C1", credit_class=CreditClass.PROMOTIONAL), lot("C2"), lot("INV-1-CN1")
PAID_BY_GIFT = invoice([allocation(1)])
SWIM, GYM = line("L1", product="swim"), line("L2", product="gym")
FIRST_LOTS = (
    lot(expires_on=TOMORROW),
    lot(issued_on=YESTERDAY, expires_on=DAY),
    lot(usable_from=TOMORROW),
    lot(paused=True),
    lot(voided=True),
    lot(currency="EUR"),
    lot(account="bob"),
    lot(products=("swim",)),
)
"""Lots that may be used, lots that may not, and one that may on a part of the invoice."""

CREDITING = (
    when(
        Built(RaiseCredit, **OWN, amount=GBP, refund=Built(Money, amount_minor=1, currency="GBP")),
        PAID_BY_GIFT,
        lots=[GIFT],
    ),
    when(Built(VoidNote, note="INV-1-CN1"), PAID_BY_GIFT, lots=[GIFT, MADE], notes=[note(1, refund_minor=0)]),
)
USING = (
    *(when(Built(ApplyCredit, **OWN), invoice(lines=(SWIM, GYM)), lots=[first, PAID]) for first in FIRST_LOTS),
    when(Built(Allocate), debt(), lots=[GIFT, PAID]),
    when(Built(Issue, **OWN), draft(), lots=[GIFT, PAID], policy=Policy(minimum_collection={"GBP": 50})),
    when(Built(Unapply, **OWN, amount=GBP), PAID_BY_GIFT, lots=[GIFT]),
)
KEEPING = (
    when(Built(AddInvoice, invoice=debt("INV-2"))),
    when(Built(RecordPayment, **OWN, amount=GBP, pending=Choice(False, True)), invoice()),
    when(Built(ClearPayment, **OWN, amount=GBP), invoice()),
    when(Built(FailPayment, **OWN, amount=GBP), invoice()),
    when(Built(Cancel, **OWN), PAID_BY_GIFT, lots=[GIFT]),
    when(Built(WriteOff, **OWN), PAID_BY_GIFT, lots=[GIFT]),
    when(Built(Grant, id="C3", account="ann", amount=GBP, kind=Choice(*GrantKind))),
    when(Built(Expire), lots=[lot("C1", issued_on=YESTERDAY, expires_on=DAY), PAID]),
    when(Built(VoidCredit, credit="C1"), lots=[GIFT]),
    when(Built(RefundCredit, credit="C2", amount=GBP), lots=[GIFT, PAID]),
)

THEOREMS = (
    Theorem(
        law="conservation, non_negative, within_creditable, class_is_kept, postings_balance, shares_sum_to_amount, "
        "after_equals_record: on crediting",
        about=(raise_credit, void_note, Account.record),
        trial=played,
        over={"of": Choice(*CREDITING)},
        given=is_sound,
        claim=every_law_is_kept,
    ),
    Theorem(
        law="conservation, non_negative, within_outstanding, within_remaining, currency_isolation, class_is_kept, "
        "expiry_respected, scope_respected, postings_balance, after_equals_record: on using credit",
        about=(apply_credit, allocate, issue, unapply, Account.record),
        trial=played,
        over={"of": Choice(*USING)},
        given=is_sound,
        claim=every_law_is_kept,
    ),
    Theorem(
        law="conservation, non_negative, class_is_kept, postings_balance, after_equals_record: on all else",
        about=(
            add_invoice,
            record_payment,
            clear_payment,
            fail_payment,
            cancel,
            write_off,
            grant,
            expire,
            void_credit,
            refund_credit,
            Account.record,
        ),
        trial=played,
        over={"of": Choice(*KEEPING)},
        given=is_sound,
        claim=every_law_is_kept,
    ),
)
