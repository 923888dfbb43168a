"""Our rules over the club's rows: read states, decide, write what the outcome says, in one transaction of the ORM."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F

from club import models
from credit_rules import (
    AccountCredit,
    Allocation,
    Collection,
    CreditClass,
    CreditNote,
    Invoice,
    Line,
    Money,
    Outcome,
    Policy,
    Rejection,
    Status,
    fold,
    issue,
    raise_credit,
)

POLICY = Policy()
SUMS = (
    "paid_minor",
    "pending_minor",
    "allocations_made",
    "notes_raised",
    "reduced_minor",
    "restored_minor",
    "released_minor",
)
OF_A_LINE = ("net_minor", "tax_minor", "credited_net_minor", "credited_tax_minor")


class NotPossible(Exception):
    """A rule says no; `refusal` has the code and the figures."""

    def __init__(self, refusal: Rejection) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def invoice_of(row: models.Invoice) -> Invoice:
    """Read an invoice as the rules see it."""
    return Invoice(
        row.number,
        str(row.member_id),
        row.currency,
        [Line(str(line.pk), **{name: getattr(line, name) for name in OF_A_LINE}) for line in row.lines.order_by("pk")],
        status=Status.ISSUED if row.issued else Status.DRAFT,
        collection=Collection.AUTO if row.automatic else Collection.MANUAL,
        issued_on=row.issued_on,
        due_on=row.due_on,
        allocations=[
            Allocation(
                number=each.number,
                credit=each.credit.number,
                credit_class=CreditClass(each.credit.credit_class),
                amount_minor=each.amount_minor,
            )
            for each in row.allocations.select_related("credit").order_by("number")
        ],
        **{name: getattr(row, name) for name in SUMS},
    )


def lot_of(row: models.Credit) -> AccountCredit:
    """Read a lot as the rules see it."""
    return AccountCredit(
        row.number,
        str(row.member_id),
        row.currency,
        row.amount_minor,
        remaining_minor=row.remaining_minor,
        credit_class=CreditClass(row.credit_class),
        issued_on=row.issued_on,
        expires_on=row.expires_on,
    )


@transaction.atomic
def raise_note(number: str, amount: Money, *, on: date) -> CreditNote:
    """Raise a credit note against an invoice of the club.

    :raises NotPossible: a rule says no; nothing is written
    """
    row = _locked(number)
    outcome = fold(raise_credit(invoice_of(row), amount, policy=POLICY), _kept, _refused)
    note = outcome.note
    _write_invoice(row, outcome.invoice)
    models.CreditNote.objects.create(
        invoice=row,
        number=note.id,
        amount_minor=note.amount_minor,
        reduced_minor=note.reduced_minor,
        account_credit_minor=note.account_credit_minor,
        raised_on=on,
    )
    for piece in note.restored:
        lot = models.Credit.objects.filter(number=piece.credit)
        lot.update(remaining_minor=F("remaining_minor") + piece.amount_minor)
    lot = note.new_lot(on)
    if lot is not None:
        models.Credit.objects.create(
            member=row.member,
            number=lot.id,
            currency=lot.currency,
            credit_class=lot.credit_class.value,
            amount_minor=lot.amount_minor,
            remaining_minor=lot.remaining_minor,
            issued_on=lot.issued_on,
        )
    return note


@transaction.atomic
def issue_invoice(number: str, *, on: date) -> Money:
    """Issue a draft, pay it with the member's credit first, and return what is to be collected.

    :raises NotPossible: a rule says no; nothing is written
    """
    row = _locked(number)
    lots = [lot_of(lot) for lot in models.Credit.objects.filter(member=row.member, remaining_minor__gt=0)]
    outcome = fold(issue(invoice_of(row), lots, on=on, policy=POLICY), _kept, _refused)
    _write_invoice(row, outcome.invoice)
    for spent in outcome.credits:
        models.Credit.objects.filter(number=spent.id).update(remaining_minor=spent.remaining_minor)
    assert outcome.collect is not None
    return outcome.collect


def _locked(number: str) -> models.Invoice:
    """Lock the member, then read the invoice: whatever concerns one member is decided one after the other."""
    member_id = models.Invoice.objects.values_list("member_id", flat=True).get(number=number)
    models.Member.objects.select_for_update().get(pk=member_id)
    return models.Invoice.objects.select_related("member").get(number=number)


def _write_invoice(row: models.Invoice, now: Invoice) -> None:
    row.issued, row.issued_on, row.due_on = now.status is Status.ISSUED, now.issued_on, now.due_on
    for name in SUMS:
        setattr(row, name, getattr(now, name))
    row.save()
    for line in now.lines:
        credited = {name: getattr(line, name) for name in OF_A_LINE if name.startswith("credited")}
        row.lines.filter(pk=line.id).update(**credited)
    row.allocations.all().delete()
    lots = {lot.number: lot for lot in models.Credit.objects.filter(number__in=[use.credit for use in now.allocations])}
    for use in now.allocations:
        row.allocations.create(credit=lots[use.credit], number=use.number, amount_minor=use.amount_minor)


def _kept(outcome: Outcome) -> Outcome:
    return outcome


def _refused(refusal: Rejection) -> Outcome:
    raise NotPossible(refusal)
