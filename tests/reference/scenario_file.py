"""A scenario file played through the reference; it answers with every difference."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from reference.facts import Answer
from reference.model import Book, preset

Table = dict[str, Any]
DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "BHD": 3, "JOD": 3, "KWD": 3, "OMR": 3, "TND": 3}
AMOUNTS_AT_START = ("total", "paid", "pending", "amount")
AMOUNTS_OF_A_STEP = ("amount", "refund", "fee", "refund_fee")
PLANS = ("remove_from_product", "cancel_session")
SUMS = ("reduced", "account_credit", "refunded", "collect", "refund_cost", "credit_cost")
SUMS_BY_LOT = ("restored", "returned", "reapplied", "expired")
NOT_AMOUNTS = ("state", "credit_state", "actions", "status", "collection", "class", "paused", "voided", "priority")
# What an expectation that did not occur in a step is compared with.
NOTHING: Table = {
    **dict.fromkeys((*SUMS, "left_out"), 0),
    **{name: {} for name in (*SUMS_BY_LOT, "credited_lines", "removed_lines", "reasons")},
    **{name: [] for name in ("notes", "allocated", "postings")},
    "note": None,
}


def minor(text: str, currency: str) -> int:
    """A decimal string in major units as an int of minor units."""
    whole, _, fraction = text.removeprefix("-").partition(".")
    digits = DIGITS.get(currency, 2)
    if not (whole + fraction).isdecimal() or len(fraction) > digits:
        raise ValueError(f"{text!r} is no amount in {currency}")
    amount = int(whole + fraction.ljust(digits, "0"))
    return -amount if text.startswith("-") else amount


def policy_of(file: Table) -> Table:
    """The policy as a plain dict, whole."""
    given = file.get("policy", "joinin")
    if isinstance(given, str):
        return preset(given)
    policy = preset(given.get("preset", "joinin")) | {key: value for key, value in given.items() if key != "preset"}
    least = policy["minimum_collection"]
    if isinstance(least, str):
        least = {file["currency"]: least}
    policy["minimum_collection"] = {
        currency: minor(value, currency) if isinstance(value, str) else value for currency, value in least.items()
    }
    return policy


def start_of(given: Table, currency: str) -> Table:
    """An [[invoice]] or [[credit]] table with ints."""
    currency = given.get("currency", currency)
    start: Table = {key: minor(value, currency) if key in AMOUNTS_AT_START else value for key, value in given.items()}
    if "lines" in start:
        start["lines"] = [
            {key: minor(value, currency) if key in ("net", "tax") else value for key, value in line.items()}
            for line in start["lines"]
        ]
    return start


class Played:
    """One file on its way through a book."""

    def __init__(self, file: Table) -> None:
        self.file = file
        self.currency: str = file["currency"]
        self.on: date = file["on"]
        self.book = Book(policy_of(file), self.currency, self.on)
        self.differences: list[str] = []

    def invoice_currency(self, name: str) -> str:
        return str(self.book.invoice(name)["currency"]) if name in self.book.invoice_ids() else self.currency

    def lot_currency(self, name: str) -> str:
        return str(self.book.credit(name)["currency"]) if name in self.book.credit_ids() else self.currency

    def step_currency(self, step: Table) -> str:
        """The currency its amounts are in: its own, else its invoice's or lot's."""
        if "currency" in step:
            return str(step["currency"])
        if step.get("note") in self.book.note_ids():
            return self.invoice_currency(self.book.note(step["note"])["invoice"])
        if "invoice" in step:
            return self.invoice_currency(step["invoice"])
        return self.lot_currency(step.get("credit", ""))

    def step_of(self, given: Table) -> Table:
        """A step with ints."""
        currency = self.step_currency(given)
        step: Table = {
            key: minor(value, currency) if key in AMOUNTS_OF_A_STEP else value for key, value in given.items()
        }
        if "lines" in step:
            step["lines"] = {line: minor(value, currency) for line, value in step["lines"].items()}
        if step["do"] == "raise_credits":
            step["credits"] = [
                {"invoice": one["invoice"], "amount": minor(one["amount"], self.invoice_currency(one["invoice"]))}
                for one in step["credits"]
            ]
        if step["do"] in PLANS and step["credit"] not in ("none", "price"):
            step["credit"] = minor(step["credit"], self.currency)
        return step

    def expected(self, key: str, value: Any, currency: str) -> Any:
        """An expectation with ints, in the currencies of what it speaks of."""
        if key in SUMS:
            return minor(value, currency)
        if key == "left_out":
            return minor(value, self.currency)
        if key in SUMS_BY_LOT:
            return {lot: minor(amount, self.lot_currency(lot)) for lot, amount in value.items()}
        if key == "allocated":
            return [[lot, invoice, minor(amount, self.lot_currency(lot))] for lot, invoice, amount in value]
        if key == "credited_lines":
            return {
                line: {part: minor(shares.get(part, "0"), currency) for part in ("net", "tax")}
                for line, shares in value.items()
            }
        if key == "postings":
            rows = [row if len(row) > 2 else [*row, currency] for row in value]
            return [[name, minor(amount, of_row), of_row] for name, amount, of_row in rows]
        return value

    def differ(self, where: str, expected: Any, got: Any) -> None:
        if expected != got:
            self.differences.append(f"{where}: expected {expected!r}, got {got!r}")

    def take(self, number: int, given: Table) -> None:
        """Take a step and compare it with its `expect`."""
        self.on = given.get("on", self.on)
        expect: Table = given.get("expect", {})
        bare = {key: value for key, value in given.items() if key not in ("on", "expect")}
        answer = self.book.step(self.step_of(bare), self.on)
        where = f"step {number} {given['do']}"
        self.differ(f"{where} rejected", expect.get("rejected"), answer.get("rejected"))
        if "rejected" in answer:
            return
        currency = self.step_currency(bare)
        for key, value in expect.items():
            if key not in ("rejected", "rules"):
                got = answer.get(key, NOTHING[key])
                self.differ(f"{where} {key}", self.expected(key, value, currency), got)

    def compare_end(self) -> None:
        """Compare the [then] tables."""
        then = self.file.get("then", {})
        for name, table in then.get("invoice", {}).items():
            self.compare_view(f"invoice {name}", table, self.book.invoice(name))
        for name, table in then.get("credit", {}).items():
            lot = self.book.credit(name) if name in self.book.credit_ids() else None
            if lot is None:
                self.differences.append(f"credit {name}: never came to be")
            else:
                self.compare_view(f"credit {name}", table, lot)
        for name, table in then.get("account", {}).items():
            for key, value in table.items():
                self.compare_account(name, key, value)

    def compare_view(self, where: str, table: Table, view: Answer) -> None:
        for key, value in table.items():
            is_amount = isinstance(value, str) and key not in NOT_AMOUNTS
            expected: Any = minor(value, view["currency"]) if is_amount else value
            if key == "products":
                expected = sorted(expected)
            self.differ(f"{where} {key}", expected, view[key])

    def compare_account(self, account: str, key: str, value: str | dict[str, str]) -> None:
        ask = {"available": self.book.available, "balance": self.book.balance}[key]
        own = [self.book.invoice(name) for name in self.book.invoice_ids()]
        own += [self.book.credit(name) for name in self.book.credit_ids()]
        held = {str(one["currency"]) for one in own if one["account"] == account}
        if isinstance(value, str):
            [only] = held if len(held) == 1 else [self.currency]
            value = {only: value}
            held = {only}
        for currency in sorted(held | set(value)):
            expected = minor(value.get(currency, "0"), currency)
            self.differ(f"account {account} {key} {currency}", expected, ask(account, currency, self.on))


def differences(path: Path) -> list[str]:
    """Play a file from its start to its end; nothing where all of it holds."""
    played = Played(tomllib.loads(path.read_text(encoding="utf-8")))
    file, book = played.file, played.book
    for given in file.get("invoice", []):
        played.differ(
            f"invoice {given['id']}", None, book.add_invoice(start_of(given, file["currency"])).get("rejected")
        )
    for given in file.get("credit", []):
        played.differ(f"credit {given['id']}", None, book.add_credit(start_of(given, file["currency"])).get("rejected"))
    for number, given in enumerate(file.get("step", []), start=1):
        played.take(number, given)
    played.compare_end()
    return played.differences
