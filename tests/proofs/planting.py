"""Plants each mutant in an engine of its own and tells what kills it: `python -m proofs.planting [--write] [name ...]`.

A mutant lives in a process forked for it, which loads the changed modules under their real names. It is killed by the
first law that breaks on the corpus, or else by the first theorem about the changed modules that no longer holds. With
`--write` every law and theorem is tried, and mutants.json records, for those named or for all, what kills them.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING

import attrs  # noqa: F401 - what a child need not load again
import hypothesis.stateful  # noqa: F401
import returns.result  # noqa: F401
import z3  # noqa: F401
from typing_extensions import override

from proofs.mutants import PACKAGE, Mutant, mutants

if TYPE_CHECKING:
    from proofs.theorem import Theorem

TABLE = Path(__file__).with_name("mutants.json")
PLAYS = 240
RAISED = "a decision raised an exception"
NOTHING = "nothing"


class _Planted(MetaPathFinder):
    """Finds the changed modules before the shipped ones are found."""

    def __init__(self, sources: Mapping[str, str], folder: str) -> None:
        self._files = {name: Path(folder, f"{name}.py") for name in sources}
        for name, file in self._files.items():
            file.write_text(sources[name], encoding="utf-8")

    @override
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return spec_from_file_location(fullname, self._files[fullname]) if fullname in self._files else None


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


def specified(modules: Iterable[str]) -> Iterator[Theorem]:
    """Return the theorems about single functions of these modules."""
    from proofs.theorems import SPECIFIED

    return (theorem for theorem in SPECIFIED if any(function.__module__ in modules for function in theorem.about))


def refuted(theorems: Iterable[Theorem]) -> Iterator[str]:
    """Yield the laws of the theorems that do not hold."""
    from proofs.symbolic import Standing

    for theorem in theorems:
        if theorem.verdict().standing is Standing.REFUTED:
            yield theorem.law


def killers(mutant: Mutant, recorded: Sequence[str], *, every: bool) -> list[str]:
    """Plant a mutant in this process, and name every law and theorem that kills it; or else the first found."""
    sources = mutant.sources()
    assert not [name for name in sys.modules if name.split(".")[0] == PACKAGE], "the engine is loaded already"
    with TemporaryDirectory() as folder:
        sys.meta_path.insert(0, _Planted(sources, folder))
        theorems = [] if mutant.unguarded else list(specified(sources))
        if every:
            return [*dict.fromkeys(broken_laws()), *refuted(theorems)]
        theorems.sort(key=lambda theorem: theorem.law not in recorded)
        return [*islice(chain(broken_laws(), refuted(theorems)), 1)]


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
    names = {name for name in arguments if name != "--write"}
    known: dict[str, list[str]] = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    table = {}
    for mutant in mutants():
        if not names or mutant.name in names:
            table[mutant.name] = planted(mutant, known.get(mutant.name, ()), every=every)
            print(mutant.name, *(table[mutant.name] or [NOTHING]), sep="\t", flush=True)
    if every:
        rows = {mutant.name: table.get(mutant.name) or known.get(mutant.name, []) for mutant in mutants()}
        TABLE.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0 if all(table.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
