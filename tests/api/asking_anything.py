"""What every drawn request gets before it is sent: a key of its own, and every other one ids that are known."""

from __future__ import annotations

from itertools import count
from typing import Any

import schemathesis

KNOWN = {
    "account": "ann",
    "invoice": "INV-1",
    "credit": "LOT",
    "note": "INV-1-CN1",
    "product": "swim",
    "number": "1",
}
A_PERIOD = {"from": "2026-01-01", "until": "2027-01-01"}

_numbers = count()


@schemathesis.hook
def before_call(_: Any, case: Any, __: Any) -> None:
    """Let a request reach the rules: else most would end at a missing key or an unknown id."""
    number = next(_numbers)
    if case.headers and "If-Match" in case.headers and number % 3:
        del case.headers["If-Match"]
    if case.method == "POST" and number % 8:
        case.headers = {**(case.headers or {}), "Idempotency-Key": f"drawn-{number}"}
        if number % 3:
            case.query = {}
    if number % 2 and {"from", "until"} <= set(case.query or ()):
        case.query = {**case.query, **A_PERIOD}  # two days drawn by themselves seldom make a period
    if number % 2:
        case.path_parameters = {name: KNOWN[name] for name in case.path_parameters or {}}
