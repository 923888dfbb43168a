"""What the club sells and how it bills: products with their prices and tax, terms, and invoices for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from attrs import frozen

from credit_rules import AddInvoice, Collection, Command, Invoice, Issue, Line, Status
from credit_rules_adapters.club.people import Member


@frozen
class Product:
    """Something sold by the term: its name, its net price by currency in minor units, its tax in percent."""

    name: str
    prices: Mapping[str, int]
    percent: int

    def line(self, id: str, member: Member, term: Term, *, beneficiary: str | None = None) -> Line:
        """Return the line that bills a term of it."""
        net = self.prices[member.currency]
        return Line(
            id,
            net,
            (net * self.percent + 50) // 100,
            product=self.name.lower(),
            beneficiary=beneficiary or member.child,
            description=f"{self.name}, {term.name}",
            period_from=term.begins,
            period_until=term.begins + timedelta(weeks=12),
            tax_code={0: "zero", 5: "reduced", 20: "standard"}[self.percent],
        )


def _prices(pounds: int, euros: int, yen: int, fils: int) -> Mapping[str, int]:
    return MappingProxyType({"GBP": pounds, "EUR": euros, "JPY": yen, "KWD": fils})


SWIMMING = Product("Swimming", _prices(75_00, 88_00, 14_800, 29_500), 20)
FOOTBALL = Product("Football", _prices(60_00, 70_00, 11_500, 23_250), 0)
GYMNASTICS = Product("Gymnastics", _prices(68_33, 79_99, 13_333, 26_875), 20)
CAMP = Product("Camp", _prices(140_00, 165_00, 27_000, 55_125), 5)
_DRAFTED_BEFORE = timedelta(days=45)


@frozen
class Term:
    """A term of a season: its place among all, what it is called, and the day its invoices are issued."""

    number: int
    name: str
    begins: date

    def invoice_id(self, member: Member) -> str:
        """Return the id of a member's invoice for it."""
        return f"INV-{1000 * self.number + member.number}"


def terms(today: date) -> tuple[Term, ...]:
    """Return two terms of the last season, two of this one, and the next term, whose invoices are drafts."""
    before = ((1, "autumn last season", 410), (2, "spring last season", 290), (3, "autumn", 75), (4, "winter", 20))
    past = tuple(Term(number, name, today - timedelta(days=days)) for number, name, days in before)
    return (*past, Term(5, "spring", today + timedelta(days=30)))


@frozen
class Step:
    """A command on a member's account, and its date.

    `clears_after`: so many days after an invoice was issued what is collected for it clears; None: nobody collects.
    """

    on: date
    account: str
    command: Command
    clears_after: int | None = None


def billed(
    member: Member, term: Term, *products: Product, collection: Collection = Collection.MANUAL, clears_after: int = 4
) -> Iterator[Step]:
    """Yield what enters an invoice as a draft, and issues it when the term begins."""
    yield drafted(member, term, *products, collection=collection)
    issue = Issue(invoice=term.invoice_id(member))
    collected = clears_after if collection is Collection.AUTO else None
    yield Step(term.begins, member.account, issue, clears_after=collected)


def drafted(member: Member, term: Term, *products: Product, collection: Collection = Collection.MANUAL) -> Step:
    """Return what enters an invoice as a draft, some weeks before its term."""
    lines = [product.line(f"L{place}", member, term) for place, product in enumerate(products, start=1)]
    invoice = Invoice(
        term.invoice_id(member),
        member.account,
        member.currency,
        lines,
        status=Status.DRAFT,
        collection=collection,
        due_on=term.begins + timedelta(days=14),
    )
    return Step(term.begins - _DRAFTED_BEFORE, member.account, AddInvoice(invoice))
