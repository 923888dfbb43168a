"""A nightly job in the manner of Airflow: plain functions that a scheduler calls with the date of the run.

There is no Airflow here. A task takes the date of its run and names it in its keys, so that a run that is repeated, or
that broke off half-way and is started again, does nothing twice: that is all such a scheduler asks of a task.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from credit_rules import Allocate, Expire, Outcome, fold
from credit_rules_adapters.refusals import Refusal
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.sql import open_store


def expire_credit(url: str, run_on: date) -> Counter[str]:
    """Remove what expired, on every account; count what each account answered."""
    return _on_every_account(url, Expire(), run_on, key=f"expire-{run_on}")


def allocate_credit(url: str, run_on: date) -> Counter[str]:
    """Pay open invoices with credit, on every account; count what each account answered."""
    return _on_every_account(url, Allocate(), run_on, key=f"allocate-{run_on}")


TASKS = (expire_credit, allocate_credit)
"""In this order: a lot that expires today pays nothing any more."""


def run(url: str, run_on: date) -> dict[str, Counter[str]]:
    """Run the tasks one after the other, as the scheduler would."""
    return {task.__name__: task(url, run_on) for task in TASKS}


def _on_every_account(url: str, command: Expire | Allocate, run_on: date, *, key: str) -> Counter[str]:
    store = open_store(url)
    try:
        service = Service(store=store)
        answers = [
            service.carry_out(request) for request in service.requests(command, actor="nightly", on=run_on, key=key)
        ]
    finally:
        store.close()
    return Counter("again" if answer.replayed else fold(answer.result, _done, _refused) for answer in answers)


def _done(outcome: Outcome) -> str:
    return "changed" if outcome.effects else "nothing to do"


def _refused(refusal: Refusal) -> str:
    return refusal.code
