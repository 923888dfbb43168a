"""A few words to write billing in: amounts are minor units, of pounds unless a currency is named.

`invoice(100, paid=60)` owes 40; `lot("C1", 20, gift=True)` is a promotional lot; `books(…)` is an account that holds
both, and `play(account, command, …)` is the account once those commands were decided and recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from returns.result import Result

from credit_rules import (
    JOININ,
    Account,
    AccountCredit,
    AddCredit,
    AddInvoice,
    Collection,
    Command,
    CreditClass,
    CreditNote,
    Effect,
    Invoice,
    Line,
    Money,
    Outcome,
    Policy,
    Rejection,
    Status,
    apply_credit,
    decide,
    postings,
    raise_credit,
    record_payment,
)

DAY = date(2026, 3, 1)
"""The day of everything that names no other."""
YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)

_Answer = TypeVar("_Answer")


def gbp(amount_minor: int) -> Money:
    return Money(amount_minor, "GBP")


def eur(amount_minor: int) -> Money:
    return Money(amount_minor, "EUR")


def invoice(
    of: int | Iterable[Line] = 100,
    id: str = "INV-1",
    *,
    account: str = "ann",
    currency: str = "GBP",
    paid: int = 0,
    pending: int = 0,
    status: Status = Status.ISSUED,
    auto: bool = False,
    issued: date | None = DAY,
    due: date | None = None,
) -> Invoice:
    """An invoice of a total, or of lines."""
    return Invoice(
        id,
        account,
        currency,
        [Line("L1", of)] if isinstance(of, int) else of,
        status=status,
        collection=Collection.AUTO if auto else Collection.MANUAL,
        issued_on=issued,
        due_on=due or (None if status is Status.DRAFT else issued),
        paid_minor=paid,
        pending_minor=pending,
    )


def draft(
    of: int | Iterable[Line] = 100,
    id: str = "INV-1",
    *,
    account: str = "ann",
    currency: str = "GBP",
    auto: bool = True,
    due: date | None = None,
) -> Invoice:
    """An invoice not issued yet; it will be collected by itself unless it says otherwise."""
    return invoice(of, id, account=account, currency=currency, status=Status.DRAFT, auto=auto, issued=None, due=due)


def lot(
    id: str = "C1",
    amount: int = 20,
    *,
    gift: bool = False,
    until: date | None = None,
    products: Iterable[str] | None = None,
    **terms: Any,
) -> AccountCredit:
    """A lot of account credit; `until` is exclusive, and `terms` are named as `AccountCredit` names them."""
    usual = {"account": "ann", "currency": "GBP", "issued_on": DAY}
    return AccountCredit(
        id,
        amount_minor=amount,
        credit_class=CreditClass.PROMOTIONAL if gift else CreditClass.PAID,
        expires_on=until,
        products=products,
        **{**usual, **terms},
    )


def settled(owed: Invoice, *lots: AccountCredit) -> Invoice:
    """The invoice once those lots paid what they can of it, in that order."""
    return apply_credit(owed, lots, on=DAY, chosen=[each.id for each in lots]).unwrap().invoice


def on_its_way(owed: Invoice, amount: int) -> Invoice:
    """The invoice once so much cash is on its way."""
    return record_payment(owed, Money(amount, owed.currency), pending=True).unwrap().invoice


def credited(owed: Invoice, *amounts: int, policy: Policy = JOININ) -> Invoice:
    """The invoice once a note of each amount was raised on it."""
    for amount in amounts:
        owed = raise_credit(owed, Money(amount, owed.currency), policy=policy).unwrap().invoice
    return owed


def books(*states: Invoice | AccountCredit, policy: Policy = JOININ) -> Account:
    """An account in which those invoices and lots were entered, an entry each."""
    entered = [AddInvoice(state) if isinstance(state, Invoice) else AddCredit(state) for state in states]
    return play(Account(), *entered, policy=policy)


def play(account: Account, *commands: Command, on: date = DAY, policy: Policy = JOININ) -> Account:
    """The account once those commands were decided and recorded; none of them may be refused."""
    for command in commands:
        account = account.record(ask(account, command, on=on, policy=policy), on=on)
    return account


def ask(account: Account, command: Command, *, on: date = DAY, policy: Policy = JOININ) -> Outcome:
    """What a command does, which must not be refused."""
    return decide(command, account, policy, on).unwrap()


def refused(account: Account, command: Command, *, on: date = DAY, policy: Policy = JOININ) -> Rejection:
    """Why a command is refused, which it must be."""
    return refusal(decide(command, account, policy, on))


def refusal(decision: Result[_Answer, Rejection]) -> Rejection:
    return decision.failure()


def allocated(outcome: Outcome) -> list[tuple[str, str, int]]:
    """Which lot paid which invoice how much, in order."""
    return [(effect.allocation.credit, effect.invoice, effect.allocation.amount_minor) for effect in outcome.applied]


def standing(of: Invoice) -> list[tuple[str, int]]:
    """What stands on an invoice: lot and amount, in order."""
    return [(piece.credit, piece.amount_minor) for piece in of.allocations]


def parts(note: CreditNote) -> tuple[int, dict[str, int], int, int]:
    """What a note did: reduced, restored by lot, new lot, refund."""
    restored = {piece.credit: piece.amount_minor for piece in note.restored}
    return note.reduced_minor, restored, note.account_credit_minor, note.refund_minor


def shares(note: CreditNote) -> list[tuple[str, int, int]]:
    """What a note credited of each line: net and tax."""
    return [(share.line, share.net_minor, share.tax_minor) for share in note.shares]


def posted(effects: Sequence[Effect]) -> list[tuple[str, int]]:
    """The postings of those effects: account and amount, debits positive."""
    return [(posting.account, posting.amount_minor) for posting in postings(effects)]


def exactly(message: str) -> str:
    """A pattern that only this message matches."""
    return f"^{re.escape(message)}$"
