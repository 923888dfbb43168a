"""The bulk run over a store does what `Allocate` through the service does, account by account, once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from attrs import evolve
from sqlalchemy import select

from credit_rules import (
    PRESETS,
    AccountCredit,
    AddCredit,
    Allocate,
    ApplyCredit,
    Money,
    Outcome,
    Pause,
    RecordPayment,
)  # fmt: skip
from credit_rules_adapters.asking import Request
from credit_rules_adapters.runs import (
    Out,
    Ran,
    RunDiffers,
    RunDisagrees,
    carry_out,
    planning,
    preview,
    reading,
    running,
)
from credit_rules_adapters.service import Service
from credit_rules_adapters.stores.sql import SqlStore, open_store
from credit_rules_adapters.stores.sql.columns import metadata
from credit_rules_adapters.stores.sql.tables import accounts, allocations, credits, entries, invoices, lines, outbox
from credit_rules_adapters.stores.sql.tables import answers as answers_table
from credit_rules_adapters.stores.sql.verifying import verify
from credit_rules_adapters.testing.stores.base import ask, entering, whole
from runs.books import ENTERED, ON, SIZE, filled_postgresql, filled_sqlite
from stores.databases import empty_postgresql, sqlite_url

Make = Callable[..., SqlStore]
JOININ = PRESETS["joinin"]
REAL = [pytest.mark.real, pytest.mark.xdist_group("postgresql")]
POLICIES = ["joinin", "stripe_grants", "aws", "oldest_first"]


@pytest.fixture(autouse=True)
def _small_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cross the bounds of stretches and batches with few accounts."""
    monkeypatch.setattr(reading, "AT_ONCE", 25)
    monkeypatch.setattr(running, "BATCH", 7)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Make filled stores, the same each time, that are closed at the end."""
    with ExitStack() as closing:

        def made(kind: str = "sqlite") -> SqlStore:
            url = sqlite_url(tmp_path)
            if kind == "sqlite":
                shutil.copy(filled_sqlite(), url.removeprefix("sqlite:///"))
            else:
                url = empty_postgresql(template=filled_postgresql())
            store = open_store(url)
            closing.callback(store.close)
            return store

        yield made


def rows(store: SqlStore, *names: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of some tables, or of all, but for the times."""
    with store.reading_connection() as connection:
        return {
            table.name: [
                {name: value for name, value in row.items() if name != "at"}
                for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in names or metadata.sorted_tables
        }


def by_service(store: SqlStore, policy: str = "joinin", key: str = "march") -> dict[str, Outcome]:
    """Carry out the same run through the service, account by account."""
    service = Service(store=store, policy=PRESETS[policy])
    requests = service.requests(Allocate(), actor="clerk", on=ON, key=key)
    return {request.account: service.carry_out(request).result.unwrap() for request in requests}


def run(store: SqlStore, policy: str = "joinin", **how: Any) -> Ran:
    return carry_out(store, PRESETS[policy], ON, run="march", actor="clerk", **how)


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pyarrow.parquet.read_table(folder / f"{name}.parquet").to_pylist()
    return found


RECORD = accounts, entries, outbox, invoices, lines, credits, allocations


@pytest.mark.parametrize(
    ("kind", "policy"),
    [*(("sqlite", policy) for policy in POLICIES), pytest.param("postgresql", "joinin", marks=REAL)],
)
def test_a_run_records_what_the_service_would(kind: str, policy: str, make: Make) -> None:
    store, twin = make(kind), make(kind)
    ran, outcomes = run(store, policy), by_service(twin, policy)
    touched = {account for account, outcome in outcomes.items() if outcome.effects}
    assert rows(store, *RECORD) == rows(twin, *RECORD)
    assert len(touched) == ran.touched > SIZE // 5
    assert ran.accounts == len(outcomes) > 2 * reading.AT_ONCE
    kept, also = (rows(each, answers_table)["answers"] for each in (store, twin))
    assert kept == [answer for answer in also if answer["account"] in touched]
    assert [*verify(store)] == []


@pytest.mark.parametrize("policy", POLICIES)
def test_the_tables_say_what_was_done_and_what_is_left_and_why(policy: str, make: Make, tmp_path: Path) -> None:
    store, twin = make(), make()
    before = {account: whole(store, account) for account in store.accounts()}
    seen = rows(store)
    expected = preview(store, PRESETS[policy], ON, out=Out(folder=tmp_path / "seen"))
    assert rows(store) == seen
    ran, outcomes = run(store, policy, out=Out(folder=tmp_path / "done")), by_service(twin, policy)
    assert ran == expected
    for name in ("allocations", "invoices", "credits"):
        assert table(tmp_path / "seen", name) == table(tmp_path / "done", name) != []
    assert {
        (row["account"], row["invoice"], row["credit"], row["amount_minor"], row["currency"])
        for row in table(tmp_path / "done", "allocations")
    } == {
        (account, one.invoice, one.allocation.credit, one.allocation.amount_minor, one.currency)
        for account, outcome in outcomes.items()
        for one in outcome.applied
    }
    after = {account: whole(twin, account) for account in twin.accounts()}
    assert {(row["account"], row["id"]): row["outstanding_minor"] for row in table(tmp_path / "done", "invoices")} == {
        (account, id): after[account].invoices[id].outstanding_minor
        for account, kept in before.items()
        for id, invoice in kept.invoices.items()
        if invoice.outstanding_minor > 0
    }
    assert {
        (row["account"], row["id"]): (row["remaining_minor"], row["reason"])
        for row in table(tmp_path / "done", "credits")
    } == {
        (account, id): (after[account].credits[id].remaining_minor, dict(outcomes[account].reasons).get(id))
        for account, kept in before.items()
        for id, lot in kept.credits.items()
        if lot.remaining_minor > 0
    }
    paid = sum(row["amount_minor"] for row in table(tmp_path / "done", "allocations") if row["currency"] == "GBP")
    assert ran.summary.allocated["GBP"].amount_minor == paid > 0


class Stop(Exception):
    pass


def test_a_run_that_was_cut_off_goes_on_and_does_nothing_twice(make: Make, tmp_path: Path) -> None:
    store, twin = make(), make()
    whole_run = run(twin, out=Out(folder=tmp_path / "whole"))
    for stops in range(1, 5):
        calls = 0

        def stop(_what: str, _done: int, _of: int) -> None:
            nonlocal calls
            calls += 1
            if calls > 2:
                raise Stop

        with pytest.raises(Stop):
            run(store, progress=stop)
        done = len(rows(store, answers_table)["answers"])
        assert 0 < done < whole_run.touched or stops > 1
    lot = AccountCredit("LATER", "acc-000", "GBP", 5, issued_on=ON)
    accounts_done = {answer["account"] for answer in rows(store, answers_table)["answers"]}
    ran = run(store, out=Out(folder=tmp_path / "resumed"))
    assert ran.touched == whole_run.touched
    assert rows(store, *RECORD) == rows(twin, *RECORD)
    assert table(tmp_path / "resumed", "allocations") == table(tmp_path / "whole", "allocations")
    assert ran.summary.allocated == whole_run.summary.allocated
    assert ran.summary.left == whole_run.summary.left
    account = min(accounts_done)
    ask(store, AddCredit(evolve(lot, account=account)), account=account, on=ON)
    ask(store, entering("LATER", 5, account=account), account=account, on=ON)
    again = run(store)
    assert whole(store, account).invoices["LATER"].applied_minor == 0  # what came later is another run's
    assert again.touched == whole_run.touched
    assert carry_out(store, JOININ, ON, run="another", actor="clerk").touched == 1
    assert whole(store, account).invoices["LATER"].applied_minor == 5


KILLED = """
import sys
from credit_rules_adapters.runs import carry_out, reading, running
from credit_rules_adapters.stores.sql import open_store
from credit_rules import JOININ
from runs.books import ON
reading.AT_ONCE, running.BATCH = 25, 2

def tell(what, done, of):
    print(done, flush=True)

carry_out(open_store(sys.argv[1]), JOININ, ON, run="march", actor="clerk", progress=tell)
"""


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=REAL)])
def test_a_run_killed_in_mid_write_is_gone_on_with(kind: str, make: Make) -> None:
    store, twin = make(kind), make(kind)
    whole_run = run(twin)
    url = store.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    killed = 0
    for told in (2, 4, 3):
        with subprocess.Popen([sys.executable, "-c", KILLED, url], stdout=subprocess.PIPE, env=environment) as process:
            assert process.stdout is not None
            lines_read = [process.stdout.readline() for _ in range(told)]
            time.sleep(0.01 * told)
            process.send_signal(signal.SIGKILL)
        killed += process.returncode == -signal.SIGKILL and lines_read[-1] != b""
        assert [*verify(store)] == []
    assert killed > 0
    done = len(rows(store, answers_table)["answers"])
    assert done > 0
    ran = run(store)
    assert ran.touched == whole_run.touched
    assert rows(store, *RECORD) == rows(twin, *RECORD)
    assert [*verify(store)] == []


def test_what_changed_since_it_was_read_is_decided_as_it_is_then(make: Make, tmp_path: Path) -> None:
    store, twin = make(), make()
    planned = preview(twin, JOININ, ON, out=Out(folder=tmp_path / "planned"))
    paid = table(tmp_path / "planned", "allocations")
    first, last = paid[0], paid[-1]
    changes = [
        Request(account=first["account"], actor="kim", command=Pause(first["credit"]), on=ENTERED),
        Request(account=last["account"], actor="kim", on=ENTERED,
                command=RecordPayment(invoice=last["invoice"], amount=Money(1, last["currency"]))),
    ]  # fmt: skip
    waiting = list(changes)

    def change(_what: str, _done: int, _of: int) -> None:
        while waiting:
            Service(store=store).carry_out(waiting.pop()).result.unwrap()

    # one stretch: all of it is read before the first change
    reading.AT_ONCE = 1000
    ran = run(store, progress=change, out=Out(folder=tmp_path / "done"))
    for request in changes[::-1]:
        Service(store=twin).carry_out(request).result.unwrap()
    outcomes = by_service(twin)
    assert rows(store, *RECORD) == rows(twin, *RECORD)
    assert ran.touched == sum(bool(outcome.effects) for outcome in outcomes.values())
    assert ran.accounts == planned.accounts
    done = table(tmp_path / "done", "allocations")
    assert done != paid
    assert {(row["account"], row["invoice"], row["credit"], row["amount_minor"]) for row in done} == {
        (account, one.invoice, one.allocation.credit, one.allocation.amount_minor)
        for account, outcome in outcomes.items()
        for one in outcome.applied
    }


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=REAL)])
def test_writers_beside_a_run_spend_nothing_twice(kind: str, make: Make) -> None:
    store = make(kind)
    before = {account: whole(store, account) for account in store.accounts()}

    def write(account: str) -> int:
        service, done = Service(store=store), 0
        for invoice in before[account].invoices:
            request = Request(account=account, actor="kim", command=ApplyCredit(invoice=invoice), on=ON)
            done += service.carry_out(request).result.map(lambda outcome: len(outcome.effects)).value_or(0)
        return done

    with ThreadPoolExecutor(3) as writers:
        running_one = writers.submit(run, store)
        applied = [writers.submit(write, account) for account in sorted(before, reverse=True)]
        ran = running_one.result()
        written = sum(each.result() for each in applied)
    assert ran.touched + written > 0
    assert [*verify(store)] == []
    for account, kept in before.items():
        now = whole(store, account)
        spent = sum(lot.remaining_minor for lot in kept.credits.values()) - sum(
            lot.remaining_minor for lot in now.credits.values()
        )
        standing = sum(one.applied_minor for one in now.invoices.values())
        assert spent == standing - sum(one.applied_minor for one in kept.invoices.values())
    assert all(not outcome.effects for outcome in by_service(store, key="after").values())


def test_accounts_with_later_entries_are_left_out_and_counted(make: Make) -> None:
    store = make()
    account = next(each for each, outcome in by_service(make()).items() if outcome.effects)
    ask(store, entering("NEW", account=account), account=account, on=ON + timedelta(days=1))
    before = whole(store, account)
    ran = run(store)
    assert whole(store, account) == before
    assert (ran.late, ran.refused) == (1, {})


def test_an_account_that_gets_a_later_entry_meanwhile_is_refused_and_counted(make: Make) -> None:
    store = make()
    reading.AT_ONCE = 1000
    account = next(each for each, outcome in by_service(make()).items() if outcome.effects)

    def enter(_what: str, _done: int, _of: int) -> None:
        if "NEW" not in whole(store, account).invoices:
            ask(store, entering("NEW", account=account), account=account, on=ON + timedelta(days=1))

    assert run(store, progress=enter).refused == {"date_before_last_entry": 1}
    assert run(store).refused == {"date_before_last_entry": 1}


def test_a_name_stands_for_one_date_and_one_policy(make: Make) -> None:
    store = make()
    run(store)
    before = rows(store)
    with pytest.raises(RunDiffers, match="begun on 2026-03-01 under policy"):
        run(store, "aws")
    with pytest.raises(RunDiffers, match="begun on 2026-03-01"):
        carry_out(store, JOININ, ON + timedelta(days=1), run="march", actor="clerk")
    assert rows(store) == before


def test_a_kernel_that_disagrees_with_the_core_stops_the_run(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    store, right = make(), planning.plan

    def wrong(*given: Any) -> Any:
        found = right(*given)
        for planned in found.values():
            planned.paid[:] = [(invoice, credit, amount + 1) for invoice, credit, amount in planned.paid]
        return found

    monkeypatch.setattr(running, "plan", wrong)
    with pytest.raises(RunDisagrees, match="account acc-"):
        run(store)
    assert [*verify(store)] == []
