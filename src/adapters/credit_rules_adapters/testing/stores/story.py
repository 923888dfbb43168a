"""A story: commands on one account that touch every kind of state, for stores to be interrupted in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import TypeAlias

from attrs import evolve, frozen
from returns.result import Failure, Result, Success

from credit_rules import (
    Account,
    AccountCredit,
    AddCredit,
    AddInvoice,
    Allocate,
    ApplyCredit,
    Cancel,
    CancelSession,
    Command,
    CreditClass,
    Expire,
    Grant,
    GrantKind,
    Invoice,
    Issue,
    Line,
    Money,
    Outcome,
    Pause,
    Policy,
    RaiseCredit,
    RecordPayment,
    RemoveFromProduct,
    Status,
    Unapply,
    VoidCredit,
    VoidNote,
    VoidUsed,
    WriteOff,
)
from credit_rules_adapters.asking import Request
from credit_rules_adapters.refusals import AmountTooLarge, DateBeforeLastEntry, Refusal, StalePlan
from credit_rules_adapters.stores.protocol import LARGEST_MINOR
from credit_rules_adapters.testing.parts import DAY_ONE
from credit_rules_adapters.testing.playing import carry_out

POLICY = Policy(void_used=VoidUsed.UNAPPLY)

Expected: TypeAlias = Result[Outcome, Refusal]


def owned(command: Command, account: str) -> Command:
    """Return a command as one about that account."""
    match command:
        case AddInvoice(state):
            return AddInvoice(evolve(state, account=account))
        case AddCredit(lot):
            return AddCredit(evolve(lot, account=account))
        case Grant() | Expire() | Allocate() | CancelSession():
            return evolve(command, account=account)
        case RemoveFromProduct(leaving):
            return evolve(command, leaving=evolve(leaving, account=account))
        case _:
            return command


@frozen
class Told:
    """What a request must be answered, and the account after it: by the core alone, from everything."""

    answer: Expected
    after: Account


def expected(request: Request, account: Account, policy: Policy, on: date) -> Told:
    """Return what a request must come to on an account."""
    step = carry_out(request.command, account, policy, on)
    if step.outcome is None:
        return Told(step.answer, account)
    last_on = account.entries[-1].on if account.entries else on
    large = [(one.id, one.total_minor, one.currency) for one in step.after.invoices.values()]
    large += [(one.id, one.amount_minor, one.currency) for one in step.after.credits.values()]
    too_large = {id: Money(most, currency) for id, most, currency in large if most > LARGEST_MINOR}
    refusal: Refusal | None = None
    if request.seen not in {None, account.number}:
        refusal = StalePlan(request.account, request.seen or 0, account.number)
    elif step.outcome.effects and on < last_on:
        refusal = DateBeforeLastEntry(request.account, on, last_on)
    elif too_large:
        (id, amount), *_ = too_large.items()
        refusal = AmountTooLarge(id, amount, Money(LARGEST_MINOR, amount.currency))
    return Told(Success(step.outcome), step.after) if refusal is None else Told(Failure(refusal), account)


def story(account: str, number: int) -> Iterator[Request]:
    """Yield the requests of one story, each under a key of its own; the number chooses its amounts and its ids."""
    for place, command in enumerate(_commands(account, Random(number), f"{number}-")):
        yield Request(account=account, actor="suite", command=command, on=DAY_ONE, key=f"{number}-{place}")


def _commands(account: str, chance: Random, of: str) -> Iterator[Command]:
    gross = chance.randrange(40, 400)

    def part(of: int) -> Money:
        return Money(chance.randrange(1, of), "GBP")

    gym = Line("L1", gross, gross // 5, product="gym")
    yield AddInvoice(Invoice(f"{of}A", account, "GBP", [gym, Line("L2", gross)], issued_on=DAY_ONE))
    yield AddInvoice(Invoice(f"{of}B", account, "GBP", [gym, Line("L2", 9)], status=Status.DRAFT))
    gift = AccountCredit(f"{of}GIFT", account, "GBP", gross, credit_class=CreditClass.PROMOTIONAL, issued_on=DAY_ONE)
    yield AddCredit(gift)
    yield Grant(id=f"{of}OVER", account=account, amount=part(gross), kind=GrantKind.OVERPAYMENT)
    yield ApplyCredit(invoice=f"{of}A", amount=part(gross))
    yield RecordPayment(invoice=f"{of}A", amount=part(gross))
    yield RaiseCredit(invoice=f"{of}A", amount=Money(2 * gross, "GBP"))
    yield Issue(invoice=f"{of}B")
    yield ApplyCredit(invoice=f"{of}B", amount=part(gross // 2))
    yield RaiseCredit(invoice=f"{of}B", amount=Money(10 * gross, "GBP"))  # refused
    yield VoidNote(f"{of}A-CN1")
    yield Unapply(invoice=f"{of}B", amount=Money(1, "GBP"))
    yield Pause(f"{of}GIFT")
    yield CancelSession("gym", part(gross), account)
    yield chance.choice((WriteOff(invoice=f"{of}B"), Cancel(invoice=f"{of}B"), VoidCredit(f"{of}OVER")))
