"""Policies as TOML (R33): a preset's name, or a table that changes some of its fields."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from attrs import evolve, fields

from credit_rules import PRESETS, CreditKey, InvoiceKey, Policy
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood, listed, shown
from credit_rules_adapters.text.money import format_amount
from credit_rules_adapters.text.readers import amount as amount_of
from credit_rules_adapters.text.readers import name_in, one_of
from credit_rules_adapters.text.toml import Document, Table

_Key = TypeVar("_Key", CreditKey, InvoiceKey)

CHOICES = {field.name: type(field.default) for field in fields(Policy) if isinstance(field.default, StrEnum)}
"""The fields that take one of a few words, each with its words."""

preset = name_in(PRESETS)


def load_policy(name: str) -> Policy:
    """Return a preset by its name, or the policy in a file.

    :raises NotUnderstood: it is neither, or the file holds mistakes
    """
    if name in PRESETS:
        return PRESETS[name]
    if not Path(name).is_file():
        what = f"there is no such policy; {listed(PRESETS)}, and the name of a TOML file"
        raise NotUnderstood([Mistake(name, None, "", what)])
    document = Document(Path(name))
    policy = policy_in(document.table, _without_currency)
    document.finish()
    return policy


def _without_currency(value: object) -> dict[str, int]:
    raise ValueError(f'{shown(value)} has no currency here; allowed is a table by currency, like {{ GBP = "0.50" }}')


def policy_in(table: Table, minimum: Callable[[object], dict[str, int]]) -> Policy:
    """Return the policy that a table describes: `preset`, by default joinin, and the fields that differ from it.

    :param minimum: reads a `minimum_collection` that is not a table by currency
    """
    base = PRESETS[table.take("preset", preset, "joinin") or "joinin"]
    changes: dict[str, Any] = {
        name: table.take(name, one_of(words), getattr(base, name)) for name, words in CHOICES.items()
    }
    changes["minimum_collection"] = _minimum(table, minimum, base)
    changes["credit_order"] = _order(table, "credit_order", CreditKey, base.credit_order)
    changes["invoice_order"] = _order(table, "invoice_order", InvoiceKey, base.invoice_order)
    table.close()
    return table.built(lambda: evolve(base, **changes)) or base


def _minimum(table: Table, minimum: Callable[[object], dict[str, int]], base: Policy) -> dict[str, int]:
    """Read the minimum collection, in minor units by currency."""
    key = "minimum_collection"
    if not isinstance(table.take(key, lambda value: value, {}), dict):
        return table.need(key, minimum)
    by_currency = table.table(key)
    sums = {code: by_currency.need(code, amount_of(code)) for code in by_currency.names()}
    return sums if key in table else dict(base.minimum_collection)


def _order(table: Table, name: str, keys: type[_Key], default: tuple[_Key, ...]) -> tuple[_Key, ...]:
    """Read an order: different keys; the id, always last, is not named."""

    def key(value: object) -> _Key:
        if value == "id":
            raise ValueError('"id" always comes last by itself and is not named; an empty list is the id alone')
        return one_of(keys)(value)

    order = table.take_list(name, key, default)
    twice = [key for key in keys if order.count(key) > 1]
    if twice:
        table.wrong(name, f"names {', '.join(twice)} more than once; each key may be named once")
    return order


def policy_text(policy: Policy) -> str:
    """Write a policy as TOML that reads back as the same policy.

    >>> print(policy_text(PRESETS["loveadmin"]).splitlines()[0])
    part_paid = "reject"
    """
    return "".join(f"{name} = {value}\n" for name, value in field_texts(policy).items())


def field_texts(policy: Policy) -> dict[str, str]:
    """Write each field of a policy as a value of TOML."""
    least = (f"{code} = {_quoted(format_amount(amount, code))}" for code, amount in policy.minimum_collection)
    return {
        **{name: _quoted(getattr(policy, name)) for name in CHOICES},
        "minimum_collection": f"{{ {', '.join(least)} }}" if policy.minimum_collection else "{}",
        "credit_order": f"[{', '.join(map(_quoted, policy.credit_order))}]",
        "invoice_order": f"[{', '.join(map(_quoted, policy.invoice_order))}]",
    }


def _quoted(text: str) -> str:
    return f'"{text}"'
