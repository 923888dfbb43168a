"""CSV: what the standard library reads back, and nothing that a spreadsheet would carry out."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_rules_adapters.text.csv_text import Cell, csv_lines, neutral, restored

texts = st.text(st.characters(exclude_categories=["Cs"]))
risky = st.builds(str.__add__, st.text("'=+-@\t\r\n＝", max_size=3), texts)


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_text_begins_as_a_formula(first: str) -> None:
    assert neutral(f"{first}1+1") == f"'{first}1+1"
    (_, line) = csv_lines(["id"], [[f"{first}1+1"]])
    assert line == f'"\'{first}1+1"\r\n'


def test_numbers_dates_and_nothing_stay_what_they_are() -> None:
    row: list[Cell] = [-5, Decimal("-5.00"), 2**80, date(2026, 3, 1), None, "a-b", 'say "so", please']
    assert [*csv_lines(["a"], [row])] == [
        '"a"\r\n',
        f'-5,-5.00,{2**80},"2026-03-01","","a-b","say ""so"", please"\r\n',
    ]


@given(st.one_of(texts, risky))
def test_every_text_can_be_restored(text: str) -> None:
    assert restored(neutral(text)) == text
    assert neutral(text)[:1] not in set("=+-@\t\r\n＝＋－＠")


@given(st.lists(st.lists(st.one_of(texts, risky), min_size=2, max_size=2), max_size=4))
def test_the_standard_library_reads_it_back(rows: list[list[str]]) -> None:
    written = "".join(csv_lines(["one", "two"], rows)).encode().decode()
    read = csv.reader(StringIO(written, newline=""), strict=True)
    assert [[restored(cell) for cell in row] for row in read] == [["one", "two"], *rows]
