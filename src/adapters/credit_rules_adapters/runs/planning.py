"""What a run would do in a stretch of accounts: by the bulk kernel, and by the core where its tables say too little."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

import pyarrow as pa
from attrs import define, field, frozen

from credit_rules import Outcome, Policy, Reason
from credit_rules_adapters.columnar import allocate_table
from credit_rules_adapters.runs.reading import Bill, Lot, Stretch, by_account
from credit_rules_adapters.stores.protocol import LARGEST_MINOR
from credit_rules_adapters.text.money import DIGITS

Paid: TypeAlias = tuple[str, str, int]
"""An invoice, the lot that paid of it, minor units."""
_PRIORITIES = 2**31


@define
class Account:
    """What a run does on one account, and what it leaves: of each bill, and of each lot with the reason (R21)."""

    paid: list[Paid] = field(factory=list)
    bills: list[tuple[Bill, int]] = field(factory=list)
    lots: list[tuple[Lot, int, str | None]] = field(factory=list)


def plan(stretch: Stretch, policy: Policy, on: date, decided: Callable[[str], Outcome]) -> dict[str, Account]:
    """Plan the accounts of a stretch that take part and are not done.

    :param decided: what the core decides on an account, for those of which the kernel's tables would say too little:
        an open invoice of several products beside a lot that is limited, sums that could pass 64 bits, a currency or a
        priority they do not know
    """
    passed_over = stretch.late | stretch.done.keys()
    bills = [bill for bill in stretch.bills if bill.account not in passed_over]
    lots = [lot for lot in stretch.lots if lot.account not in passed_over]
    by_core = _beyond_the_kernel(bills, lots, stretch.products)
    found: defaultdict[str, Account] = defaultdict(Account)
    for lot in lots:
        if lot.voided and lot.account not in by_core:
            found[lot.account].lots.append((lot, lot.remaining_minor, Reason.VOIDED.value))
    usual = _Usual(
        [bill for bill in bills if bill.account not in by_core],
        [lot for lot in lots if lot.account not in by_core and not lot.voided],
        stretch.products,
    )
    usual.run(policy, on, found)
    bills_of, lots_of = by_account(bills), by_account(lots)
    for account in sorted(by_core):
        found[account] = by_outcome(decided(account), bills_of[account], lots_of[account], applied=False)
    return dict(found)


def by_outcome(outcome: Outcome, bills: Iterable[Bill], lots: Iterable[Lot], *, applied: bool) -> Account:
    """Return what an outcome did to an account, given its bills and lots before it or, where applied, after it."""
    paid = [(each.invoice, each.allocation.credit, each.allocation.amount_minor) for each in outcome.applied]
    of_bill: Counter[str] = Counter()
    of_lot: Counter[str] = Counter()
    for invoice, credit, amount_minor in () if applied else paid:
        of_bill[invoice] += amount_minor
        of_lot[credit] += amount_minor
    reasons = {lot: reason.value for lot, reason in outcome.reasons}
    found = Account(
        paid,
        [(bill, bill.outstanding_minor - of_bill[bill.id]) for bill in bills],
        [
            (lot, lot.remaining_minor - of_lot[lot.id], reasons.get(lot.id))
            for lot in lots
            if lot.id in reasons or of_lot[lot.id]
        ],
    )
    if applied:
        _add_used_up(found, outcome)
    return found


def _add_used_up(found: Account, outcome: Outcome) -> None:
    """Add the bills and lots of which an outcome left nothing, so that they are no longer read."""
    there = {bill.id for bill, _ in found.bills} | {lot.id for lot, *_ in found.lots}
    for one in outcome.invoices:
        if one.id not in there and one.issued_on and one.due_on:
            bill = Bill(one.account, one.id, one.currency, 0, 0, one.issued_on, one.due_on)
            found.bills.append((bill, 0))
    for lot in outcome.credits:
        if lot.id not in there and lot.remaining_minor == 0:
            used = Lot(lot.account, lot.id, lot.currency, 0, lot.credit_class.value, lot.issued_on, lot.usable_from,
                       lot.expires_on, lot.paused, lot.voided, lot.priority, lot.products)  # fmt: skip
            found.lots.append((used, 0, None))


def _beyond_the_kernel(
    bills: Sequence[Bill], lots: Sequence[Lot], products: Mapping[tuple[str, str], frozenset[str | None]]
) -> set[str]:
    most = LARGEST_MINOR // max(1, len(bills) + len(lots))
    limited = {lot.account for lot in lots if lot.products and not lot.voided}
    found = {account for account, invoice in products if account in limited and len(products[account, invoice]) > 1}
    found |= {bill.account for bill in bills if bill.currency not in DIGITS or bill.outstanding_minor > most}
    found |= {bill.account for bill in bills if bill.pending_minor > most}
    found |= {lot.account for lot in lots if lot.currency not in DIGITS or lot.remaining_minor > most}
    found |= {lot.account for lot in lots if not -_PRIORITIES <= lot.priority < _PRIORITIES}
    return found & ({bill.account for bill in bills} | {lot.account for lot in lots})


@frozen
class _Usual:
    """Bills and lots as the kernel takes them. Their ids are unique in an account alone, so it sees their places."""

    bills: Sequence[Bill]
    lots: Sequence[Lot]
    products: Mapping[tuple[str, str], frozenset[str | None]]

    def run(self, policy: Policy, on: date, found: Mapping[str, Account]) -> None:
        """Run the kernel, and note what it finds."""
        if not self.bills and not self.lots:
            return
        numbers = {account: number for number, account in enumerate(sorted({*self._accounts()}))}
        tables = allocate_table(self._invoices(numbers), self._credits(numbers), policy, on=on)
        paid = tables.allocations.select(["invoice", "credit", "amount_minor"])
        for invoice, credit, amount_minor in zip(*(column.to_pylist() for column in paid.columns), strict=True):
            bill = self.bills[invoice]
            found[bill.account].paid.append((bill.id, self.lots[credit].id, amount_minor))
        for bill, left in zip(self.bills, tables.invoices.column("outstanding_minor").to_pylist(), strict=True):
            found[bill.account].bills.append((bill, left))
        left_of_lots = (tables.credits.column(name).to_pylist() for name in ("remaining_minor", "reason"))
        for lot, left, reason in zip(self.lots, *left_of_lots, strict=True):
            found[lot.account].lots.append((lot, left, reason))

    def _accounts(self) -> Iterator[str]:
        yield from (bill.account for bill in self.bills)
        yield from (lot.account for lot in self.lots)

    def _invoices(self, numbers: Mapping[str, int]) -> pa.Table:
        return pa.table(
            {
                "id": pa.array(range(len(self.bills)), pa.int64()),
                "account": pa.array([numbers[bill.account] for bill in self.bills], pa.int64()),
                "currency": pa.array([bill.currency for bill in self.bills], pa.string()),
                "outstanding_minor": pa.array([bill.outstanding_minor for bill in self.bills], pa.int64()),
                "pending_minor": pa.array([bill.pending_minor for bill in self.bills], pa.int64()),
                "issued_on": pa.array([bill.issued_on for bill in self.bills], pa.date32()),
                "due_on": pa.array([bill.due_on for bill in self.bills], pa.date32()),
                "product": pa.array([self._product(bill) for bill in self.bills], pa.string()),
            }
        )

    def _product(self, bill: Bill) -> str | None:
        """Return the product that all lines of a bill have; of an account without limited lots it does not matter."""
        products = self.products.get((bill.account, bill.id), frozenset())
        return next(iter(products)) if len(products) == 1 else None

    def _credits(self, numbers: Mapping[str, int]) -> pa.Table:
        same = {
            "currency": pa.string(),
            "remaining_minor": pa.int64(),
            "priority": pa.int64(),
            "issued_on": pa.date32(),
            "usable_from": pa.date32(),
            "expires_on": pa.date32(),
            "products": pa.list_(pa.string()),
            "paused": pa.bool_(),
        }
        return pa.table(
            {
                "id": pa.array(range(len(self.lots)), pa.int64()),
                "account": pa.array([numbers[lot.account] for lot in self.lots], pa.int64()),
                "class": pa.array([lot.credit_class for lot in self.lots], pa.string()),
                **{name: pa.array([getattr(lot, name) for lot in self.lots], of) for name, of in same.items()},
            }
        )
