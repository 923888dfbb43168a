"""A folder appears whole or not at all, and what was there before stays until it does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from credit_rules_adapters.text.folders import whole_or_not_at_all


def put(folder: Path, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "told").write_text(text, encoding="utf-8")


def told(folder: Path) -> str:
    return (folder / "told").read_text(encoding="utf-8")


def test_it_takes_the_place_of_another(tmp_path: Path) -> None:
    out = tmp_path / "out"
    put(out, "before")
    with whole_or_not_at_all(out, replace=True) as room:
        put(room, "after")
        assert told(out) == "before"
    assert told(out) == "after"
    assert list(tmp_path.iterdir()) == [out]


def test_what_fails_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    put(out, "before")
    with pytest.raises(FileExistsError), whole_or_not_at_all(out, replace=False):
        raise AssertionError("it is not begun")
    with pytest.raises(FileNotFoundError), whole_or_not_at_all(out, replace=True) as room:
        told(room)  # of which there is nothing
    with pytest.raises(FileNotFoundError), whole_or_not_at_all(out, replace=True) as room:
        shutil.rmtree(room)  # so that it can't take the place
    assert told(out) == "before"
    assert list(tmp_path.iterdir()) == [out]
