"""Using account credit: scope, one lot's payment, and whole decisions on one or two invoices and lots."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from credit_rules import (
    AccountCredit,
    Allocation,
    Collection,
    Invoice,
    Money,
    Outcome,
    Policy,
    Reason,
    allocate,
    apply_credit,
    available,
    balances,
    issue,
    unapply,
)
from credit_rules.outcome import CreditApplied, CreditUnapplied
from credit_rules.rejection import Rejection
from credit_rules.rules.availability import room, scope_left, why_unusable
from credit_rules.rules.drawing import Funds, Payment, pay
from credit_rules.rules.issuing import held_back, to_collect
from proofs.specifications import using as specified
from proofs.specifications.sums import first_first
from proofs.specifications.using import Part, Standing
from proofs.states import DAY, GBP, TOMORROW, YESTERDAY, allocation, debt, draft, invoice, line, lot, sums_of
from proofs.symbolic import INTEGER, Choice
from proofs.theorem import Theorem, answer, told

MINIMUM = 50


def minimum_of(minor: int) -> Policy:
    return Policy(minimum_collection={"GBP": minor})


# Scope


def room_as_specified(a: Any, found: int) -> object:
    parts = [Part(each.product, each.net_minor, each.credited_net_minor) for each in a.invoice.lines]
    standing = [Standing(piece.products, piece.amount_minor) for piece in a.invoice.allocations]
    owed = sums_of(a.invoice).outstanding
    return found == (owed if a.products is None else specified.in_scope(a.products, parts, standing, owed))


SCOPES = (None, ("swim",), ("gym",), ("gym", "swim"), ("judo",))
OF_PRODUCTS = Choice(
    *(
        invoice(
            [allocation(1, products=scope), allocation(2)],
            lines=(line("L1", product="swim"), line("L2", product=second)),
        )
        for scope in SCOPES
        for second in ("gym", None)
    )
)


# When a lot is usable


def unusable(lot: AccountCredit) -> Reason | None:
    return why_unusable(lot, DAY)


def usable_as_specified(a: Any, why: Reason | None) -> object:
    """The first that holds, of lots usable from that day on or until the day before it, and of those about it (R17)."""
    told = a.lot.voided, a.lot.paused, a.lot.remaining_minor == 0, a.lot.usable_from > DAY, a.lot.expires_on == DAY
    return why is next((reason for reason, holds in zip(UNUSABLE, told, strict=True) if holds), None)


UNUSABLE = (Reason.VOIDED, Reason.PAUSED, Reason.NOTHING_REMAINING, Reason.NOT_YET_USABLE, Reason.EXPIRED)
DATED = ((DAY, None), (DAY, TOMORROW), (YESTERDAY, DAY), (TOMORROW, None))
HELD = Choice(
    *(
        lot(issued_on=YESTERDAY, usable_from=start, expires_on=end, paused=paused, voided=voided)
        for start, end in DATED
        for paused in (False, True)
        for voided in (False, True)
    )
)


# What lots are worth


def worth(lots: list[AccountCredit]) -> tuple[dict[str, int], dict[str, int]]:
    return dict(balances(lots, on=DAY)), dict(available(lots, on=DAY))


def worth_as_specified(a: Any, found: tuple[dict[str, int], dict[str, int]]) -> object:
    """Neither void nor past its expiry; and what is available is usable already and not paused, too (R17, R29)."""
    there = [each for each in a.lots if not each.voided and not (each.expires_on and each.expires_on <= DAY)]
    usable = [each for each in there if each.usable_from <= DAY and not each.paused]
    return all(
        sums.get(currency, 0) == sum(each.remaining_minor for each in counted if each.currency == currency)
        for sums, counted in zip(found, (there, usable), strict=True)
        for currency in ("GBP", "EUR")
    )


# One lot's payment: the step of every fold


def step_keeps_the_invariants(a: Any, step: Payment) -> object:
    """Nothing is made or lost, nothing is negative, and afterwards debt, lot or room is used up.

    From this step, for any number of lots and invoices. `Funds.draw` pays one invoice: it takes the lots that concern
    it in their order, lets each pay by this step, and passes on what is still owed. By induction on the lots taken:

    - Base: before the first, nothing is paid.
    - Conservation: the step adds to what is paid just what it takes off the debt, and off the lot; so after each lot,
      paid + owed is what was owed, and for every lot, paid + remaining is what it held.
    - Order: a lot is only taken once each before it, of those that concern the invoice, has nothing left or no room;
      for otherwise, by the third claim, nothing is owed any more, and then no further lot is taken.
    - No lot with something left could still pay: when the last is taken, the debt is 0, or each lot has nothing left
      or no room (lots of one scope share one room, so those behind a lot without room have none either). Rooms never
      grow while an invoice is paid; so this is still true at its end.

    `allocate` draws invoice by invoice on the same lots. What a later invoice takes only lowers what remains on lots,
    and touches no debt and no room of an earlier one; so the last claim, true when an invoice was done, is true at the
    end of the run, for every invoice. By induction on the invoices, conservation is, too.

    The step is proved here. That `draw` and `allocate` are this fold is read from their code, proved of two invoices
    and two lots (`draw_equals_specification`, `allocate_equals_specification`), and tested beyond.
    """
    room_left = a.room_minor - step.paid_minor
    return (
        (step.paid_minor >= 0)
        & (step.paid_minor + step.owed_minor == a.owed_minor)
        & (step.paid_minor + step.remaining_minor == a.remaining_minor)
        & (step.owed_minor >= 0)
        & (step.remaining_minor >= 0)
        & ((step.owed_minor == 0) | (step.remaining_minor == 0) | (room_left <= 0))
        & ((step.paid_minor == 0) | (room_left >= 0))
    )


def is_a_step(a: Any) -> object:
    return (a.owed_minor >= 0) & (a.remaining_minor >= 0)


# Whole decisions


def drawn(invoice: Invoice, lots: list[AccountCredit], limit_minor: int) -> tuple[Allocation, ...]:
    return Funds(lots).draw(invoice, limit_minor)


def draws_within_scope(a: Any, found: tuple[Allocation, ...]) -> object:
    """Lot by lot, each the least of what is owed, what it holds, and its room after those before it (R20, R21)."""
    parts = [Part(each.product, each.net_minor, each.credited_net_minor) for each in a.invoice.lines]
    paid = {piece.credit: piece.amount_minor for piece in found}
    owed, standing = a.limit_minor, list[Standing]()
    for each in a.lots:
        most = owed if each.products is None else specified.in_scope(each.products, parts, standing, owed)
        expected, owed, _ = specified.step(owed, each.remaining_minor, most)
        if paid.get(each.id, 0) != expected:
            return False
        standing.append(Standing(each.products, expected))
    return [piece.credit for piece in found] == [each.id for each in a.lots if each.id in paid]


def paid_by_lot(outcome: Outcome, invoice_id: str, lots: Iterable[AccountCredit]) -> tuple[int, ...]:
    found = {
        effect.allocation.credit: effect.allocation.amount_minor
        for effect in outcome.effects
        if isinstance(effect, CreditApplied) and effect.invoice == invoice_id
    }
    return tuple(found.get(each.id, 0) for each in lots)


def spent_as_paid(outcome: Outcome, lots: Iterable[AccountCredit], paid: Iterable[int]) -> bool:
    """The lots after the decision hold what they held, less what they paid."""
    after = {each.id: each.remaining_minor for each in outcome.credits}
    return all(
        after.get(each.id, each.remaining_minor) == each.remaining_minor - part
        for each, part in zip(lots, paid, strict=True)
    )


def applied(invoice: Invoice, lots: list[AccountCredit], amount: Money | None) -> Outcome | Rejection:
    return answer(apply_credit(invoice, lots, on=DAY, amount=amount))


def applies_as_specified(a: Any, found: Outcome | Rejection) -> object:
    before = sums_of(a.invoice)
    asked = None if a.amount is None else a.amount.amount_minor
    expected = specified.applied(before, asked, [each.remaining_minor for each in a.lots])
    if not isinstance(found, Outcome):
        return told(found) == expected
    paid = paid_by_lot(found, "INV-1", a.lots)
    after = sums_of(found.invoice) if found.invoices else before
    return (
        ("applied", *paid) == expected
        and spent_as_paid(found, a.lots, paid)
        and after.outstanding == before.outstanding - sum(paid)
        and sum(after.applied) == sum(before.applied) + sum(paid)
    )


def unapplied(invoice: Invoice, amount: Money | None, credit: str | None) -> Outcome | Rejection:
    return answer(unapply(invoice, amount=amount, credit=credit))


def unapplies_as_specified(a: Any, found: Outcome | Rejection) -> object:
    concerned = [piece for piece in a.invoice.allocations if a.credit in {None, piece.credit}]
    asked = None if a.amount is None else a.amount.amount_minor
    expected = specified.unapplied([piece.amount_minor for piece in concerned], asked)
    if not isinstance(found, Outcome):
        return told(found) == expected
    off = [effect.allocation for effect in found.effects if isinstance(effect, CreditUnapplied)]
    by_number = {piece.number: piece.amount_minor for piece in off}
    before, after = sums_of(a.invoice), sums_of(found.invoice)
    newest_first = sorted(by_number, reverse=True)
    return (
        ("unapplied", *(by_number.get(piece.number, 0) for piece in concerned)) == expected
        and [piece.number for piece in off] == newest_first
        and sum(after.applied) == sum(before.applied) - sum(by_number.values())
        and after.outstanding == before.outstanding + sum(by_number.values())
    )


def used_and_collected(owed_minor: int, credit_minor: int, minimum_minor: int) -> tuple[int, int]:
    used = credit_minor - held_back(owed_minor, credit_minor, minimum_minor)
    return used, to_collect(owed_minor - used, minimum_minor)


def issued(draft: Invoice, lots: list[AccountCredit], policy: Policy) -> Outcome | Rejection:
    return answer(issue(draft, lots, on=DAY, policy=policy))


def issues_as_specified(a: Any, found: Any) -> object:
    credit, collect = specified.used_and_collected(
        sums_of(a.draft).total, sum(each.remaining_minor for each in a.lots), a.policy.minimum("GBP")
    )
    paid = paid_by_lot(found, "INV-1", a.lots)
    if a.draft.collection is Collection.MANUAL:
        return (paid, found.collect.amount_minor) == ((0,) * len(a.lots), 0)
    return (
        found.collect.amount_minor == collect
        and paid == first_first([each.remaining_minor for each in a.lots], credit)
        and spent_as_paid(found, a.lots, paid)
        and sums_of(found.invoice).outstanding == sums_of(a.draft).total - credit
    )


def run(invoices: list[Invoice], lots: list[AccountCredit]) -> Outcome:
    return allocate(invoices, lots, on=DAY)


def runs_as_specified(a: Any, found: Outcome) -> object:
    """Every lot pays every invoice as specified; so none with something left could still pay an open invoice."""
    sums = map(sums_of, a.invoices)
    expected = specified.paid_in_order(
        [each.outstanding if each.pending == 0 else 0 for each in sums], [each.remaining_minor for each in a.lots]
    )
    paid = tuple(paid_by_lot(found, each.id, a.lots) for each in a.invoices)
    return paid == expected and spent_as_paid(found, a.lots, map(sum, zip(*paid, strict=True)))


ONE_OR_TWO_LOTS = Choice([lot("C1")], [lot("C1"), lot("C2")])

THEOREMS = (
    Theorem(
        law="scope_respected",
        about=(room, scope_left),
        trial=room,
        over={"invoice": OF_PRODUCTS, "products": Choice(*SCOPES)},
        claim=room_as_specified,
    ),
    Theorem(
        law="usable_as_specified",
        about=why_unusable,
        trial=unusable,
        over={"lot": HELD},
        claim=usable_as_specified,
    ),
    Theorem(
        law="balances_equal_specification",
        about=(balances, available),
        trial=worth,
        over={
            "lots": Choice(
                [lot("C1"), lot("C2"), lot("C3", currency="EUR")],
                [lot("C1", expires_on=TOMORROW), lot("C2", issued_on=YESTERDAY, expires_on=DAY)],
                [lot("C1", voided=True), lot("C2", paused=True), lot("C3", usable_from=TOMORROW)],
            )
        },
        claim=worth_as_specified,
    ),
    Theorem(
        law="pay_equals_specification",
        about=pay,
        given=is_a_step,
        claim=lambda a, step: (
            (step.paid_minor, step.owed_minor, step.remaining_minor)
            == specified.step(a.owed_minor, a.remaining_minor, a.room_minor)
        ),
    ),
    Theorem(law="step_of_the_fold", about=pay, given=is_a_step, claim=step_keeps_the_invariants),
    Theorem(
        law="draw_equals_specification",
        about=(Funds.draw, pay),
        trial=drawn,
        over={
            "invoice": Choice(debt("INV-1", "swim", None), debt("INV-1", "swim", "gym", None)),
            "lots": Choice(
                [lot("C1", products=("swim",)), lot("C2", products=("gym", "swim"))],
                [lot("C1", products=("swim",)), lot("C2")],
                [lot("C1"), lot("C2", products=("swim",))],
            ),
        },
        given=lambda a: (
            (a.limit_minor > 0) & (a.limit_minor <= a.invoice.outstanding_minor)
            and all(each.remaining_minor > 0 for each in a.lots)
        ),
        claim=draws_within_scope,
    ),
    Theorem(
        law="apply_equals_specification",
        about=apply_credit,
        trial=applied,
        over={"invoice": Choice(*map(invoice, range(3))), "lots": ONE_OR_TWO_LOTS, "amount": Choice(None, GBP)},
        claim=applies_as_specified,
    ),
    Theorem(
        law="unapply_equals_specification",
        about=unapply,
        trial=unapplied,
        over={
            "invoice": Choice(*map(invoice, range(4)), invoice([allocation(1), allocation(2), allocation(3, "C1")])),
            "amount": Choice(None, GBP),
            "credit": Choice(None, "C1"),
        },
        claim=unapplies_as_specified,
    ),
    Theorem(
        law="held_back_and_collected_equal_specification",
        about=(held_back, to_collect),
        trial=used_and_collected,
        given=lambda a: (a.credit_minor >= 0) & (a.credit_minor <= a.owed_minor) & (a.minimum_minor >= 0),
        claim=lambda a, found: found == specified.used_and_collected(a.owed_minor, a.credit_minor, a.minimum_minor),
    ),
    Theorem(
        law="issue_equals_specification",
        about=issue,
        trial=issued,
        over={
            "draft": Choice(*(draft(collection=each) for each in Collection)),
            "lots": Choice([], [lot("C1")], [lot("C1"), lot("C2")]),
            "policy": Choice(minimum_of(0), minimum_of(MINIMUM)),
        },
        claim=issues_as_specified,
    ),
    Theorem(
        law="allocate_equals_specification",
        about=allocate,
        trial=run,
        over={"invoices": [debt("A", pending_minor=INTEGER), debt("B")], "lots": [lot("C1"), lot("C2")]},
        claim=runs_as_specified,
    ),
)
