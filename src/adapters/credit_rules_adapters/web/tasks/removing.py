"""Removing a person from a product (R30): what that would credit, amounts that can be edited, and carrying it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve

from credit_rules import (
    ByPrice,
    CarryOutRemoval,
    Invoice,
    Leaving,
    Money,
    Needs,
    RemovalPlan,
    fold,
    plan_removal,
)
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.stores.sql import listing
from credit_rules_adapters.text.money import DIGITS, format_amount
from credit_rules_adapters.text.rejections import describe
from credit_rules_adapters.web.asking import Form, amount_of, day, identifier, name_in, whole_number
from credit_rules_adapters.web.tasks.of_credits import above
from credit_rules_adapters.web.tasks.task import Field, Kind, Task

_NOTHING = RemovalPlan(credits=(), drafts=(), left_out=None)
CREDIT_FIELDS = (
    Field(
        name="credit",
        label="Credit",
        kind=Kind.CHOICE,
        options={"none": "None", "price": "By price, for what is unused", "fixed": "A fixed amount"},
    ),
    Field(name="unused", label="Sessions not used", kind=Kind.WHOLE, hint="By price: so many"),
    Field(name="sessions", label="of all sessions", kind=Kind.WHOLE, hint="By price: of so many"),
    Field(name="amount", label="Fixed amount", kind=Kind.AMOUNT),
    Field(name="currency", label="Currency", value="GBP"),
)
"""How much leaving a product, or a session that is cancelled, credits."""


def credit_of(form: Form) -> ByPrice | Money | None:
    """Read how much is credited: nothing, by price or a fixed amount."""
    match form.text("credit"):
        case "price":
            unused, sessions = form.needed("unused", whole_number, 0), form.needed("sessions", whole_number, 1)
            if sessions == 0 or unused > sessions:
                form.mistakes["unused"] = "At most all sessions are unused, and there is at least one."
                return None
            return ByPrice(unused, sessions)
        case "fixed":
            currency = form.needed("currency", name_in(DIGITS), "GBP")
            return form.needed("amount", amount_of(currency), Money(0, currency))
        case _:
            return None


def removing(settings: Settings, account: str) -> Task:
    """Return the task of removing a person of that account from a product."""
    return Task(
        account=account,
        kind=CarryOutRemoval,
        title=f"Remove from a product: {account}",
        button="Remove and credit",
        read=lambda form: CarryOutRemoval(_edited(form, _plan(settings, account, form))),
        above=above(account),
        template="removal.html",
        more=lambda form: {
            "products": listing.products_of(settings.store, account),
            "credit_fields": CREDIT_FIELDS,
            "planned": _planned(form),
            "shares": _shares(form, _plan(settings, account, Form(form.typed))),
        },
    )


def _plan(settings: Settings, account: str, form: Form) -> RemovalPlan:
    """Plan what was typed; the plan is the core's."""
    leaving = Leaving(
        account=account,
        product=form.needed("product", identifier, "-"),
        beneficiary=form.read("beneficiary", identifier, None),
        from_on=form.read("from", day, None),
    )
    credit = credit_of(form)
    if not form.understood:
        return _NOTHING

    def refused(refusal: object) -> RemovalPlan:
        form.mistakes["amount"] = describe(refusal)  # type: ignore[arg-type]
        return _NOTHING

    return fold(plan_removal(_concerned(settings, leaving), leaving, credit), lambda plan: plan, refused)


def _concerned(settings: Settings, leaving: Leaving) -> Sequence[Invoice]:
    with settings.store.reading(leaving.account) as reading:
        needed = Needs(account=leaving.account, product=leaving.product)
        return list(reading.load(needed).invoices.values())


def field_name(invoice: str, line: str) -> str:
    """Name the field of what a plan credits on a line."""
    return f"share-{invoice}-{line}"


def _planned(form: Form) -> str:
    """Return what was typed of which a plan is made; amounts that were edited in another one no longer count."""
    return "|".join(
        form.text(name) for name in ("product", "beneficiary", "from", *(each.name for each in CREDIT_FIELDS))
    )


def _typed_shares(form: Form) -> Mapping[str, str]:
    return form.typed if form.typed.get("planned") == _planned(form) else {}


def _edited(form: Form, plan: RemovalPlan) -> RemovalPlan:
    """Return the plan with the amounts that were typed in place of its own; what was emptied is left out."""
    edited, typed = [], _typed_shares(form)
    for invoice, lines in plan.credits:
        kept: dict[str, Money] = {}
        for line, amount in lines.items():
            name = field_name(invoice, line)
            given = form.read(name, amount_of(amount.currency), None) if name in typed else amount
            if given is not None:
                kept[line] = given
        if kept:
            edited.append((invoice, kept))
    return evolve(plan, credits=tuple(edited))


def _shares(form: Form, plan: RemovalPlan) -> Sequence[Mapping[str, str]]:
    """Return a field for each line that the plan credits."""
    typed = _typed_shares(form)
    return [
        {
            "name": field_name(invoice, line),
            "label": f"{invoice}, line {line}, in {amount.currency}",
            "value": typed.get(field_name(invoice, line), format_amount(amount.amount_minor, amount.currency)),
        }
        for invoice, lines in plan.credits
        for line, amount in lines.items()
    ]
