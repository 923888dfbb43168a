"""What a scenario file says, once it is understood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from attrs import frozen

from credit_rules import AccountCredit, Command, Invoice, Policy

Plain: TypeAlias = "str | bool | list[Plain] | dict[str, Plain] | None"
"""A figure; amounts are text in major units with exactly their currency's digits, so equal amounts are equal text."""

Figures: TypeAlias = Mapping[str, Plain]


@frozen
class Step:
    """One step: its place from 1, its date, the command, and what is expected of it beside that it is not refused.

    `currency` is that of its invoice or lot, else the file's.
    """

    number: int
    do: str
    on: date
    command: Command
    currency: str
    expect: Figures

    @property
    def where(self) -> str:
        """What a difference calls it."""
        return f"step {self.number} {self.do}"


@frozen(kw_only=True)
class Then:
    """What is expected at the end, by id."""

    invoices: Mapping[str, Figures]
    accounts: Mapping[str, Figures]
    credits: Mapping[str, Figures]


@frozen(kw_only=True)
class Scenario:
    """A scenario file."""

    file: str
    title: str
    source: str | None
    policy: Policy
    currency: str
    on: date
    invoices: tuple[Invoice, ...]
    credits: tuple[AccountCredit, ...]
    steps: tuple[Step, ...]
    then: Then
