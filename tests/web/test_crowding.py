"""Where too many requests wait already, a page says so, and when to come back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from httpx import Response

from api.crowding import Crowd, crowded
from credit_rules_adapters.http.threads import NEW
from credit_rules_adapters.web import application
from stores.databases import sqlite_url
from web.serving import VIEWER
from web.visiting import Visited, visited


@pytest.fixture
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    with visited(sqlite_url(tmp_path_factory.mktemp("crowding"))) as opened:
        yield opened


@pytest.mark.parametrize("path", ["/invoices", "/sign-in"])
def test_pages_that_wait_are_bounded(pages: Visited, path: str) -> None:
    cookie = pages.site.session(VIEWER)
    headers = {"Cookie": f"{cookie['name']}={cookie['value']}"}

    async def look(crowd: Crowd) -> Response:
        return await crowd.client.get(path, headers=headers)

    async def scene() -> None:
        async with crowded(application(pages.site.settings)) as crowd:
            waiting = [asyncio.create_task(look(crowd)) for _ in range(NEW)]
            await crowd.until(lambda: crowd.waiting == NEW)
            refused = await look(crowd)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
            assert "Too many requests wait here already; nothing was done. In 1 second you can go on." in refused.text
            crowd.let_go()
            assert [(await each).status_code for each in waiting] == [200] * NEW

    asyncio.run(scene())
