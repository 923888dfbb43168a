"""A scenario file, read strictly: what it says, or every mistake in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from credit_rules import PRESETS, Policy
from credit_rules_adapters.scenarios.ending import read_then
from credit_rules_adapters.scenarios.expecting import read_expectation
from credit_rules_adapters.scenarios.model import Scenario, Step
from credit_rules_adapters.scenarios.names import Names
from credit_rules_adapters.scenarios.starting import read_credit, read_invoice
from credit_rules_adapters.scenarios.steps import read_command
from credit_rules_adapters.text.policies import policy_in, preset
from credit_rules_adapters.text.readers import UNKNOWN, amount, currency, day, text
from credit_rules_adapters.text.toml import Document, Table, or_else


def read(file: Path) -> Scenario:
    """Read a scenario file.

    :raises NotUnderstood: something in it cannot be understood; all mistakes are told
    """
    document = Document(file)
    table = document.table
    title = table.need("title", text)
    source = table.take("source", text, None)
    code = table.need("currency", currency)
    on = table.need("on", day)
    policy = _policy(table, code)
    names = Names(code, or_else(on, date.min))
    invoices = [read_invoice(each, names) for each in table.tables("invoice")]
    credits = [read_credit(each, names) for each in table.tables("credit")]
    steps = [_step(each, number, names) for number, each in enumerate(table.tables("step"), start=1)]
    then = read_then(table.table("then"), names)
    table.close()
    document.finish()
    return Scenario(
        file=document.name,
        title=title,
        source=source,
        policy=policy,
        currency=code,
        on=on,
        invoices=tuple(invoice for invoice in invoices if invoice),
        credits=tuple(credit for credit in credits if credit),
        steps=tuple(step for step in steps if step),
        then=then,
    )


def _policy(table: Table, code: str | None) -> Policy:
    """Read a preset's name, or a table that changes a preset."""
    if isinstance(table.take("policy", lambda value: value, ""), dict):
        read = amount(code)
        return policy_in(table.table("policy"), lambda value: {code or UNKNOWN: read(value)})
    return PRESETS[table.take("policy", preset, "") or "joinin"]


def _step(table: Table, number: int, names: Names) -> Step | None:
    """Read a step; its date holds from there on."""
    on = names.on = or_else(table.take("on", day, names.on), names.on)
    found = read_command(table, names)
    if found is None:
        return None  # which other keys are allowed depends on what it does
    do, make, code = found
    expect = read_expectation(table.table("expect"), do, names, code) if "expect" in table else {}
    table.allow("expect")
    table.close()
    return table.built(lambda: Step(number, do, on, make(), code or UNKNOWN, expect))
