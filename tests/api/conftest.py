"""The API over a new file of SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.asking import Api, opened


@pytest.fixture
def over(tmp_path: Path) -> Iterator[Api]:
    with opened(f"sqlite:///{tmp_path / 'store.db'}") as served:
        yield served
