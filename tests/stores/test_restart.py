"""PostgreSQL is restarted while it is written to: every request is done once, whatever its writer was told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest

from credit_rules import Account
from credit_rules_adapters.stores.protocol import StoreUnavailable
from credit_rules_adapters.stores.sql import open_store
from credit_rules_adapters.stores.sql.verifying import verify
from credit_rules_adapters.testing.stores.base import ask, crediting, entering, whole
from stores.databases import another_server, stop_at_once

WRITERS, REQUESTS = 4, 200


@pytest.mark.real
@pytest.mark.xdist_group("postgresql")
def test_a_restart_under_load_loses_nothing_and_does_nothing_twice() -> None:
    with another_server() as (server, url):
        store = open_store(url)
        for account in range(WRITERS):
            ask(store, entering(account=f"a{account}", amount_minor=REQUESTS), account=f"a{account}")
        told: list[str] = []

        def write(account: str) -> int:
            for number in range(REQUESTS // WRITERS):
                while True:
                    try:
                        ask(store, crediting(amount_minor=1), account=account, key=str(number))
                        break
                    except StoreUnavailable as error:
                        told.append(str(error))
                        sleep(0.05)
            return whole(store, account).number

        with ThreadPoolExecutor(WRITERS) as writers:
            numbers = writers.map(write, [f"a{account}" for account in range(WRITERS)])
            for _ in range(2):
                sleep(0.2)
                stop_at_once(server)
                server.ensure_postgres_running()
            assert list(numbers) == [1 + REQUESTS // WRITERS] * WRITERS
        assert told
        assert list(verify(store)) == []
        for written in store.accounts():
            kept = whole(store, written)
            assert kept == Account().replay(kept.entries)
            assert kept.invoices["A"].reduced_minor == REQUESTS // WRITERS
        store.close()
