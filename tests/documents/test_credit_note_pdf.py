"""The credit note as PDF: every figure is on it, whatever the letters, for whoever may see it and nobody else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from attrs import evolve
from litestar.testing import TestClient
from pypdf import PdfReader

from api.asking import ADMINISTRATOR, ANN, BO, VIEWER, Api, invoice
from credit_rules import Invoice, Line, Share
from credit_rules_adapters.access.directory import Person, write_person
from credit_rules_adapters.documents import CreditNoteDocument, credit_note_document
from credit_rules_adapters.documents.pdf import credit_note_pdf
from credit_rules_adapters.http import Settings, api
from credit_rules_adapters.stores.protocol import NoteNumber
from credit_rules_adapters.stores.sql import open_store
from credit_rules_adapters.text.money import format_amount

SELLER = Person(name="Marlow Sports Club", address="The Boathouse\nMarlow", tax_number="GB 123")
NOTE = "/accounts/ann/credit-notes/INV-1-CN1"
LINES = [
    {
        "id": "L1",
        "net_minor": 6833,
        "tax_minor": 1367,
        "product": "swim",
        "tax_code": "standard",
        "description": "Swim",
    },
    {"id": "L2", "net_minor": 4000, "tax_minor": 200, "product": "camp", "tax_code": "reduced", "description": "Camp"},
    {"id": "L3", "net_minor": 1000, "product": "ball", "tax_code": "standard", "description": "Ball"},
]


@pytest.fixture
def over(tmp_path: Path) -> Iterator[Api]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    settings = Settings(store=store, series=lambda on: f"CN-{on.year}", seller=SELLER)
    with TestClient(api(settings), raise_server_exceptions=False) as client:
        over = Api(store, client)
        body = invoice("INV-1", 0, paid=9000, lines=LINES)
        assert over.post(ADMINISTRATOR, "/accounts/ann/invoices", body).is_success
        credit = {"amount": {"amount_minor": 10_000, "currency": "GBP"}, "reason": "goodwill", "memo": "With thanks"}
        assert over.post(ADMINISTRATOR, "/accounts/ann/invoices/INV-1/credit-notes", credit).is_success
        write_person(store, "ann", Person(name="Ann Łucja Γεωργίου", address="1 Mill Lane\nMarlow"))
        yield over
    store.close()


def document(over: Api) -> CreditNoteDocument:
    found = credit_note_document(over.store, "ann", "INV-1-CN1", seller=SELLER)
    assert found is not None
    return found


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_every_figure_is_on_it(over: Api) -> None:
    answer = over.get(ANN, f"{NOTE}.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'inline; filename="INV-1-CN1.pdf"'
    assert len(PdfReader(BytesIO(answer.content)).pages) == 1
    told, made = text_of(answer.content), document(over)
    assert made.note.amount_minor == 10_000
    shares = [minor for share in made.note.shares for minor in (share.net_minor, share.tax_minor, share.gross_minor)]
    sums = [minor for each in made.note.by_tax_code for minor in (each.net_minor, each.tax_minor)]
    assert len(made.note.by_tax_code) == 2
    parts = [made.note.reduced_minor, made.note.account_credit_minor]
    assert all(parts)
    for minor in (*shares, *sums, *parts, made.net_minor, made.tax_minor):
        assert format_amount(minor, "GBP") in told
    on = str(made.on)
    for words in (
        "Credit note INV-1-CN1",
        f"CN-{made.on.year}/1",
        on,
        "INV-1 of 2026-01-01",
        "goodwill",
        "With thanks",
    ):
        assert words in told
    for line in ("Swim", "Camp", "Ball", "standard", "reduced", *SELLER.address.splitlines(), SELLER.name, "GB 123"):
        assert line in told


def test_other_letters_are_written_as_they_sound_and_that_is_said(over: Api) -> None:
    told = text_of(over.get(ANN, f"{NOTE}.pdf").content)
    assert "Ann Lucja Georgioy" in told
    assert "as they sound" in told
    write_person(over.store, "ann", Person(name="Zoë Åkesson’s"))
    told = text_of(over.get(ANN, f"{NOTE}.pdf").content)
    assert "Zoë Åkesson's" in told
    assert "as they sound" not in told


def test_a_customer_sees_their_own_alone(over: Api) -> None:
    assert over.get(VIEWER, f"{NOTE}.pdf").is_success
    assert over.get(BO, f"{NOTE}.pdf").status_code == 404
    unknown = over.get(ANN, "/accounts/ann/credit-notes/INV-1-CN2.pdf")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "note_not_found")
    assert over.client.get(f"/v1{NOTE}.pdf").status_code == 401


def test_a_void_one_says_so(over: Api) -> None:
    assert "VOID" not in text_of(over.get(ANN, f"{NOTE}.pdf").content)
    assert over.post(ADMINISTRATOR, f"{NOTE}/void").is_success
    assert "VOID" in text_of(over.get(ANN, f"{NOTE}.pdf").content)


def test_the_same_note_makes_the_same_bytes(over: Api) -> None:
    assert credit_note_pdf(document(over)) == credit_note_pdf(document(over))


def test_many_lines_go_on_to_another_sheet_and_none_is_lost(over: Api) -> None:
    made = document(over)
    shares = [Share(f"L{number}", 1, 0) for number in range(1, 101)]
    lines = [Line(share.line, 1, description=f"Session {share.line}") for share in shares]
    note = evolve(made.note, shares=shares, reduced_minor=100, account_credit_minor=0)
    billed = Invoice("INV-1", "ann", "GBP", lines, issued_on=made.on)
    told = text_of(credit_note_pdf(evolve(made, note=note, invoice=billed)))
    assert all(f"Session L{number}" in told for number in range(1, 101))


def test_amounts_have_the_digits_of_their_currency(over: Api) -> None:
    made = document(over)
    for currency, total in (("JPY", "10000"), ("KWD", "10.000")):
        told = text_of(credit_note_pdf(evolve(made, note=evolve(made.note, currency=currency))))
        assert f"Total {currency}" in told
        assert total in told


def test_without_what_writes_pdf_the_server_says_so(over: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "credit_rules_adapters.documents.pdf", None)
    answer = over.get(ANN, f"{NOTE}.pdf")
    assert (answer.status_code, answer.json()["code"]) == (501, "pdf_not_installed")
    assert over.get(ANN, NOTE).is_success


def test_what_is_not_known_is_left_out(over: Api) -> None:
    made = evolve(document(over), number=None, seller=Person(), customer=Person(name="ann"), on=date(2026, 3, 1))
    told = text_of(credit_note_pdf(made))
    assert "Number:" not in told
    assert "Tax number" not in told
    assert "From" not in told
    assert "2026-03-01" in told
    assert evolve(made, number=NoteNumber("CN", 7)).numbered == "CN/7"
