"""The steps of a scenario whose fields hang together: each read into the command it stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from attrs import evolve

import credit_rules
from credit_rules import (
    JOININ,
    Amount,
    ApplyCredit,
    ByPrice,
    CancelSession,
    Command,
    CreditClass,
    Grant,
    GrantKind,
    Grants,
    Leaving,
    Money,
    NoteReason,
    RaiseCredit,
    RaiseCredits,
    RemoveFromProduct,
    Terms,
)
from credit_rules_adapters.scenarios.names import Names
from credit_rules_adapters.scenarios.starting import read_terms
from credit_rules_adapters.text.mistakes import shown
from credit_rules_adapters.text.readers import currency, day, identifier, money, one_of, text, whole_from
from credit_rules_adapters.text.toml import Table

Made: TypeAlias = tuple[Callable[[], Command], str | None]
"""How to make the command once nothing is wrong, and the currency of what the step is about."""

_ALLOWING = evolve(JOININ, grants=Grants.ALLOWED)


def raise_credit(table: Table, names: Names) -> Made:
    """Read `raise_credit`: an amount, or amounts by line."""
    invoice = table.need("invoice", identifier)
    own = names.of_invoice(invoice)
    code = table.take("currency", currency, own)
    credited = _amount_or_lines(table, code)
    refund = table.take("refund", money(code), None)
    reason = table.take("reason", one_of(NoteReason), NoteReason.OTHER)
    memo = table.take("memo", text, "")
    return lambda: RaiseCredit(invoice=invoice, amount=credited, refund=refund, reason=reason, memo=memo), own


def _amount_or_lines(table: Table, code: str | None) -> Amount:
    total = table.take("amount", money(code), None)
    named = table.table("lines")
    lines = {line: named.need(line, money(code)) for line in named.names()}
    if "amount" in table and "lines" in table:
        table.wrong("lines", "stands beside amount; allowed is one of the two")
    elif "amount" not in table and "lines" not in table:
        table.wrong("amount", "is missing; allowed is an amount, or lines")
    elif table.is_empty("lines"):
        table.wrong("lines", "is empty; allowed is at least one line")
    return lines if total is None else total


def raise_credits(table: Table, names: Names) -> Made:
    """Read `raise_credits`: invoices with an amount each, in order."""
    if "credits" not in table:
        table.wrong("credits", "is missing")
    pairs: list[tuple[str, Amount]] = []
    for each in table.tables("credits"):
        invoice = each.need("invoice", identifier)
        pairs.append((invoice, each.need("amount", money(names.of_invoice(invoice)))))
        each.close()
    return lambda: RaiseCredits(pairs), names.currency


def apply_credit(table: Table, names: Names) -> Made:
    """Read `apply_credit`: perhaps an amount, perhaps lots, each named once."""
    invoice = table.need("invoice", identifier)
    code = names.of_invoice(invoice)
    limit = table.take("amount", money(code), None)
    chosen = table.take_list("credits", identifier, None)
    twice = [id for id in dict.fromkeys(chosen or ()) if id and (chosen or ()).count(id) > 1]
    if twice:
        table.wrong("credits", f"names {', '.join(map(shown, twice))} more than once; allowed is once")
    return lambda: ApplyCredit(invoice=invoice, amount=limit, chosen=chosen), code


def grant(table: Table, names: Names) -> Made:
    """Read `grant`: a lot without an invoice, of a kind that fits its class."""
    id, account = table.need("id", identifier), table.need("account", identifier)
    code = table.take("currency", currency, names.currency)
    given = table.need("amount", money(code))
    credit_class = table.take("class", one_of(CreditClass), None)
    kind = table.take("kind", one_of(GrantKind), None)
    terms = read_terms(table, names.on)
    names.credits.setdefault(id, code)
    names.accounts[account].add(code)
    if kind and credit_class:
        _check_kind(table, names, kind, credit_class)
    return lambda: Grant(
        id=id, account=account, amount=given, kind=kind, credit_class=credit_class, terms=Terms(**terms)
    ), code


def _check_kind(table: Table, names: Names, kind: GrantKind, credit_class: CreditClass) -> None:
    """Ask the rule itself whether the kind fits the class."""
    gift = Money(1, "GBP")
    try:
        credit_rules.grant("C", "A", gift, on=names.on, kind=kind, credit_class=credit_class, policy=_ALLOWING)
    except ValueError as error:
        table.wrong("kind", f"{error}; an opening_balance may be of either class")


def remove_from_product(table: Table, names: Names) -> Made:
    """Read `remove_from_product`: who leaves what, and with which credit."""
    parts: dict[str, Any] = {
        "account": table.need("account", identifier),
        "product": table.need("product", identifier),
        "beneficiary": table.take("beneficiary", identifier, None),
        "from_on": table.take("from", day, None),
    }
    credit = _removal_credit(table, names)
    return lambda: RemoveFromProduct(Leaving(**parts), credit()), names.currency


def cancel_session(table: Table, names: Names) -> Made:
    """Read `cancel_session`: of which product, and with which credit."""
    product = table.need("product", identifier)
    credit = _removal_credit(table, names)
    return lambda: CancelSession(product, credit()), names.currency


def _removal_credit(table: Table, names: Names) -> Callable[[], ByPrice | Money | None]:
    """Read what is credited: `none`, `price` with unused and sessions, or a fixed amount in the file's currency."""
    kind = table.need("credit", text)
    unused = table.take("unused", whole_from(0), None)
    sessions = table.take("sessions", whole_from(1), None)
    if unused is not None and sessions is not None and unused > sessions:
        table.wrong("unused", f"{unused} is too many; allowed are at most the sessions, {sessions}")
    if kind == "none":
        return lambda: None
    if kind != "price":
        fixed = table.need("credit", money(names.currency)) if kind else None
        return lambda: fixed
    for key in ("unused", "sessions"):
        if key not in table:
            table.wrong(key, 'is missing; credit = "price" needs it')
    return lambda: ByPrice(unused or 0, sessions or 1)
