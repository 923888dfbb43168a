"""A live server under a mix of requests for long, its memory and handles watched: `python -m api.soak`, in `tests`.

`credit-rules serve` runs in a process of its own on 127.0.0.1, first over SQLite, then over PostgreSQL. It ends by
itself once the requests are made; then `credit-rules db verify` must find every row right. It needs Linux (/proc).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from itertools import chain, count, islice
from pathlib import Path
from statistics import linear_regression

import httpx
from attrs import frozen

from api.asking import ADMINISTRATOR, BO
from api.live import serving
from api.mix import Step, round_on
from credit_rules_adapters.access import tokens
from credit_rules_adapters.stores.sql import open_store
from stores.databases import another_server

ROUNDS_AN_ACCOUNT = 20
"""Then an account of its own follows, so that a request late in the soak has no more to read than an early one."""
WARM_UP = 1 / 3
MOST_GROWTH = 0.05
MORE_HANDLES = 4


@frozen
class Sample:
    """How much a process holds after so many requests."""

    requests: int
    memory_mb: float
    handles: int
    sockets: int

    @classmethod
    def of(cls, process: int, requests: int) -> Sample:
        """Look at a process."""
        status = Path(f"/proc/{process}/status").read_text()
        (memory,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
        kinds = [_target(handle) for handle in Path(f"/proc/{process}/fd").iterdir()]
        return cls(requests, int(memory) / 1024, len(kinds), sum(kind.startswith("socket:") for kind in kinds))


def _target(handle: Path) -> str:
    try:
        return str(handle.readlink())
    except FileNotFoundError:  # closed meanwhile
        return ""


@frozen
class Held:
    """What a process held after its warm-up, and how that grew to the end."""

    memory_mb: float
    growth_mb: float
    handles: tuple[int, int]
    sockets: tuple[int, int]

    @classmethod
    def over(cls, samples: Sequence[Sample]) -> Held:
        """Fit a line to the memory after the warm-up; take the most handles during it, and after it."""
        warm = samples[-1].requests * WARM_UP
        before = [sample for sample in samples if sample.requests < warm]
        after = [sample for sample in samples if sample.requests >= warm]
        slope, start = linear_regression([each.requests for each in after], [each.memory_mb for each in after])
        return cls(
            start + slope * after[0].requests,
            slope * (after[-1].requests - after[0].requests),
            (max(each.handles for each in before), max(each.handles for each in after)),
            (max(each.sockets for each in before), max(each.sockets for each in after)),
        )

    def faults(self) -> Iterator[str]:
        """Yield what is not flat."""
        if self.growth_mb > MOST_GROWTH * self.memory_mb:
            yield f"memory grew by {self.growth_mb:.1f} MB after the warm-up"
        for name, (before, after) in (("handles", self.handles), ("sockets", self.sockets)):
            if after > before + MORE_HANDLES:
                yield f"{name} grew from {before} to {after} after the warm-up"

    def __str__(self) -> str:
        return (
            f"memory {self.memory_mb:.1f} MB after the warm-up, {self.growth_mb:+.1f} MB from there to the end; "
            f"at most {self.handles[0]} handles until then and {self.handles[1]} later, "
            f"of them sockets {self.sockets[0]} and {self.sockets[1]}"
        )


@frozen
class Clients:
    """So many clients that ask a server, each on accounts of its own."""

    address: str
    bearers: dict[str | None, dict[str, str]]
    unexpected: Counter[str]
    asked: Counter[int]

    def ask(self, client: int, requests: int) -> None:
        """Ask so many requests, one after the other."""
        steps = chain.from_iterable(
            round_on(f"soak-{client}-{number // ROUNDS_AN_ACCOUNT}", number) for number in count()
        )
        with httpx.Client(base_url=self.address, timeout=60) as http:
            for step in islice(steps, requests):
                self._ask(http, step)
                self.asked[client] += 1

    def _ask(self, http: httpx.Client, step: Step) -> None:
        headers = self.bearers[step.who] | ({} if step.key is None else {"Idempotency-Key": step.key})
        method = "GET" if step.key is None else "POST"
        try:
            status = http.request(method, step.path, headers=headers, json=step.body).status_code
        except httpx.TransportError as error:
            self.unexpected[f"{method} {step.path.partition('?')[0]}: {type(error).__name__}"] += 1
            return
        if status != step.status:
            self.unexpected[f"{method} {step.path}: {status}, not {step.status}"] += 1


def bearers_of(url: str) -> dict[str | None, dict[str, str]]:
    """Make the tokens of those who ask."""
    callers = {"administrator": ADMINISTRATOR, "customer of another account": BO}
    with closing(open_store(url)) as store:
        made = {who: tokens.create(store, caller, now=datetime.now(UTC)) for who, caller in callers.items()}
    return {None: {}, **{who: {"Authorization": f"Bearer {secret}"} for who, secret in made.items()}}


def soak(name: str, url: str, requests: int, clients: int) -> list[str]:
    """Put a server over a database through it; return what was wrong."""
    with serving(url, "--rate", "1000000000") as (process, address):
        asking = Clients(address, bearers_of(url), Counter(), Counter())
        samples, begun = [Sample.of(process, 0)], time.monotonic()
        with ThreadPoolExecutor(clients) as threads:
            each = [threads.submit(asking.ask, client, requests // clients) for client in range(clients)]
            while not all(one.done() for one in each):
                time.sleep(1)
                samples.append(Sample.of(process, asking.asked.total()))
            for one in each:
                one.result()
        seconds = time.monotonic() - begun
    held, verified = Held.over(samples), _verified(url)
    print(f"{name}: {asking.asked.total():,} requests of {clients} clients in {seconds:.0f} s; {held}; {verified}")
    tenths = [f"{each.memory_mb:.0f}" for each in samples[:: max(1, len(samples) // 10)]]
    print(f"{name}: memory over the time, MB: {' '.join(tenths)}", flush=True)
    told = [f"{kind} ({times} times)" for kind, times in asking.unexpected.most_common(10)]
    return [f"{name}: {fault}" for fault in (*told, *held.faults(), *([] if "follows" in verified else [verified]))]


def _verified(url: str) -> str:
    command = [sys.executable, "-c", "from credit_rules_adapters.cli import main; main()", "db", "verify", url]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="credit-rules-") as folder:
        yield f"sqlite:///{folder}/soak.db"


@contextmanager
def _postgresql() -> Iterator[str]:
    with another_server() as (_, url):
        yield url


DATABASES: dict[str, Callable[[], AbstractContextManager[str]]] = {"SQLite": _sqlite, "PostgreSQL": _postgresql}


def main() -> int:
    """Soak a server over each database; the exit code says whether all was right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200_000, help="how many over each database (default 200000)")
    parser.add_argument("--clients", type=int, default=6, help="how many clients ask (default 6)")
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=[*DATABASES], help="over which")
    asked = parser.parse_args()
    faults: list[str] = []
    for name in asked.databases:
        with DATABASES[name]() as url:
            faults += soak(name, url, asked.requests, asked.clients)
    for fault in faults:
        print(fault, file=sys.stderr)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
