"""Undoing, cash, and what takes value from a lot; and the postings of every effect."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import evolve

from credit_rules import (
    Account,
    AccountCredit,
    Allocation,
    CreditClass,
    CreditNote,
    Invoice,
    Money,
    Outcome,
    Policy,
    Refunds,
    Removal,
    Share,
    Status,
    Surplus,
    VoidUsed,
    cancel,
    clear_payment,
    expire,
    fail_payment,
    raise_credit,
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
from proofs.specifications.sums import Sums
from proofs.states import DAY, GBP, TOMORROW, allocation, invoice, lot, sums_of
from proofs.symbolic import INTEGER, Built, Choice
from proofs.theorem import Theorem, answer, told
from proofs.theorems.raising import GENEROUS

STANDING, NEXT = "INV-1-CN1", "INV-1-CN2"

# Voiding a note


def raised_and_voided(invoice: Invoice, lots: list[AccountCredit], amount: Money, policy: Policy) -> Account | None:
    """Raise a note and void it, recording both; None where either is refused."""
    account = Account(invoices={invoice.id: invoice}, credits={each.id: each for each in lots})
    raised = answer(raise_credit(invoice, amount, policy=policy))
    if not isinstance(raised, Outcome):
        return None
    noted = account.record(raised, on=DAY)
    voided = answer(void_note(noted.notes[raised.note.id], noted.invoices.values(), noted.credits.values()))
    assert isinstance(voided, Outcome)
    return noted.record(voided, on=DAY)


def is_undone(a: Any, account: Account | None) -> bool:
    """Invoice and lots are as before; the note keeps its number, its lot is void."""
    if account is None:
        return True
    lots = dict(account.credits)
    own = lots.pop(NEXT, None)
    return (
        account.invoices["INV-1"] == evolve(a.invoice, notes_raised=2)
        and list(lots.values()) == a.lots
        and (own is None or (own.voided and own.remaining_minor == 0))
        and account.notes[NEXT].voided
    )


def lots_have_paid(a: Any) -> bool:
    """A lot was once as large as what remains and what stands of it."""
    return all(
        each.amount_minor >= each.remaining_minor + piece.amount_minor
        for each, piece in zip(a.lots, a.invoice.allocations, strict=False)
    )


def note(*numbers: int, voided: bool = False) -> Built:
    """A note of INV-1 that restored parts of these allocations, made a lot of the rest and refunded some."""
    return Built(
        made_note,
        reduced_minor=INTEGER,
        restored=tuple(map(allocation, numbers)),
        account_credit_minor=INTEGER,
        refund_minor=INTEGER,
        voided=voided,
    )


def made_note(restored: tuple[Allocation, ...], *, voided: bool, **parts: int) -> CreditNote:
    amount = sum(parts.values()) + sum(piece.amount_minor for piece in restored)
    return CreditNote(
        id=STANDING,
        invoice="INV-1",
        account="ann",
        currency="GBP",
        shares=(Share("L1", amount, 0),),
        restored=restored,
        policy="",
        voided=voided,
        at=(5, 0),
        **parts,
    )


def voided(invoice: Invoice, note: CreditNote, lots: list[AccountCredit]) -> Outcome | Rejection:
    return answer(void_note(note, [invoice], lots))


def note_stands(a: Any) -> bool:
    """What the note did is part of the invoice's sums."""
    return (
        (a.note.reduced_minor <= a.invoice.reduced_minor)
        & (sum(piece.amount_minor for piece in a.note.restored) <= a.invoice.restored_minor)
        & (a.note.account_credit_minor + a.note.refund_minor <= a.invoice.released_minor)
        & (a.note.amount_minor <= a.invoice.lines[0].credited_net_minor)
    )


def voids_as_specified(a: Any, found: Outcome | Rejection) -> bool:
    before = sums_of(a.invoice)
    needed = {STANDING: a.note.account_credit_minor} if a.note.account_credit_minor > 0 else {}
    for piece in a.note.restored:
        needed[piece.credit] = needed.get(piece.credit, 0) + piece.amount_minor
    there = {each.id: each.remaining_minor for each in a.lots}
    refusal = specified.voided([*needed.values()], [there[id] for id in needed], a.note.refund_minor, void=a.note.voided)
    if not isinstance(found, Outcome):
        code, *figures = refusal
        lots = [[*needed][figures.pop(0)]] if code == "credit_already_used" else []
        return told(found) == (code, *figures) and all(getattr(found, "credit", id) == id for id in lots)
    after = sums_of(found.invoice)
    restored = sum(piece.amount_minor for piece in a.note.restored)
    return (
        refusal == ()
        and {each.id: each.remaining_minor for each in found.credits} == {id: there[id] - need for id, need in needed.items()}
        and after.creditable == before.creditable + a.note.amount_minor
        and after.outstanding == before.outstanding + a.note.reduced_minor
        and sum(after.applied) == sum(before.applied) + restored
        and after.released == before.released - a.note.account_credit_minor
    )


def freed(invoice: Invoice, note: CreditNote, lot: AccountCredit, uses: list[Invoice]) -> Outcome | Rejection:
    return answer(void_note(note, [invoice, *uses], [lot], policy=Policy(void_used=VoidUsed.UNAPPLY)))


def lot_was_used(a: Any) -> bool:
    """The lot was made with what the note released; what remains and its uses are no more than that."""
    used = sum(piece.amount_minor for each in a.uses for piece in each.allocations)
    return (a.lot.amount_minor == a.note.account_credit_minor) & (a.lot.remaining_minor + used <= a.lot.amount_minor)


def frees_as_specified(a: Any, found: Outcome | Rejection) -> bool:
    """The uses after the note, newest first, give what is missing; the one before it nothing."""
    stamped = [(piece.at, each.id, piece.amount_minor) for each in a.uses for piece in each.allocations]
    newest_first = sorted((use for use in stamped if use[0] > a.note.at), key=lambda use: use[0], reverse=True)
    expected = specified.unapplied_for(
        a.note.account_credit_minor, a.lot.remaining_minor, [amount for _, _, amount in newest_first]
    )
    if not isinstance(found, Outcome):
        return told(found) == expected
    off = {effect.allocation.at: effect.allocation.amount_minor for effect in found.effects if isinstance(effect, CreditUnapplied)}
    return (
        ("unapplied", *(off.get(at, 0) for at, _, _ in newest_first)) == expected
        and [each.remaining_minor for each in found.credits] == [a.lot.remaining_minor + sum(off.values()) - a.note.account_credit_minor]
        and all(sum(sums_of(each).applied) + sum(part for at, part in off.items() if at in {p.at for p in use.allocations}) == sum(sums_of(use).applied)
            for use in a.uses for each in found.invoices if each.id == use.id)
    )


def use(id: str, *at: tuple[int, int]) -> Built:
    """An invoice on which the note's lot stands, recorded at these places."""
    pieces = [allocation(number, STANDING, at=place) for number, place in enumerate(at, 1)]
    return invoice(pieces, id)


# Closing an invoice, and cash


def closes_as_specified(a: Any, found: Outcome | Rejection) -> bool:
    refusal = specified.cancelled(sums_of(a.invoice))
    if not isinstance(found, Outcome):
        return told(found) == refusal
    back = [effect.allocation for effect in found.effects if isinstance(effect, CreditUnapplied)]
    return refusal == () and back == list(reversed(a.invoice.allocations)) and sums_of(found.invoice).applied == ()


def gives_up_as_specified(a: Any, found: Outcome | Rejection) -> bool:
    expected = specified.written_off(sums_of(a.invoice))
    if not isinstance(found, Outcome):
        return told(found) == expected
    same = evolve(sums_of(found.invoice), issued=True) == sums_of(a.invoice)
    return ("written_off", found.invoice.balance_minor) == expected and same and found.invoice.status is Status.WRITTEN_OFF


def moves(a: Any, found: Outcome | Rejection, expected: tuple[object, ...], cash: int, pending: int) -> bool:
    if not isinstance(found, Outcome):
        return told(found) == expected
    before, after = sums_of(a.invoice), sums_of(found.invoice)
    asked = a.amount.amount_minor
    return expected == ("moved", asked) and after == evolve(
        before, paid=before.paid + cash * asked, pending=before.pending + pending * asked
    )


def recorded(invoice: Invoice, amount: Money, pending: bool) -> Outcome | Rejection:  # noqa: FBT001 - a shape
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


def pays_out_as_specified(a: Any, found: Outcome | Rejection) -> bool:
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


def takes_what_remains(a: Any, found: tuple[Any, Any]) -> bool:
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
        law="void_inverts_raise",
        about=(raise_credit, void_note, Account.record),
        trial=raised_and_voided,
        over={
            "invoice": Choice(*map(invoice, range(3))),
            "lots": LOTS,
            "amount": GBP,
            "policy": Choice(GENEROUS, evolve(GENEROUS, surplus=Surplus.CASH_FIRST)),
        },
        given=lots_have_paid,
        claim=is_undone,
    ),
    Theorem(
        law="void_equals_specification",
        about=void_note,
        trial=voided,
        over={"invoice": Choice(*(invoice(count, allocations_made=2) for count in (0, 1))), "note": NOTES, "lots": [*LOTS, lot(STANDING)]},
        given=note_stands,
        claim=voids_as_specified,
    ),
    Theorem(
        law="void_unapplies_as_specified",
        about=void_note,
        trial=freed,
        over={
            "invoice": invoice(0),
            "note": note(),
            "lot": lot(STANDING),
            "uses": Choice([], [use("INV-2", (6, 0))], [use("INV-2", (4, 0), (7, 0)), use("INV-3", (6, 0))]),
        },
        given=lambda a: (a.note.refund_minor == 0) & (a.note.account_credit_minor > 0) & note_stands(a) & lot_was_used(a),
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
    *(
        Theorem(
            law=f"{function.__name__}_equals_specification",
            about=function,
            trial=trial,
            over={"invoice": invoice(1), "amount": GBP},
            claim=lambda a, found, cash=cash: moves(
                a, found, using.ended(sums_of(a.invoice), a.amount.amount_minor), cash=cash, pending=-1
            ),
        )
        for function, trial, cash in ((clear_payment, cleared, 1), (fail_payment, failed, 0))
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
