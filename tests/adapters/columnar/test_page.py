"""docs/bulk.md names every column; tests/docs runs its examples."""

from __future__ import annotations

from pathlib import Path

from credit_rules_adapters.columnar.reading.columns import COLUMNS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "bulk.md").read_text(encoding="utf-8")


def test_every_column_is_named() -> None:
    assert [name for names in COLUMNS.values() for name in names if f"`{name}`" not in PAGE] == []
