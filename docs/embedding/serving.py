"""A FastAPI application that mounts the whole API under /credit, and calls the service from an endpoint of its own."""

from __future__ import annotations

from typing import cast

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field
from starlette.types import ASGIApp

from credit_rules import Money, Outcome, RaiseCredit, fold
from credit_rules_adapters.asking import Request
from credit_rules_adapters.http import Settings, api
from credit_rules_adapters.refusals import Refusal
from credit_rules_adapters.stores.sql import open_store
from credit_rules_adapters.text import describe


class Complaint(BaseModel):
    """What the shop's own page sends."""

    invoice: str
    amount_minor: int = Field(gt=0)
    id: str


def application(url: str) -> FastAPI:
    """Return the shop's application over a store: uvicorn --factory, or a test client, takes it."""
    settings = Settings(store=open_store(url))
    app = FastAPI(title="A shop")

    @app.post("/customers/{customer}/complaints")
    def settle(customer: str, complaint: Complaint) -> dict[str, object]:
        """Credit the invoice a customer complains about; the complaint's id is the key, so that twice is once."""
        credit = RaiseCredit(invoice=complaint.invoice, amount=Money(complaint.amount_minor, "GBP"))
        asked = Request(account=customer, actor="complaints", command=credit, key=complaint.id)
        answer = settings.service.carry_out(asked)
        return {**fold(answer.result, _told, _refused), "again": answer.replayed}

    app.mount("/credit", cast(ASGIApp, api(settings)))  # the two libraries name the types of ASGI in their own ways
    return app


def _told(outcome: Outcome) -> dict[str, object]:
    note = outcome.note
    return {"note": note.id, "lowered_minor": note.reduced_minor, "credit_minor": note.account_credit_minor}


def _refused(refusal: Refusal) -> dict[str, object]:
    raise HTTPException(409, {"code": refusal.code, "told": describe(refusal)})
