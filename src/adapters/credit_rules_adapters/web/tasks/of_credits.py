"""What can be done with a lot of account credit, and with an account that has none yet."""

from __future__ import annotations

from collections.abc import Mapping

from credit_rules import (
    AccountCredit,
    CreditClass,
    Expire,
    Grant,
    GrantKind,
    Money,
    Pause,
    RefundCredit,
    Resume,
    Terms,
    VoidCredit,
)
from credit_rules_adapters.text.money import DIGITS, format_amount
from credit_rules_adapters.web import words
from credit_rules_adapters.web.asking import Form, amount_of, day, identifier, name_in, one_of, whole_number
from credit_rules_adapters.web.tasks.task import Crumb, Field, Kind, Task, TaskOn
from credit_rules_adapters.web.templating import path_to


def above(account: str) -> tuple[Crumb, ...]:
    """Return the pages above those of an account."""
    return (Crumb("Invoices", "/invoices"), Crumb(account, path_to("accounts", account)))


def _all_of_it(lot: AccountCredit) -> tuple[Field, ...]:
    value = format_amount(lot.remaining_minor, lot.currency)
    return (Field(name="amount", label=f"Amount in {lot.currency}", kind=Kind.AMOUNT, value=value),)


def _paid_out(lot: AccountCredit, form: Form) -> RefundCredit:
    return RefundCredit(lot.id, form.needed("amount", amount_of(lot.currency), Money(0, lot.currency)))


TASKS: Mapping[str, TaskOn[AccountCredit]] = {
    "pause": TaskOn(
        kind=Pause,
        title="Pause",
        button="Pause",
        read=lambda lot, _: Pause(lot.id),
        hint="Paused credit is not used, by itself or by choice, until it is resumed. It still expires.",
    ),
    "resume": TaskOn(kind=Resume, title="Resume", button="Resume", read=lambda lot, _: Resume(lot.id)),
    "void": TaskOn(
        kind=VoidCredit,
        title="Void",
        button="Void",
        read=lambda lot, _: VoidCredit(lot.id),
        hint="What remains of it is gone, and comes back only by hand.",
        is_grave=True,
    ),
    "pay-out": TaskOn(
        kind=RefundCredit,
        title="Pay out",
        button="Pay out",
        read=_paid_out,
        fields=_all_of_it,
        hint="The money leaves as cash; only credit that was paid for can.",
        is_grave=True,
    ),
}
"""By the last part of their address."""

_GRANT_FIELDS = (
    Field(name="id", label="Name of the credit", hint="New for this customer, like WELCOME-2026."),
    Field(name="amount", label="Amount", kind=Kind.AMOUNT),
    Field(name="currency", label="Currency", value="GBP"),
    Field(
        name="kind", label="What it is", kind=Kind.CHOICE, options={kind.value: words.KINDS[kind] for kind in GrantKind}
    ),
    Field(name="expires_on", label="Too late from", kind=Kind.DAY, hint="Leave it empty: it never expires."),
    Field(name="usable_from", label="Usable from", kind=Kind.DAY, hint="Leave it empty: at once."),
    Field(name="products", label="Only for these products", hint="With a semicolon between them. Empty: for any."),
    Field(name="priority", label="Priority", kind=Kind.WHOLE, value="50", hint="A lower one is used first."),
)


def granting(account: str) -> Task:
    """Return the task of granting an account credit without an invoice."""
    return Task(
        account=account,
        kind=Grant,
        title=f"Grant credit to {account}",
        button="Grant the credit",
        read=lambda form: _grant(account, form),
        above=above(account),
        fields=_GRANT_FIELDS,
    )


def _grant(account: str, form: Form) -> Grant:
    currency = form.needed("currency", name_in(DIGITS), "GBP")
    products = tuple(filter(None, (product.strip() for product in form.text("products").split(";"))))
    kind = form.read("kind", one_of(GrantKind), GrantKind.PROMOTIONAL)
    return Grant(
        id=form.needed("id", identifier, "-"),
        account=account,
        amount=form.needed("amount", amount_of(currency), Money(0, currency)),
        kind=kind,
        credit_class=CreditClass.PROMOTIONAL if kind is GrantKind.PROMOTIONAL else CreditClass.PAID,
        terms=Terms(
            priority=form.read("priority", whole_number, 50),
            usable_from=form.read("usable_from", day, None),
            expires_on=form.read("expires_on", day, None),
            products=products or None,
        ),
    )


def expiring(account: str) -> Task:
    """Return the task of removing what is past its expiry."""
    return Task(
        account=account,
        kind=Expire,
        title=f"Remove expired credit of {account}",
        button="Remove it",
        read=lambda _: Expire(account),
        above=above(account),
        hint="It counts in no balance any more; this only takes it off the books.",
    )
