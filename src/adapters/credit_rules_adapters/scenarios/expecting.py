"""What a scenario expects of a step, written as the figures that it is compared with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias, get_args

from credit_rules import Reason, Rejection
from credit_rules_adapters.scenarios.model import Figures, Plain
from credit_rules_adapters.scenarios.names import Names
from credit_rules_adapters.text.mistakes import listed, shown
from credit_rules_adapters.text.money import format_amount, parse_amount, split_amount
from credit_rules_adapters.text.readers import currency as currency_code
from credit_rules_adapters.text.readers import identifier, name_in, text
from credit_rules_adapters.text.rules import RULES
from credit_rules_adapters.text.toml import Table

Expected: TypeAlias = Callable[[Table, str, Names, "str | None"], Plain]
"""Reads one key of an expectation, given the names so far and the currency of what the step is about."""

CODES = tuple(rejection.code for rejection in get_args(Rejection))
MANY = ("raise_credits", "remove_from_product", "cancel_session")
"""The steps that may raise several notes."""

_REJECTED = "rejected:"


def read_expectation(table: Table, do: str, names: Names, currency: str | None) -> Figures:
    """Read what is expected of a step: that it is refused with a code, or figures."""
    known = EXPECTED_OF_MANY if do in MANY else EXPECTED
    rejected = table.take("rejected", name_in(CODES), None)
    table.allow(*known)
    table.close()
    if "rejected" not in table:
        return {key: read(table, key, names, currency) for key, read in known.items() if key in table}
    for key in known:
        if key in table:
            table.wrong(key, "stands beside rejected; allowed is rejected alone")
    return {"rejected": rejected}


def exact(currency: str | None, *, negative: bool = False) -> Callable[[object], str]:
    """Allow an amount of a currency, and answer with the text that has exactly its digits."""

    def read(value: object) -> str:
        if currency is None:
            split_amount(value, negative=negative)
            return ""
        return format_amount(parse_amount(value, currency, negative=negative), currency)

    return read


def each(read: Callable[[object], Any]) -> Expected:
    """Return how a list of values is read."""

    def expected(table: Table, key: str, names: Names, currency: str | None) -> Plain:  # noqa: ARG001
        return list(table.take_list(key, read, ()))

    return expected


def _value(read: Callable[[object], str]) -> Expected:
    return lambda table, key, names, currency: table.need(key, read)


def _sum(table: Table, key: str, names: Names, currency: str | None) -> Plain:  # noqa: ARG001
    return table.need(key, exact(currency))


def _left_out(table: Table, key: str, names: Names, currency: str | None) -> Plain:  # noqa: ARG001
    return table.need(key, exact(names.currency))


def _by_lot(table: Table, key: str, names: Names, currency: str | None) -> Plain:  # noqa: ARG001
    inner = table.table(key)
    return {lot: inner.need(lot, exact(names.of_credit(lot))) for lot in inner.names()}


def _allocated(table: Table, key: str, names: Names, currency: str | None) -> Plain:
    def row(value: object) -> Plain:
        lot, invoice, amount = _row(value, (3,), '["C1", "INV-1", "5.00"]')
        return [identifier(lot), identifier(invoice), exact(names.of_credit(lot))(amount)]

    return each(row)(table, key, names, currency)


def _postings(table: Table, key: str, names: Names, currency: str | None) -> Plain:
    def row(value: object) -> Plain:
        account, amount, *third = _row(value, (2, 3), '["receivable", "-40.00"]')
        code = currency_code(third[0]) if third else currency
        posting: list[Plain] = [text(account), exact(code, negative=True)(amount)]
        return posting if code == currency else [*posting, code]

    return each(row)(table, key, names, currency)


def _row(value: object, lengths: tuple[int, ...], example: str) -> list[Any]:
    if not isinstance(value, list) or len(value) not in lengths:
        raise ValueError(f"{shown(value)} is no such row; allowed is one like {example}")
    return value


def _credited_lines(table: Table, key: str, names: Names, currency: str | None) -> Plain:  # noqa: ARG001
    lines = table.table(key)
    shares: dict[str, Plain] = {}
    for line in lines.names():
        share = lines.table(line)
        shares[line] = {part: share.need(part, exact(currency)) for part in ("net", "tax")}
        share.close()
    return shares


def _removed_lines(table: Table, key: str, names: Names, currency: str | None) -> Plain:
    inner = table.table(key)
    return {invoice: each(identifier)(inner, invoice, names, currency) for invoice in inner.names()}


def _reasons(table: Table, key: str, names: Names, currency: str | None) -> Plain:  # noqa: ARG001
    inner = table.table(key)
    return {lot: inner.need(lot, name_in([*Reason])) for lot in inner.names()}


def _answer(value: object) -> str:
    """Allow the id of a note, or `rejected:` and a code."""
    answer = identifier(value)
    code = answer.removeprefix(_REJECTED)
    if answer.startswith(_REJECTED) and code not in CODES:
        raise ValueError(f"{shown(code)} is unknown; {listed(CODES)}")
    return answer


EXPECTED_OF_MANY: Mapping[str, Expected] = MappingProxyType(
    {"notes": each(_answer), "removed_lines": _removed_lines, "left_out": _left_out}
)
EXPECTED: Mapping[str, Expected] = MappingProxyType(
    {
        "note": _value(identifier),
        **dict.fromkeys(("reduced", "account_credit", "refunded", "collect", "refund_cost", "credit_cost"), _sum),
        **dict.fromkeys(("restored", "returned", "reapplied", "expired"), _by_lot),
        "allocated": _allocated,
        "credited_lines": _credited_lines,
        "reasons": _reasons,
        "postings": _postings,
        "rules": each(name_in(RULES)),
        **EXPECTED_OF_MANY,
    }
)
