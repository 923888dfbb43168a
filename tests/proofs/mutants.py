"""Faults to plant in the engine, read from mutants.txt: each an exact change of its source, to be noticed.

A text that does not occur exactly once in its module is an error, so that no fault is lost when the source changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

from attrs import frozen

PACKAGE = "credit_rules"
FILE = Path(__file__).with_name("mutants.txt")

GUARDS = (
    ("invoice", "broken = self._broken_invariant()", "broken = None"),
    ("credit", "if self.remaining_minor > self.amount_minor:", "if False:"),
    ("line", "if self.net_left_minor < 0 or self.tax_left_minor < 0:", "if False:"),
    ("note", "if parts <= 0 or parts != self.amount_minor:", "if False:"),
    ("checks", "    if value < 0:", "    if False:"),
    ("checks", "    if value <= 0:", "    if False:"),
)
"""What keeps a state that breaks an invariant from being built: module, text, and that text without effect."""


@frozen
class Mutant:
    """A fault: in this module, that text for this one.

    With `unguarded` states no longer check their invariants, either, so that laws must notice by themselves; theorems,
    which assume what states check, then say nothing.
    """

    name: str
    module: str
    text: str
    planted: str
    unguarded: bool

    def sources(self) -> Mapping[str, str]:
        """The changed source of every module it changes, by full name.

        :raises ValueError: a text to be changed does not occur exactly once
        """
        sources: dict[str, str] = {}
        for module, text, planted in [(self.module, self.text, self.planted), *(GUARDS if self.unguarded else ())]:
            name = f"{PACKAGE}.{module}"
            source = sources.get(name) or _source(name)
            if source.count(text) != 1:
                raise ValueError(f"{self.name}: {text!r} occurs {source.count(text)} times in {name}, not once")
            sources[name] = source.replace(text, planted)
        return sources


def _source(module: str) -> str:
    """Read a module without loading it, or the package it is in."""
    package, *parts = module.split(".")
    found = find_spec(package)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent.joinpath(*parts).with_suffix(".py").read_text(encoding="utf-8")


def mutants(file: Path = FILE) -> Iterator[Mutant]:
    """Read the faults: `@` a module, `=` the name of a fault (`!` where it is unguarded), `-` the text, `+` for it."""
    module = ""
    lines = (line for line in file.read_text(encoding="utf-8").splitlines() if line)
    blocks = [(mark, [line[2:] for line in block]) for mark, block in groupby(lines, key=lambda line: line[0])]
    for place, (mark, block) in enumerate(blocks):
        if mark == "@":
            (module,) = block
        if mark in "=!":
            ((_, text), (_, planted)) = blocks[place + 1 : place + 3]
            yield Mutant(block[0], module, "\n".join(text), "\n".join(planted), unguarded=mark == "!")
