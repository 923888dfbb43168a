"""So many requests wait for a thread and no more: the rest is told at once to come back, and nothing of it is done."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from httpx import Response

from api.asking import RAISE, Api, code, gbp, opened, two_customers
from api.crowding import Crowd, crowded
from credit_rules_adapters.access.callers import Caller, Role
from credit_rules_adapters.http import Settings, api
from credit_rules_adapters.http.problems import ServerBusyProblem
from credit_rules_adapters.http.threads import ADMITTED, NEW, in_a_thread
from stores.databases import sqlite_url

DESK = Caller(name="desk", role=Role.CLERK, limits={"GBP": 5000})
FEWER = 7


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Api]:
    """Two customers, and a token that was made before."""
    with opened(sqlite_url(tmp_path)) as found:
        two_customers(found)
        found.secret(DESK)
        yield found


def application(served: Api) -> object:
    return api(Settings(store=served.store, policy=served.policy, requests_per_minute=None))


def told_to_come_back(answer: Response) -> None:
    assert code(answer) == (503, "server_busy")
    assert answer.headers["retry-after"] == "1"


def test_what_waits_is_bounded_and_the_rest_is_told_at_once(served: Api) -> None:
    async def ask(crowd: Crowd, number: int) -> Response:
        headers = served.headers(DESK, f"K{number}")
        return await crowd.client.post(f"/v1{RAISE}", headers=headers, json={"amount": gbp(1)})

    async def scene() -> None:
        async with crowded(application(served)) as crowd:
            asked = [asyncio.create_task(ask(crowd, number)) for number in range(NEW + FEWER)]
            await crowd.until(lambda: sum(each.done() for each in asked) == FEWER)
            assert crowd.waiting == NEW
            for each in asked[NEW:]:  # who came first waits
                told_to_come_back(each.result())
            told_to_come_back(await crowd.client.get("/ready"))
            assert (await crowd.client.get("/health")).json() == {"status": "ok"}  # it runs; nobody is to restart it
            assert served.entries("ann") == 2
            crowd.let_go()
            assert [(await each).status_code for each in asked[:NEW]] == [200] * NEW
            again = await ask(crowd, NEW)
            assert (again.status_code, again.json()["replayed"]) == (200, False)  # nothing was done under its key

    asyncio.run(scene())
    assert served.entries("ann") == 2 + NEW + 1


def test_who_was_let_in_is_answered_whoever_came_meanwhile(served: Api) -> None:
    """Others fill the queue while the rest of a request that was let in is on its way."""
    sent = 0

    async def scene() -> None:
        rest = asyncio.Event()

        async def body() -> AsyncIterator[bytes]:
            nonlocal sent
            sent += 1
            await rest.wait()
            yield json.dumps({"amount": gbp(1)}).encode()

        async def preview(crowd: Crowd) -> Response:
            headers = {**served.headers(DESK), "Content-Type": "application/json"}
            return await crowd.client.post(f"/v1{RAISE}?preview=true", headers=headers, content=body())

        async with crowded(application(served)) as crowd:
            first = [asyncio.create_task(preview(crowd)) for _ in range(NEW)]
            await crowd.until(lambda: crowd.waiting == NEW)
            crowd.let_go()
            await crowd.until(lambda: sent == NEW)
            await crowd.take()
            others = [asyncio.create_task(preview(crowd)) for _ in range(NEW)]
            await crowd.until(lambda: crowd.waiting == NEW)
            told_to_come_back(await preview(crowd))
            rest.set()
            await crowd.until(lambda: crowd.waiting == 2 * NEW)
            crowd.let_go()
            assert [(await each).status_code for each in first + others] == [200] * 2 * NEW

    asyncio.run(scene())


def test_what_was_let_in_is_bounded_too(served: Api) -> None:
    """As where many send the rest of their requests at once."""

    async def scene() -> None:
        async with crowded(application(served)) as crowd:
            run = in_a_thread(lambda: "done")
            asked = [asyncio.ensure_future(run()) for _ in range(ADMITTED + FEWER)]
            await crowd.until(lambda: sum(each.done() for each in asked) == FEWER)
            assert crowd.waiting == ADMITTED
            crowd.let_go()
            ended = await asyncio.gather(*asked, return_exceptions=True)
            assert ended[:ADMITTED] == ["done"] * ADMITTED
            assert [type(each) for each in ended[ADMITTED:]] == [ServerBusyProblem] * FEWER

    asyncio.run(scene())
