"""An example of every body, for the description; a test reads each and makes its command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credit_rules_adapters.http.bodies.crediting import (
    ApplyBody,
    CompareBody,
    PaymentBody,
    PayOutBody,
    RaiseBody,
    RaiseManyBody,
    SettleBody,
    UnapplyBody,
)
from credit_rules_adapters.http.bodies.entering import GrantBody, InvoiceBody, LotBody, PersonBody
from credit_rules_adapters.http.bodies.leaving import LeavingBody, PlanBody, SessionBody
from credit_rules_adapters.http.bodies.parts import Body
from credit_rules_adapters.http.bodies.settling import RejectBody


def _gbp(minor: int) -> dict[str, Any]:
    return {"amount_minor": minor, "currency": "GBP"}


EXAMPLES: Mapping[type[Body], Mapping[str, Any]] = {
    RaiseBody: {"amount": _gbp(7000), "reason": "goodwill", "memo": "two sessions missed"},
    RaiseManyBody: {"credits": [{"invoice": "INV-7", "amount": _gbp(7000)}, {"invoice": "INV-8", "amount": _gbp(500)}]},
    CompareBody: {"amount": _gbp(400), "taken_minor": 50, "refund_minor": 0},
    ApplyBody: {"amount": _gbp(1500), "credits": ["INV-7-CN1"]},
    UnapplyBody: {"amount": _gbp(500)},
    PaymentBody: {**_gbp(6000), "pending": False},
    SettleBody: _gbp(6000),
    PayOutBody: _gbp(1000),
    InvoiceBody: {
        "id": "INV-7",
        "currency": "GBP",
        "lines": [{"id": "L1", "net_minor": 8333, "tax_minor": 1667, "tax_code": "S", "product": "swimming"}],
        "status": "issued",
        "collection": "auto",
        "issued_on": "2026-03-01",
        "due_on": "2026-03-15",
    },
    GrantBody: {
        "id": "WELCOME-17",
        "amount": _gbp(1000),
        "kind": "promotional",
        "expires_on": "2999-01-01",
        "products": ["swimming"],
    },
    LotBody: {"id": "OLD-17", "currency": "GBP", "amount_minor": 900, "issued_on": "2025-09-01"},
    PersonBody: {"name": "Ann Example", "address": "1 High Street", "tax_number": "GB123456789"},
    LeavingBody: {"product": "swimming", "from_on": "2026-03-01", "by_price": {"unused": 3, "sessions": 10}},
    PlanBody: {
        "credits": [{"invoice": "INV-7", "lines": {"L1": _gbp(3000)}}],
        "drafts": [{"invoice": "INV-9", "lines": ["L2"]}],
    },
    SessionBody: {"fixed": _gbp(500)},
    RejectBody: {"reason": "The terms allow half of it; please ask again."},
}
