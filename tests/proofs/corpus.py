"""Commands drawn once and for all, to be played into any version of the engine: the same whatever it answers.

Ids are few and amounts small, so that figures meet often. What is drawn does not depend on what the engine does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from attrs import frozen

from credit_rules import (
    AccountCredit,
    AddCredit,
    AddInvoice,
    Allocate,
    ApplyCredit,
    ByPrice,
    Cancel,
    CancelSession,
    ClearPayment,
    Collection,
    Command,
    CreditClass,
    CreditKey,
    Expire,
    FailPayment,
    Grant,
    GrantKind,
    Grants,
    Invoice,
    InvoiceKey,
    Issue,
    Leaving,
    Line,
    Money,
    Pause,
    PendingPayment,
    Policy,
    RaiseCredit,
    RaiseCredits,
    RecordPayment,
    RefundCredit,
    Refunds,
    RemoveFromProduct,
    Resume,
    Status,
    Surplus,
    Unapply,
    VoidCredit,
    VoidNote,
    VoidUsed,
    WriteOff,
)

DAY = date(2026, 3, 1)
INVOICES, LOTS, PRODUCTS = ("A", "B", "C"), ("L1", "L2", "L3", "L4"), ("swim", "gym")
COMMANDS = 24
"""How many follow on what enters."""

POLICIES = (
    Policy(refunds=Refunds.ALLOWED, grants=Grants.ALLOWED, void_used=VoidUsed.UNAPPLY),
    Policy(pending_payment=PendingPayment.RESERVE, surplus=Surplus.CASH_FIRST, refunds=Refunds.ALLOWED),
    Policy(minimum_collection={"GBP": 5}, credit_order=(), invoice_order=(InvoiceKey.SMALLEST,)),
    Policy(surplus=Surplus.PROPORTIONAL, grants=Grants.ALLOWED, credit_order=(CreditKey.LARGEST,)),
)


@frozen
class Play:
    """Commands with their dates, under one policy."""

    policy: Policy
    steps: tuple[tuple[date, Command], ...]


def play(number: int) -> Play:
    """Return one play of the corpus: every policy in turn, each time with other commands; what is rare, every fifth."""
    steps = _comes_back if number % 5 == 0 else _steps
    return Play(POLICIES[number % len(POLICIES)], tuple(steps(Random(number))))


def _steps(draw: Random) -> Iterator[tuple[date, Command]]:
    on = DAY
    for id in INVOICES:
        yield on, AddInvoice(_invoice(draw, id))
    for id in LOTS:
        yield on, AddCredit(_lot(draw, id))
    for _ in range(COMMANDS):
        on += timedelta(days=draw.choice((0, 0, 0, 1)))
        yield on, _command(draw)


def _comes_back(draw: Random) -> Iterator[tuple[date, Command]]:
    """A note gives credit back to a lot, which pays again, and is perhaps void by then; then the note is voided."""
    noted, *others = draw.sample(INVOICES, 3)
    for id in INVOICES:
        lines = [Line("N0", draw.randint(8, 12)), Line("N1", draw.randint(2, 4), 1, product="swim")]
        yield DAY, AddInvoice(Invoice(id, "ann", "GBP", lines, issued_on=DAY))
    for id in LOTS[:2]:
        yield DAY, AddCredit(AccountCredit(id, "ann", "GBP", draw.randint(12, 24), issued_on=DAY))
    chosen = (draw.choice(LOTS[:2]),)
    for id in (*others[: draw.randint(0, 1)], noted):
        yield DAY, ApplyCredit(invoice=id, amount=Money(draw.randint(4, 8), "GBP"), chosen=chosen)
    yield DAY, RecordPayment(invoice=noted, amount=Money(draw.randint(1, 4), "GBP"))
    yield DAY, RaiseCredit(invoice=noted, amount=Money(draw.randint(10, 16), "GBP"))
    if draw.randint(0, 3) == 0:
        yield DAY, VoidCredit(*chosen)
        yield DAY, Unapply(invoice=draw.choice(INVOICES), amount=None)
    for _ in range(draw.randint(2, 6)):
        amount = Money(draw.randint(2, 5), "GBP")
        yield DAY, ApplyCredit(invoice=draw.choice(others), amount=draw.choice((None, amount, amount)), chosen=chosen)
    yield DAY, draw.choice((Allocate(), Unapply(invoice=others[0], amount=Money(1, "GBP"))))
    yield DAY, VoidNote(f"{noted}-CN1")


def _amount(draw: Random) -> int:
    return draw.randint(1, 12)


def _money(draw: Random) -> Money:
    return Money(_amount(draw), draw.choices(("GBP", "EUR"), (19, 1))[0])


def _invoice(draw: Random, id: str) -> Invoice:
    lines = [
        Line(f"N{number}", draw.randint(0, 12), draw.randint(0, 3), product=draw.choice((None, *PRODUCTS)))
        for number in range(draw.randint(1, 3))
    ]
    status = draw.choices((Status.ISSUED, Status.DRAFT), (5, 1))[0]
    owed = sum(line.gross_minor for line in lines) if status is Status.ISSUED else 0
    paid = draw.choice((0, 0, owed // 2, owed))
    return Invoice(
        id,
        draw.choices(("ann", "bob"), (5, 1))[0],
        draw.choices(("GBP", "EUR"), (9, 1))[0],
        lines,
        status=status,
        collection=draw.choice((*Collection,)),
        issued_on=DAY if status is Status.ISSUED else None,
        paid_minor=paid,
        pending_minor=draw.choice((0, 0, 0, (owed - paid) // 2)),
    )


def _lot(draw: Random, id: str) -> AccountCredit:
    starts = draw.choice((-1, 0, 0, 0, 2))
    ends = draw.choice((None, None, 0, 1, 4))
    usable = DAY + timedelta(days=min(starts, 0 if ends is None else ends - 1))
    return AccountCredit(
        id,
        draw.choices(("ann", "bob"), (5, 1))[0],
        draw.choices(("GBP", "EUR"), (9, 1))[0],
        _amount(draw),
        credit_class=draw.choice((*CreditClass,)),
        issued_on=DAY - timedelta(days=2),
        usable_from=usable,
        expires_on=None if ends is None else DAY + timedelta(days=ends),
        products=draw.choice((None, None, ("swim",), ("gym",), PRODUCTS)),
        paused=draw.choices((True, False), (1, 9))[0],
    )


def _command(draw: Random) -> Command:
    often, seldom = _often(draw, draw.choice(INVOICES)), _seldom(draw, draw.choice(INVOICES), draw.choice(LOTS))
    return draw.choice(draw.choices((often, seldom), (3, 1))[0])


def _often(draw: Random, invoice: str) -> list[Command]:
    """What moves amounts to and fro."""
    note, lot = f"{invoice}-CN{draw.choice((1, 1, 2))}", draw.choice(LOTS)
    return [
        RaiseCredit(invoice=invoice, amount=_money(draw)),
        RaiseCredit(invoice=invoice, amount={"N0": _money(draw)}),
        RaiseCredit(invoice=invoice, amount=_money(draw), refund=Money(draw.randint(0, 3), "GBP")),
        RaiseCredits([(id, _money(draw)) for id in (invoice, draw.choice(INVOICES))]),
        VoidNote(note),
        VoidNote(note),
        ApplyCredit(invoice=invoice),
        ApplyCredit(invoice=invoice, amount=_money(draw)),
        ApplyCredit(invoice=invoice, chosen=(note, lot)),
        ApplyCredit(invoice=invoice, chosen=(lot,)),
        Unapply(invoice=invoice),
        Unapply(invoice=invoice, amount=_money(draw)),
        Unapply(invoice=invoice, credit=lot),
        Allocate(draw.choice((None, "ann"))),
        Issue(invoice=invoice),
        RecordPayment(invoice=invoice, amount=_money(draw), pending=draw.choice((True, False))),
        ClearPayment(invoice=invoice, amount=Money(draw.randint(1, 4), "GBP")),
        FailPayment(invoice=invoice, amount=Money(draw.randint(1, 4), "GBP")),
    ]


def _seldom(draw: Random, invoice: str, lot: str) -> list[Command]:
    """What ends something, or is about much at once."""
    return [
        Cancel(invoice=invoice),
        WriteOff(invoice=invoice),
        Grant(id="G1", account="ann", amount=_money(draw), kind=draw.choice((*GrantKind,))),
        Pause(lot),
        Resume(lot),
        VoidCredit(lot),
        RefundCredit(credit=lot, amount=_money(draw)),
        Expire(),
        RemoveFromProduct(Leaving(account="ann", product="swim"), draw.choice((_money(draw), ByPrice(1, 3)))),
        CancelSession("gym", _money(draw)),
    ]
