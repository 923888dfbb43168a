"""The steps of a scenario: each kind with its fields, and the command it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from credit_rules import (
    Allocate,
    Cancel,
    ClearPayment,
    Command,
    CompareWithRefund,
    Expire,
    FailPayment,
    Fees,
    Issue,
    Money,
    Pause,
    RecordPayment,
    RefundCredit,
    Resume,
    Unapply,
    VoidCredit,
    VoidNote,
    WriteOff,
)
from credit_rules_adapters.scenarios.compound import (
    Made,
    apply_credit,
    cancel_session,
    grant,
    raise_credit,
    raise_credits,
    remove_from_product,
)
from credit_rules_adapters.scenarios.names import Names
from credit_rules_adapters.text.readers import amount, flag, identifier, money, name_in
from credit_rules_adapters.text.toml import Table

Field: TypeAlias = tuple[Callable[[str | None], Callable[[object], Any]], Any]
"""How a field is read, given the currency of what the step is about, and its default: `...` where it is needed."""

_AMOUNT: Field = (money, ...)
_PERHAPS: Field = (money, None)
_ID: Field = (lambda code: identifier, None)
_FLAG: Field = (lambda code: flag, False)


def read_command(table: Table, names: Names) -> tuple[str, Callable[[], Command], str | None] | None:
    """Read what a step does, and the command that does it; None where it isn't known what it does.

    The last is the currency of what the step is about.
    """
    do = table.need("do", name_in(STEPS))
    return (do, *STEPS[do](table, names)) if do else None


def _about(subject: str, make: Callable[..., Command], **fields: Field) -> Callable[[Table, Names], Made]:
    """Return how a step is read that is about one invoice, lot or note, in whose currency its amounts are."""

    def read(table: Table, names: Names) -> Made:
        id = table.need(subject, identifier)
        code = names.of_invoice(id) if subject == "invoice" else names.of_credit(id)
        values = {subject: id, **_values(table, code, fields)}
        return lambda: make(**values), code

    return read


def _about_account(make: Callable[..., Command]) -> Callable[[Table, Names], Made]:
    """Return how a step is read that is about one account, or all of them."""

    def read(table: Table, names: Names) -> Made:
        values = _values(table, names.currency, {"account": _ID})
        return lambda: make(**values), names.currency

    return read


def _values(table: Table, code: str | None, fields: Mapping[str, Field]) -> dict[str, Any]:
    return {
        key: table.need(key, reading(code)) if default is ... else table.take(key, reading(code), default)
        for key, (reading, default) in fields.items()
    }


def _compare(invoice: str, amount: Money, fee: int, refund_fee: int) -> Command:
    return CompareWithRefund(invoice=invoice, amount=amount, fees=Fees(fee, refund_fee))


STEPS: Mapping[str, Callable[[Table, Names], Made]] = MappingProxyType(
    {
        "raise_credit": raise_credit,
        "raise_credits": raise_credits,
        "compare_with_refund": _about("invoice", _compare, amount=_AMOUNT, fee=(amount, ...), refund_fee=(amount, 0)),
        "void_note": _about("note", VoidNote),
        "issue": _about("invoice", Issue),
        "apply_credit": apply_credit,
        "unapply": _about("invoice", Unapply, amount=_PERHAPS, credit=_ID),
        "record_payment": _about("invoice", RecordPayment, amount=_AMOUNT, pending=_FLAG),
        "clear_payment": _about("invoice", ClearPayment, amount=_AMOUNT),
        "fail_payment": _about("invoice", FailPayment, amount=_AMOUNT),
        "grant": grant,
        "void_credit": _about("credit", VoidCredit),
        "pause": _about("credit", Pause),
        "resume": _about("credit", Resume),
        "refund_credit": _about("credit", RefundCredit, amount=_AMOUNT),
        "expire": _about_account(Expire),
        "cancel": _about("invoice", Cancel),
        "write_off": _about("invoice", WriteOff),
        "allocate": _about_account(Allocate),
        "remove_from_product": remove_from_product,
        "cancel_session": cancel_session,
    }
)
