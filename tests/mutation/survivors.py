"""Mutants that no test kills, and the page that must give the reason of each: docs/mutation.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from typing_extensions import override

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "mutation.md"
RULES = Path("src", "credit_rules", "rules")

SECTION = re.compile(r"^### .+\n((?:(?!^#).*\n?)*)", re.MULTILINE)
DIFF = re.compile(r"^```diff\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


class Survivor(NamedTuple):
    """A change of a module of the rules that no test notices: the lines taken out, and those put in."""

    module: str
    removed: tuple[str, ...]
    added: tuple[str, ...]

    @override
    def __str__(self) -> str:
        """Return it as docs/mutation.md tells it."""
        lines = [*(f"- {line}" for line in self.removed), *(f"+ {line}" for line in self.added)]
        return "\n".join([f"@@ {self.module} @@", *lines])


def of_diff(module: str, diff: str) -> Survivor:
    """Read one change from a unified diff, or from a part of the page."""
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++"))]
    removed, added = (tuple(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return Survivor(module, removed, added)


def explained(page: str) -> Iterator[tuple[Survivor, str]]:
    """Yield every change of the page with the reason that its section gives."""
    for section in SECTION.finditer(page):
        reason = DIFF.sub("", section[1]).strip()
        for block in DIFF.finditer(section[1]):
            parts = re.split(r"^@@ (\w+) @@\n", block[1], flags=re.MULTILINE)[1:]
            yield from ((of_diff(module, diff), reason) for module, diff in zip(parts[::2], parts[1::2], strict=True))


def complaints(survivors: Iterable[Survivor], page: str) -> list[str]:
    """Say which survivors have no reason on the page, and which changes on the page did not survive."""
    found, reasons = {*survivors}, {survivor for survivor, reason in explained(page) if reason}
    return [
        *(f"no reason in docs/mutation.md:\n{each}" for each in sorted(found - reasons)),
        *(f"in docs/mutation.md, but it is killed, or no longer made:\n{each}" for each in sorted(reasons - found)),
    ]
