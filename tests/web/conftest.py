"""The pages over each database, and one browser for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from stores.databases import postgresql_url, sqlite_url
from web.browsing import launched
from web.serving import Site, served

REAL = [pytest.mark.real, pytest.mark.xdist_group("chromium")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a browser for the tests of a module: its event loop, which runs meanwhile, lets no other test run one."""
    with sync_playwright() as playwright:
        started = launched(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def over_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(sqlite_url(Path(tmp_path_factory.mktemp("pages")))) as site:
        yield site


@pytest.fixture(scope="session")
def over_postgresql() -> Iterator[Site]:
    with served(postgresql_url()) as site:
        yield site


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest) -> Site:
    """The pages over SQLite, then over PostgreSQL."""
    found: Site = request.getfixturevalue(f"over_{request.param}")
    return found
