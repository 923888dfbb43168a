"""The API over a new file of SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.asking import Api, opened, two_customers


@pytest.fixture
def over(tmp_path: Path) -> Iterator[Api]:
    with opened(f"sqlite:///{tmp_path / 'store.db'}") as served:
        yield served


@pytest.fixture
def api(over: Api) -> Api:
    """Two customers with a paid and an owed invoice each."""
    return two_customers(over)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The same once for all tests of a file after which nothing has changed."""
    with opened(f"sqlite:///{tmp_path_factory.mktemp('api') / 'store.db'}") as served:
        yield two_customers(served)
        assert (served.entries("ann"), served.entries("bo")) == (2, 2)
