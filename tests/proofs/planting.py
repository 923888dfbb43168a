"""Plants each mutant in an engine of its own and tells what kills it: `python -m proofs.planting [--write] [name ...]`.

A mutant lives in a process forked for it, which loads the changed modules under their real names. mutants.json records
its killers: laws that break on the corpus and the first play in which they do, theorems about the changed modules that
are refuted, the reference model where it differs. What is asked for is whether the first of them kills it again. With
`--write` all of them are tried on a part of the corpus and on small plain integers, and if that kills nothing, on all
of it and for all integers; then the table and docs/mutants.md are written.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING, TypeAlias

import attrs  # noqa: F401 - what a child need not load again
import hypothesis.stateful  # noqa: F401
import returns.result  # noqa: F401
import z3  # noqa: F401
from typing_extensions import override

from proofs.mutants import PACKAGE, Mutant, mutants

if TYPE_CHECKING:
    from proofs.theorem import Theorem

TABLE = Path(__file__).with_name("mutants.json")
PAGE = Path(__file__).parents[2] / "docs" / "mutants.md"
SOON, PLAYS = 40, 240
SECONDS = 1200
RAISED = "an exception"
BESIDE = "the reference model"
NOTHING = "nothing"
RECORD_IT = "make mutants"

Killers: TypeAlias = Mapping[str, int | None]
"""What kills a mutant: the name, and for what needs a play of the corpus, the number of the first in which it does."""

HEAD = f"""<!-- Written by `{RECORD_IT}`. -->

# The planted faults

Each fault is planted in the engine, and what is listed notices it: laws of `credit_rules.laws` that break, theorems of
`tests/proofs` that are refuted, the reference model of `tests/reference` that answers otherwise, {RAISED} from a state
that may not be. `make test` plants all of them again, and demands that the first named notices again. Where a fault is
marked "unguarded", states were kept from checking their invariants, so that laws had to notice by themselves.

| fault | in | change | noticed by |
| --- | --- | --- | --- |
"""


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


def broken_laws(number: int) -> Iterator[str]:
    """Play one play of the corpus and yield every broken law as it breaks; an exception ends it."""
    from credit_rules import Account, laws
    from credit_rules_adapters.testing import RUN_LAWS, carry_out
    from proofs.corpus import play

    drawn, account = play(number), Account()
    try:
        for on, command in drawn.steps:
            step = carry_out(command, account, drawn.policy, on)
            for entry in step.after.entries[len(account.entries) :]:
                yield from laws.broken_by(account, entry, step.after)
            yield from (name for name, holds in RUN_LAWS.items() if not holds(step))
            account = step.after
    except Exception:  # noqa: BLE001 - whatever it is, the engine as it is shipped raises none
        yield RAISED


def differs(number: int) -> bool:
    """Play one play of the corpus beside the reference model, and tell whether the two differ."""
    from laws.side_by_side import SideBySide
    from proofs.corpus import play

    drawn, machine = play(number), SideBySide()
    machine.policy = drawn.policy
    try:
        for machine.on, command in drawn.steps:
            machine.play(command)
    except Exception:  # noqa: BLE001 - the reference raises none, nor does the engine as it is shipped
        return True
    return False


def specified(mutant: Mutant) -> Mapping[str, Theorem]:
    """Return the theorems about single functions of the changed modules; of an unguarded mutant they say nothing."""
    if mutant.unguarded:
        return {}
    from proofs.theorems import SPECIFIED

    modules = mutant.sources()
    about = (theorem for theorem in SPECIFIED if any(function.__module__ in modules for function in theorem.about))
    return {theorem.law: theorem for theorem in about}


def refuted(theorem: Theorem, seconds: float = SECONDS) -> bool:
    """Tell whether a theorem has a counterexample; in no time at all, one of small plain integers."""
    from proofs.symbolic import Standing

    return theorem.verdict(seconds).standing is Standing.REFUTED


def killers_within(mutant: Mutant, plays: int, seconds: float) -> Killers:
    """Name what kills a planted mutant in so many plays, and in so many seconds for each theorem."""
    laws: dict[str, int] = {}
    for number in range(plays):
        for law in broken_laws(number):
            laws.setdefault(law, number)
    raised = laws.pop(RAISED, None)
    theorems = [law for law, theorem in specified(mutant).items() if refuted(theorem, seconds)]
    beside = next(filter(differs, range(plays)), None)
    last = {name: number for name, number in ((BESIDE, beside), (RAISED, raised)) if number is not None}
    return {**laws, **dict.fromkeys(theorems), **last}


def most_killers(mutant: Mutant) -> Killers:
    """Name what kills a planted mutant soon; or else, what kills it at all."""
    return killers_within(mutant, SOON, 0) or killers_within(mutant, PLAYS, SECONDS)


def first_killer(mutant: Mutant, recorded: Killers) -> Killers:
    """Return the first killer on record, if it kills a planted mutant again."""
    for name, number in recorded.items():
        if number is None:
            kills = name in (theorems := specified(mutant)) and refuted(theorems[name])
        else:
            kills = differs(number) if name == BESIDE else name in broken_laws(number)
        return {name: number} if kills else {}
    return {}


def planted(mutant: Mutant, recorded: Mapping[str, Killers], *, every: bool) -> tuple[Mutant, Killers]:
    """Plant a mutant in this process, and name all that kill it, or the first on record."""
    assert not [name for name in sys.modules if name.split(".")[0] == PACKAGE], "the engine is loaded already"
    with TemporaryDirectory() as folder:
        sys.meta_path.insert(0, _Planted(mutant.sources(), folder))
        return mutant, most_killers(mutant) if every else first_killer(mutant, recorded.get(mutant.name, {}))


def page(table: Mapping[str, Killers]) -> str:
    """Return docs/mutants.md."""
    rows = (
        (
            f"{each.name} (unguarded)" if each.unguarded else each.name,
            f"`{each.module}`",
            f"{_code(each.text)} → {_code(each.planted)}",
            ", ".join(name if name in {BESIDE, RAISED} else f"`{name}`" for name in table[each.name]),
        )
        for each in mutants()
    )
    return HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _code(text: str) -> str:
    return f"`{' '.join(text.split())}`" if text.strip() else "nothing"


def main(arguments: Sequence[str]) -> int:
    """Plant every mutant, or those named; the exit code is 1 if one is not killed."""
    every = "--write" in arguments
    names = {*arguments} - {"--write"}
    known: dict[str, Killers] = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    faults = [mutant for mutant in mutants() if not names or mutant.name in names]
    for mutant in faults:
        mutant.sources()  # Every text is there once, before anything is planted.
    found: dict[str, Killers] = {}
    with get_context("fork").Pool(maxtasksperchild=1) as pool:
        for mutant, killers in pool.imap(partial(planted, recorded=known, every=every), faults, chunksize=1):
            found[mutant.name] = killers
            print(mutant.name, *(killers or [NOTHING]), sep="\t", flush=True)
    if every:
        table = {mutant.name: {**known, **found}.get(mutant.name, {}) for mutant in mutants()}
        TABLE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(page(table), encoding="utf-8")
    return 0 if all(found.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
