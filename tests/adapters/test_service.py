"""Requests, answers and refusals of a service by themselves; what it does over a store is the suite's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest
from attrs import evolve
from returns.result import Failure

from credit_rules import (
    AddInvoice,
    Allocate,
    Command,
    Expire,
    Invoice,
    Leaving,
    Line,
    Money,
    Pause,
    RaiseCredit,
    RemoveFromProduct,
)
from credit_rules_adapters.asking import Answer, Request, read_answer, text_of_answer
from credit_rules_adapters.refusals import (
    AmountTooLarge,
    DateBeforeLastEntry,
    IdempotencyKeyReused,
    Refusal,
    StalePlan,
    StoreRefusal,
)
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.memory import MemoryStore
from credit_rules_adapters.stores.protocol import NoteNumber
from credit_rules_adapters.text.json_form import form_of, from_form, line_of, read_line
from credit_rules_adapters.text.rejections import describe

DAY = date(2026, 3, 1)
INVOICE = Invoice("I", "ann", "GBP", [Line("L1", 100), Line("L2", 50)], issued_on=DAY)

REFUSALS = {
    StalePlan("ann", 1, 2): "Account ann has changed since this was previewed; look at it again.",
    DateBeforeLastEntry("ann", DAY, date(2026, 3, 2)): (
        "2026-03-01 is before the last entry of account ann, which is of 2026-03-02."
    ),
    AmountTooLarge("I", Money(101, "GBP"), Money(100, "GBP")): "1.01 GBP of I is more than can be kept: 1.00 GBP.",
    IdempotencyKeyReused("k"): "The key k was used for another request; take a new one.",
}


def raising(amount: Any, **terms: Any) -> Request:
    command = RaiseCredit(invoice="I", amount=amount)
    return Request(**{"account": "ann", "actor": "kim", "command": command, **terms})


@pytest.mark.parametrize(("refusal", "sentence"), REFUSALS.items(), ids=lambda value: getattr(value, "code", ""))
def test_a_stores_refusal_has_a_sentence_and_a_form(refusal: StoreRefusal, sentence: str) -> None:
    assert describe(refusal) == sentence
    form = read_line(line_of(form_of(refusal)))
    assert form["code"] == refusal.code
    assert from_form(form, Refusal) == refusal  # type: ignore[arg-type]


def test_every_refusal_of_a_store_is_tried() -> None:
    assert {type(refusal) for refusal in REFUSALS} == set(get_args(StoreRefusal))


def test_the_order_in_which_lines_are_named_makes_no_other_request() -> None:
    one, two = Money(1, "GBP"), Money(2, "GBP")
    same = raising({"L1": one, "L2": two}, key="k").fingerprint
    assert raising({"L2": two, "L1": one}, key="other", actor="lou").fingerprint == same
    others = [
        raising({"L1": two, "L2": one}),
        raising({"L1": one}),
        raising({"L1": one, "L2": two}, on=DAY),
        raising({"L1": one, "L2": two}, seen=0),
    ]
    assert len({same, *(other.fingerprint for other in others)}) == 5


def test_commands_of_the_same_figures_are_other_requests() -> None:
    asked: list[Command] = [Expire("ann"), Allocate("ann")]
    assert len({Request(account="ann", actor="kim", command=command).fingerprint for command in asked}) == 2


@pytest.mark.parametrize(
    "command",
    [
        AddInvoice(evolve(INVOICE, account="bob")),
        Expire("bob"),
        RemoveFromProduct(Leaving(account="bob", product="gym")),
    ],
)
def test_a_command_about_another_account_is_a_mistake(command: Any) -> None:
    with pytest.raises(ValueError, match=r"Request\.command is about account 'bob'; allowed is 'ann'"):
        Request(account="ann", actor="kim", command=command)


@pytest.mark.parametrize("field", ["account", "actor", "key"])
@pytest.mark.parametrize("id", ["", " a", "a\x00", "\ud800", "x" * 129])
def test_what_is_no_id_is_refused(field: str, id: str) -> None:
    with pytest.raises(ValueError, match=rf"Request\.{field} must be 1-128 printable characters"):
        raising(Money(1, "GBP"), **{field: id})


def test_half_a_character_never_reaches_a_store() -> None:
    store = MemoryStore()
    command = RaiseCredit(invoice="I", amount=Money(1, "GBP"), memo="\ud800")
    service = Service(store=store)
    service.carry_out(Request(account="ann", actor="kim", command=AddInvoice(INVOICE), on=DAY))
    for key in ("k", None):
        with pytest.raises(UnicodeEncodeError):
            service.carry_out(Request(account="ann", actor="kim", command=command, on=DAY, key=key))
    with store.reading("ann") as reading:
        assert reading.version == 1


def test_a_kept_answer_is_read_as_it_was_given() -> None:
    service = Service(store=MemoryStore(), series=lambda on: f"{on:%Y}")
    service.carry_out(Request(account="ann", actor="kim", command=AddInvoice(INVOICE), on=DAY))
    answers = [
        service.carry_out(raising(Money(30, "GBP"), on=DAY)),
        service.carry_out(raising(Money(300, "GBP"), on=DAY)),
        Answer(result=Failure(IdempotencyKeyReused("k")), on=DAY, version=7),
    ]
    assert answers[0].numbers == {"I-CN1": NoteNumber("2026", 1)}
    for answer in answers:
        assert read_answer(text_of_answer(answer)) == evolve(answer, replayed=True)


def test_the_business_date_is_the_services_where_none_is_asked_for() -> None:
    service = Service(store=MemoryStore(), now=lambda: datetime(2026, 3, 5, 23, 59, tzinfo=UTC))
    request = Request(account="ann", actor="kim", command=AddInvoice(INVOICE), key="k")
    assert service.carry_out(request).on == date(2026, 3, 5)
    tomorrow = evolve(service, now=lambda: datetime(2026, 3, 6, tzinfo=UTC))
    again = tomorrow.carry_out(request)
    assert (again.on, again.replayed) == (date(2026, 3, 5), True)


def test_keys_are_never_free_before_thirty_days() -> None:
    with pytest.raises(ValueError, match="answers are kept for at least 30 days, not 29 days"):
        Service(store=MemoryStore()).forget_answers(timedelta(days=29))


def test_a_refused_pause_of_an_unknown_lot_is_the_rules() -> None:
    answer = Service(store=MemoryStore()).preview(Request(account="ann", actor="kim", command=Pause("C"), on=DAY))
    assert answer.result.failure().code == "credit_not_found"
