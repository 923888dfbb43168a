"""Invoices and lots that enter: as new ones, or as they stand."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from attrs import evolve

from credit_rules import (
    AccountCredit,
    AddCredit,
    AddInvoice,
    Collection,
    CreditClass,
    Grant,
    GrantKind,
    Invoice,
    Line,
    Status,
    Terms,
)
from credit_rules_adapters.access.directory import Person
from credit_rules_adapters.http.bodies.parts import Body, Currency, Id, MoneyBody, NotNegative
from credit_rules_adapters.text import readers

Priority = Annotated[int, msgspec.Meta(ge=-(2**31), lt=2**31, description="lower is used first")]


class LineBody(Body, kw_only=True):
    """A line of an invoice (R12)."""

    id: Id
    net_minor: NotNegative
    tax_minor: NotNegative = 0
    tax_code: str | None = None
    product: Id | None = None
    beneficiary: Id | None = None
    description: str = ""
    period_from: date | None = None
    period_until: date | None = None

    def line(self) -> Line:
        """Return the line."""
        return Line(
            self.id,
            self.net_minor,
            self.tax_minor,
            product=self.product,
            beneficiary=self.beneficiary,
            description=self.description,
            period_from=self.period_from,
            period_until=self.period_until,
            tax_code=self.tax_code,
        )


class InvoiceBody(Body, kw_only=True):
    """An invoice, as a draft or as it stands, without history (R1)."""

    id: Id
    currency: Currency
    lines: Annotated[list[LineBody], msgspec.Meta(min_length=1)]
    status: Status = Status.DRAFT
    collection: Collection = Collection.MANUAL
    issued_on: date | None = None
    due_on: date | None = None
    paid_minor: NotNegative = 0
    pending_minor: NotNegative = 0

    def command(self, account: str) -> AddInvoice:
        """Return the command for that account; a ValueError where the invoice cannot stand so."""
        invoice = Invoice(
            self.id,
            account,
            readers.currency(self.currency),
            [line.line() for line in self.lines],
            status=self.status,
            collection=self.collection,
            issued_on=self.issued_on,
            paid_minor=self.paid_minor,
            pending_minor=self.pending_minor,
        )
        return AddInvoice(invoice if self.due_on is None else evolve(invoice, due_on=self.due_on))


class TermsBody(Body, kw_only=True):
    """What a lot may be used for, and when (R17, R18, R20)."""

    priority: Priority = 50
    usable_from: date | None = None
    expires_on: date | None = None
    products: list[Id] | None = None


class GrantBody(TermsBody, kw_only=True):
    """Account credit that arises without an invoice (R28)."""

    id: Id
    amount: MoneyBody
    kind: GrantKind | None = None
    credit_class: CreditClass | None = None

    def command(self, account: str) -> Grant:
        """Return the command for that account."""
        terms = Terms(
            priority=self.priority,
            usable_from=self.usable_from,
            expires_on=self.expires_on,
            products=None if self.products is None else tuple(self.products),
        )
        return Grant(
            id=readers.identifier(self.id),
            account=account,
            amount=self.amount.money(),
            kind=self.kind,
            credit_class=self.credit_class,
            terms=terms,
        )


class LotBody(TermsBody, kw_only=True):
    """A lot that existed before, entered as it stands (R28)."""

    id: Id
    currency: Currency
    amount_minor: NotNegative
    remaining_minor: NotNegative | None = None
    credit_class: CreditClass = CreditClass.PAID
    issued_on: date
    paused: bool = False

    def command(self, account: str) -> AddCredit:
        """Return the command for that account; a ValueError where the lot cannot stand so."""
        return AddCredit(
            AccountCredit(
                readers.identifier(self.id),
                account,
                readers.currency(self.currency),
                self.amount_minor,
                remaining_minor=self.amount_minor if self.remaining_minor is None else self.remaining_minor,
                credit_class=self.credit_class,
                issued_on=self.issued_on,
                usable_from=self.usable_from or self.issued_on,
                expires_on=self.expires_on,
                priority=self.priority,
                products=self.products,
                paused=self.paused,
            )
        )


class PersonBody(Body, kw_only=True):
    """Who the person behind an account is."""

    name: str = ""
    address: str = ""
    tax_number: str = ""

    def person(self) -> Person:
        """Return the person."""
        return Person(name=self.name, address=self.address, tax_number=self.tax_number)
