"""Undoing, cash, and what takes value from a lot; and the postings of every effect."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from credit_rules import (
    AccountCredit,
    CreditClass,
    CreditNote,
    Invoice,
    Money,
    Outcome,
    Policy,
    Refunds,
    Removal,
    Status,
    VoidUsed,
    cancel,
    clear_payment,
    expire,
    fail_payment,
    record_payment,
    refund_credit,
    void_credit,
    void_note,
    write_off,
)
from credit_rules.outcome import CreditUnapplied
from credit_rules.rejection import Rejection
from proofs.specifications import undoing as specified
from proofs.specifications import using
from proofs.states import DAY, GBP, TOMORROW, allocation, has_paid, invoice, lot, note, stands_on, sums_of
from proofs.symbolic import Built, Choice
from proofs.theorem import Theorem, answer, told

# Voiding a note


def voided(invoice: Invoice, note: CreditNote, lots: list[AccountCredit]) -> Outcome | Rejection:
    return answer(void_note(note, [invoice], lots))


def voids_as_specified(a: Any, found: Outcome | Rejection) -> object:
    before = sums_of(a.invoice)
    needed = {"INV-1-CN1": a.note.account_credit_minor} if a.note.account_credit_minor > 0 else {}
    for piece in a.note.restored:
        needed[piece.credit] = needed.get(piece.credit, 0) + piece.amount_minor
    there = {each.id: each.remaining_minor for each in a.lots}
    refusal = specified.voided(
        [*needed.values()], [there[id] for id in needed], a.note.refund_minor, void=a.note.voided
    )
    if not isinstance(found, Outcome):
        code, *figures = refusal
        lots = [[*needed][figures.pop(0)]] if code == "credit_already_used" else []
        return told(found) == (code, *figures) and all(getattr(found, "credit", id) == id for id in lots)
    after = sums_of(found.invoice)
    restored = sum(piece.amount_minor for piece in a.note.restored)
    return (
        refusal == ()
        and {each.id: each.remaining_minor for each in found.credits}
        == {id: there[id] - need for id, need in needed.items()}
        and after.creditable == before.creditable + a.note.amount_minor
        and after.outstanding == before.outstanding + a.note.reduced_minor
        and sum(after.applied) == sum(before.applied) + restored
        and after.released == before.released - a.note.account_credit_minor
    )


def freed(invoice: Invoice, note: CreditNote, lot: AccountCredit, uses: list[Invoice]) -> Outcome | Rejection:
    return answer(void_note(note, [invoice, *uses], [lot], policy=Policy(void_used=VoidUsed.UNAPPLY)))


def needed(a: Any) -> Any:
    """What the note needs back of the lot: all that it made it with, or what it gave back to it."""
    restored = sum(piece.amount_minor for piece in a.note.restored if piece.credit == a.lot.id)
    return a.note.account_credit_minor if a.lot.id == a.note.id else restored


def lot_was_used(a: Any) -> object:
    """A new lot was made with what the note released; what remains and the uses are no more than a lot's amount."""
    is_its_own = a.lot.id == a.note.id
    return (a.lot.amount_minor == needed(a) if is_its_own else True) & has_paid(a.lot, *a.uses)


def frees_as_specified(a: Any, found: Outcome | Rejection) -> object:
    """The uses after the note, newest first, give what is missing and no more; the one before it nothing."""
    stamped = [(piece.at, each.id, piece.amount_minor) for each in a.uses for piece in each.allocations]
    newest_first = sorted((use for use in stamped if use[0] > a.note.at), key=lambda use: use[0], reverse=True)
    expected = specified.unapplied_for(needed(a), a.lot.remaining_minor, [amount for _, _, amount in newest_first])
    if not isinstance(found, Outcome):
        return told(found) == expected
    off = {
        effect.allocation.at: effect.allocation.amount_minor
        for effect in found.effects
        if isinstance(effect, CreditUnapplied)
    }
    return (
        ("unapplied", *(off.get(at, 0) for at, _, _ in newest_first)) == expected
        and [each.remaining_minor for each in found.credits] == [a.lot.remaining_minor + sum(off.values()) - needed(a)]
        and all(
            sum(sums_of(each).applied) + sum(part for at, part in off.items() if at in {p.at for p in use.allocations})
            == sum(sums_of(use).applied)
            for use in a.uses
            for each in found.invoices
            if each.id == use.id
        )
    )


def use(credit: str, id: str, *at: tuple[int, int]) -> Built:
    """An invoice on which a lot stands, recorded at these places."""
    return invoice([allocation(number, credit, at=place) for number, place in enumerate(at, 1)], id)


def uses(credit: str) -> Choice:
    """A lot not used, once after the note, and thrice: before it, after it, and in between on another invoice."""
    thrice = [use(credit, "INV-2", (4, 0), (7, 0)), use(credit, "INV-3", (6, 0))]
    return Choice([], [use(credit, "INV-2", (6, 0))], thrice)


# Closing an invoice, and cash


def closes_as_specified(a: Any, found: Outcome | Rejection) -> object:
    refusal = specified.cancelled(sums_of(a.invoice))
    if not isinstance(found, Outcome):
        return told(found) == refusal
    back = [effect.allocation for effect in found.effects if isinstance(effect, CreditUnapplied)]
    return refusal == () and back == list(reversed(a.invoice.allocations)) and sums_of(found.invoice).applied == ()


def gives_up_as_specified(a: Any, found: Outcome | Rejection) -> object:
    expected = specified.written_off(sums_of(a.invoice))
    if not isinstance(found, Outcome):
        return told(found) == expected
    same = evolve(sums_of(found.invoice), issued=True) == sums_of(a.invoice)
    return (
        ("written_off", found.invoice.balance_minor) == expected and same and found.invoice.status is Status.WRITTEN_OFF
    )


def moves(a: Any, found: Outcome | Rejection, expected: tuple[object, ...], *, cash: int, pending: int) -> object:
    if not isinstance(found, Outcome):
        return told(found) == expected
    before, after = sums_of(a.invoice), sums_of(found.invoice)
    asked = a.amount.amount_minor
    return expected == ("moved", asked) and after == evolve(
        before, paid=before.paid + cash * asked, pending=before.pending + pending * asked
    )


def recorded(invoice: Invoice, amount: Money, pending: bool) -> Outcome | Rejection:
    return answer(record_payment(invoice, amount, pending=pending))


def cleared(invoice: Invoice, amount: Money) -> Outcome | Rejection:
    return answer(clear_payment(invoice, amount))


def failed(invoice: Invoice, amount: Money) -> Outcome | Rejection:
    return answer(fail_payment(invoice, amount))


def cancelled(invoice: Invoice) -> Outcome | Rejection:
    return answer(cancel(invoice))


def written_off(invoice: Invoice) -> Outcome | Rejection:
    return answer(write_off(invoice))


# What takes value from a lot


def paid_out(lot: AccountCredit, amount: Money, policy: Policy) -> Outcome | Rejection:
    return answer(refund_credit(lot, amount, on=DAY, policy=policy))


def pays_out_as_specified(a: Any, found: Outcome | Rejection) -> object:
    expected = specified.paid_out(
        a.lot.remaining_minor,
        a.amount.amount_minor,
        promotional=a.lot.credit_class is CreditClass.PROMOTIONAL,
        allowed=a.policy.refunds is Refunds.ALLOWED,
    )
    if not isinstance(found, Outcome):
        return told(found) == expected
    return ("paid_out", found.credits[0].remaining_minor) == expected


def taken(lot: AccountCredit) -> tuple[Any, Any]:
    """Void a lot, and let it expire on its last day and the day before."""
    expired = tuple(expire([lot], on=day) for day in (DAY, TOMORROW))
    return answer(void_credit(lot)), expired


def takes_what_remains(a: Any, found: tuple[Any, Any]) -> object:
    voided, (before, after) = found
    left = a.lot.remaining_minor
    if left == 0:
        return voided.code == "nothing_remaining" and before.effects == after.effects == ()
    (removed,), (expired,) = voided.effects, after.effects
    return (
        before.effects == ()
        and (removed.amount_minor, removed.removal) == (left, Removal.VOIDED)
        and (expired.amount_minor, expired.removal) == (left, Removal.EXPIRED)
        and [each.remaining_minor for each in (*voided.credits, *after.credits)] == [0, 0]
        and voided.credits[0].voided
        and expire(after.credits, on=TOMORROW).effects == ()
    )


LOTS = [lot("C1"), lot("C2")]
NOTES = Choice(note(), note(1), note(2, 1), note(1, voided=True))

THEOREMS = (
    Theorem(
        law="void_equals_specification",
        about=void_note,
        trial=voided,
        over={
            "invoice": Choice(*(invoice(count, allocations_made=2) for count in (0, 1))),
            "note": NOTES,
            "lots": [*LOTS, lot("INV-1-CN1")],
        },
        given=lambda a: stands_on(a.note, a.invoice),
        claim=voids_as_specified,
    ),
    Theorem(
        law="void_unapplies_as_specified",
        about=void_note,
        trial=freed,
        over={
            "invoice": invoice(0),
            "note": note(),
            "lot": lot("INV-1-CN1"),
            "uses": uses("INV-1-CN1"),
        },
        given=lambda a: (
            (a.note.refund_minor == 0)
            & (a.note.account_credit_minor > 0)
            & stands_on(a.note, a.invoice)
            & lot_was_used(a)
        ),
        claim=frees_as_specified,
    ),
    Theorem(
        law="void_unapplies_as_specified: a lot that was given some back",
        about=void_note,
        trial=freed,
        over={
            "invoice": invoice(0, allocations_made=1),
            "note": note(1, account_credit_minor=0, refund_minor=0),
            "lot": lot("C1"),
            "uses": uses("C1"),
        },
        given=lambda a: stands_on(a.note, a.invoice) & lot_was_used(a),
        claim=frees_as_specified,
    ),
    Theorem(
        law="cancel_equals_specification",
        about=cancel,
        trial=cancelled,
        over={"invoice": Choice(*map(invoice, range(3)))},
        claim=closes_as_specified,
    ),
    Theorem(
        law="write_off_equals_specification",
        about=write_off,
        trial=written_off,
        over={"invoice": Choice(*map(invoice, range(2)))},
        claim=gives_up_as_specified,
    ),
    Theorem(
        law="record_payment_equals_specification",
        about=record_payment,
        trial=recorded,
        over={"invoice": invoice(1), "amount": GBP, "pending": Choice(False, True)},
        claim=lambda a, found: moves(
            a, found, using.recorded(sums_of(a.invoice), a.amount.amount_minor), cash=not a.pending, pending=a.pending
        ),
    ),
    Theorem(
        law="clear_payment_equals_specification",
        about=clear_payment,
        trial=cleared,
        over={"invoice": invoice(1), "amount": GBP},
        claim=lambda a, found: moves(
            a, found, using.ended(sums_of(a.invoice), a.amount.amount_minor), cash=1, pending=-1
        ),
    ),
    Theorem(
        law="fail_payment_equals_specification",
        about=fail_payment,
        trial=failed,
        over={"invoice": invoice(1), "amount": GBP},
        claim=lambda a, found: moves(
            a, found, using.ended(sums_of(a.invoice), a.amount.amount_minor), cash=0, pending=-1
        ),
    ),
    Theorem(
        law="refund_credit_equals_specification",
        about=refund_credit,
        trial=paid_out,
        over={
            "lot": Choice(*(lot(credit_class=each) for each in CreditClass)),
            "amount": GBP,
            "policy": Choice(*(Policy(refunds=each) for each in Refunds)),
        },
        claim=pays_out_as_specified,
    ),
    Theorem(
        law="removal_equals_specification",
        about=(void_credit, expire),
        trial=taken,
        over={"lot": lot(expires_on=TOMORROW)},
        claim=takes_what_remains,
    ),
)
