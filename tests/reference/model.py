"""A book of several accounts that speaks the vocabulary of the scenario files, with ints in minor units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from reference import entering, holding, leaving, paying, raising, undoing, using, views
from reference.facts import Answer, Facts, Rejected, Step
from reference.orders import JOININ, preset
from reference.sums import remaining

__all__ = ["Book", "preset"]

DATED: dict[str, Callable[[Facts, Step, date], Answer]] = {
    "raise_credit": raising.raise_credit,
    "raise_credits": raising.raise_credits,
    "issue": using.issue,
    "apply_credit": using.apply_credit,
    "unapply": using.unapply,
    "allocate": using.allocate,
    "grant": holding.grant,
    "refund_credit": holding.refund_credit,
    "expire": holding.expire,
    "cancel": undoing.cancel,
    "remove_from_product": leaving.remove_from_product,
    "cancel_session": leaving.cancel_session,
}
TIMELESS: dict[str, Callable[[Facts, Step], Answer]] = {
    "compare_with_refund": raising.compare_with_refund,
    "void_note": undoing.void_note,
    "record_payment": paying.record_payment,
    "clear_payment": paying.clear_payment,
    "fail_payment": paying.fail_payment,
    "void_credit": holding.void_credit,
    "pause": holding.pause,
    "resume": holding.resume,
    "write_off": undoing.write_off,
}


class Book:
    """Accounts, invoices, lots and notes in one namespace of ids, under one policy (R33)."""

    def __init__(self, policy: Mapping[str, object], currency: str, on: date) -> None:
        """Start empty; a field of the policy left out has its default, `on` is the date of what exists at the start."""
        self.facts = Facts({**JOININ, **policy}, currency)
        self.on = on

    def add_invoice(self, given: Step) -> Answer:
        """Enter an invoice as a [[invoice]] table describes it: {"postings"} or {"rejected"}."""
        return answered(lambda: entering.add_invoice(self.facts, given, self.on))

    def add_credit(self, given: Step) -> Answer:
        """Enter a lot as a [[credit]] table describes it: {"postings"} or {"rejected"}."""
        return answered(lambda: entering.add_credit(self.facts, given, self.on))

    def step(self, step: Step, on: date) -> Answer:
        """Take a step: everything that may be expected of it, or {"rejected": code} with its figures, and no change."""
        do = step["do"]
        if do in TIMELESS:
            return answered(lambda: TIMELESS[do](self.facts, step))
        return answered(lambda: DATED[do](self.facts, step, on))

    def invoice(self, name: str) -> Answer:
        """Every sum of an invoice and what follows from them."""
        return views.of_invoice(self.facts, self.facts.invoices[name])

    def credit(self, name: str) -> Answer:
        """A lot as it stands."""
        return views.of_credit(self.facts, name)

    def note(self, name: str) -> Answer:
        """A credit note, standing or void."""
        return views.of_note(self.facts, name)

    def balance(self, account: str, currency: str, on: date) -> int:
        """What the account holds on a date, usable or not yet (R29)."""
        return views.balance(self.facts, account, currency, on)

    def available(self, account: str, currency: str, on: date) -> int:
        """What the account may use on a date, whatever it is limited to (R17)."""
        return sum(remaining(self.facts, lot) for lot in using.available(self.facts, account, currency, on))

    def invoice_ids(self) -> list[str]:
        """Every invoice, by id."""
        return sorted(self.facts.invoices)

    def credit_ids(self) -> list[str]:
        """Every lot, by id."""
        return sorted(self.facts.lots)

    def note_ids(self) -> list[str]:
        """Every note, standing or void, by id."""
        return sorted(self.facts.notes)

    def accounts(self) -> list[str]:
        """Every account that has an invoice or a lot, by id."""
        of_invoices = {invoice.account for invoice in self.facts.invoices.values()}
        return sorted(of_invoices | {lot.account for lot in self.facts.lots.values()})


def answered(act: Callable[[], Answer]) -> Answer:
    """The answer, a refusal being one too (R32)."""
    try:
        return act()
    except Rejected as refusal:
        return {"rejected": refusal.code, **refusal.figures}
