"""Plants each mutant in an engine of its own and tells what kills it: `python -m proofs.planting [--write] [name ...]`.

A mutant lives in a process forked for it, in which the changed modules are loaded under their real names before anything
else of the engine is. Laws are tried on the corpus; theorems, which need z3, only where no law notices, or all that are
about the changed modules with `--write`, which records every killer in mutants.json.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import attrs  # noqa: F401 - what a child need not load again
import hypothesis.stateful  # noqa: F401
import returns.result  # noqa: F401
import z3  # noqa: F401
from typing_extensions import override

from proofs.mutants import MUTANTS, Mutant

if TYPE_CHECKING:
    from proofs.theorem import Theorem

TABLE = Path(__file__).with_name("mutants.json")
PLAYS = 240
RAISED = "a decision raised an exception"
NOTHING = "nothing"


class _Planted(MetaPathFinder, SourceLoader):
    """Loads the changed modules from their changed source."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources

    @override
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return spec_from_loader(fullname, self) if fullname in self._sources else None

    @override
    def get_filename(self, fullname: str) -> str:
        return f"<planted {fullname}>"

    @override
    def get_data(self, path: str | bytes) -> bytes:
        return self._sources[str(path).removeprefix("<planted ").removesuffix(">")].encode()


def broken_laws() -> Iterator[str]:
    """Play the corpus and yield every broken law as it breaks; an exception ends a play."""
    from credit_rules import Account, laws
    from credit_rules_adapters.testing import RUN_LAWS, carry_out
    from proofs.corpus import plays

    for play in plays(PLAYS):
        account = Account()
        try:
            for on, command in play.steps:
                step = carry_out(command, account, play.policy, on)
                for entry in step.after.entries[len(account.entries) :]:
                    yield from laws.broken_by(account, entry, step.after)
                yield from (name for name, holds in RUN_LAWS.items() if not holds(step))
                account = step.after
        except Exception:  # noqa: BLE001 - whatever it is, the engine as it is shipped raises none
            yield RAISED


def theorems(modules: Sequence[str]) -> list[Theorem]:
    """Return the specifications' theorems, those about these modules first."""
    from proofs.theorems import THEOREMS

    specified = [theorem for theorem in THEOREMS if "specif" in theorem.law]
    return sorted(specified, key=lambda theorem: not _concerns(theorem, modules))


def _concerns(theorem: Theorem, modules: Sequence[str]) -> bool:
    return any(function.__module__ in modules for function in theorem.about)


def killers(mutant: Mutant, recorded: Sequence[str], *, every: bool) -> list[str]:
    """Plant a mutant in this process, and name what kills it: one law or theorem, or `every` one."""
    sources = mutant.sources()
    sys.meta_path.insert(0, _Planted(sources))
    try:
        broken = list(dict.fromkeys(broken_laws())) if every else list(_first(broken_laws()))
        if broken and not every:
            return broken
        tried = theorems([*sources])
        if every:
            concerned = [theorem for theorem in tried if _concerns(theorem, [*sources])]
            found = [theorem.law for theorem in concerned if _refuted(theorem)]
            if broken or found:
                return [*broken, *found]
        tried.sort(key=lambda theorem: theorem.law not in recorded)
        return [*_first(theorem.law for theorem in tried if _refuted(theorem))]
    except Exception:  # noqa: BLE001 - a fault that keeps the engine from loading is noticed, too
        return [traceback.format_exc(limit=-2)]


def _first(names: Iterator[str]) -> Iterator[str]:
    yield from (name for name, _ in zip(names, range(1), strict=False))


def _refuted(theorem: Theorem) -> bool:
    from proofs.symbolic import Standing

    return theorem.verdict().standing is Standing.REFUTED


def planted(mutant: Mutant, recorded: Sequence[str], *, every: bool) -> list[str]:
    """Plant a mutant in a process of its own, and name what kills it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as answer:
            json.dump(killers(mutant, recorded, every=every), answer)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        found: list[str] = json.load(answer)
    os.waitpid(child, 0)
    return found


def main(arguments: Sequence[str]) -> int:
    """Plant every mutant, or those named; the exit code is 1 if one is not killed."""
    every = "--write" in arguments
    names = [name for name in arguments if name != "--write"]
    recorded: dict[str, list[str]] = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    table = {}
    for mutant in MUTANTS:
        if not names or mutant.name in names:
            table[mutant.name] = planted(mutant, recorded.get(mutant.name, ()), every=every)
            print(mutant.name, *(table[mutant.name] or [NOTHING]), sep="\t", flush=True)
    if every and not names:
        TABLE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return 0 if all(table.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
