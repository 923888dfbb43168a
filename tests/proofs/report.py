"""Prints what is proved: `make proofs`. With `--write`, docs/proofs.md gets the table of this run, too."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from proofs import witness
from proofs.symbolic import Verdict
from proofs.theorem import Theorem
from proofs.theorems import THEOREMS

PAGE = Path(__file__).parents[2] / "docs" / "proofs.md"
BEGIN, END = "<!-- The table below is written by `make proofs`. -->\n\n", "\n<!-- The end of the table. -->"
HEAD = "| function | law | paths | seconds | verdict |\n| --- | --- | --- | --- | --- |\n"


def row(theorem: Theorem) -> tuple[str, str, str]:
    """What the table must say of a theorem, whatever the machine: function, law, verdict."""
    return theorem.functions, theorem.law, "proved"


def line(verdict: Verdict) -> str:
    """A row of the table."""
    cells = verdict.function, verdict.name, f"{verdict.paths:,}", f"{verdict.seconds:.1f}", verdict.standing.value
    return f"| {' | '.join(cells)} |\n"


def rows(page: str) -> list[tuple[str, ...]]:
    """Read function, law and verdict from each row of the table of a page."""
    table = page.partition(BEGIN)[2].partition(END)[0]
    cells = [[cell.strip() for cell in each.strip("|").split("|")] for each in table.splitlines()[2:]]
    return [(function, law, verdict) for function, law, _, _, verdict in cells]


def written(page: str, verdicts: Iterable[Verdict]) -> str:
    """Return a page with another table."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{begin}{HEAD}{''.join(map(line, verdicts))}{end}{after}"


def main() -> int:
    """Prove everything, print each verdict as it comes; the exit code is 1 if something is not proved."""
    print(HEAD, end="")
    verdicts = []
    for theorem in THEOREMS:
        verdicts.append(theorem.verdict())
        print(line(verdicts[-1]), end="", flush=True)
    unproved = [str(verdict) for verdict in verdicts if not verdict]
    paths, seconds = sum(verdict.paths for verdict in verdicts), sum(verdict.seconds for verdict in verdicts)
    print(f"\n{len(verdicts) - len(unproved)} of {len(verdicts)} theorems proved, {paths:,} paths, {seconds:.0f} s.")
    print(*unproved, sep="\n", end="\n" if unproved else "")
    if "--write" in sys.argv[1:]:
        PAGE.write_text(written(PAGE.read_text(), verdicts))
    print("\nThe second witness, CrossHair:")
    for law, said in witness.said(seconds=witness.PATIENT):
        print(f"{said:24} {law}", flush=True)
    return 1 if unproved else 0


if __name__ == "__main__":
    sys.exit(main())
