"""Mutates the rules in a copy of the tree: `make mutation`. Exit code 1: something survives without a written reason.

mutmut changes what functions do; cosmic-ray makes its changes where mutmut makes none. Both run tests/examples. The
copy, `.mutation`, is made anew each time: mutmut would take what it remembers of rules for true of other examples, too.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from cosmic_ray.work_db import use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult

from mutation.skipped import left_alone
from mutation.survivors import PAGE, ROOT, RULES, Survivor, complaints, of_diff

COPY = ROOT / ".mutation"
COPIED = ("src", "tests", "docs")
EXAMPLES = "tests/examples"
BEGIN, END = "<!-- Written by `make mutation`. -->\n\n", "<!-- The end of what it writes. -->"
SECONDS = 120

COSMIC_RAY = f"""[cosmic-ray]
module-path = {json.dumps(RULES.as_posix())}
timeout = {SECONDS}
excluded-modules = []
test-command = {json.dumps(f"{sys.executable} -m pytest -x -q -p no:cacheprovider {EXAMPLES}")}

[cosmic-ray.distributor]
name = "local"
"""

Result = tuple[int, list[Survivor]]
"""How many mutants were made, and those that survive."""


def copy_tree() -> None:
    """Make the copy anew."""
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir()
    for name in COPIED:
        shutil.copytree(ROOT / name, COPY / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", COPY)


def run(program: str, *arguments: str, shown: bool = False) -> str:
    """Run a tool in the copy, on the copy's source, and return what it prints."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(COPY / name) for name in ("src", "src/adapters"))}
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    done = subprocess.run(command, cwd=COPY, env=environment, stdout=None if shown else subprocess.PIPE, check=True)
    return "" if shown else done.stdout.decode()


def by_mutmut() -> Result:
    """Let mutmut change functions; every mutant it did not see die is a survivor."""
    run("mutmut", "run", "--max-children", str(os.cpu_count() or 1), shown=True)
    run("mutmut", "export-cicd-stats")
    made = json.loads((COPY / "mutants" / "mutmut-cicd-stats.json").read_text())["total"]
    told = re.findall(r"^ *(\S+): (?!killed|timeout)", run("mutmut", "results"), re.MULTILINE)
    return made, [of_diff(name.split(".")[2], run("mutmut", "show", name)) for name in told]


def by_cosmic_ray() -> Result:
    """Let cosmic-ray change what mutmut leaves alone."""
    session = COPY / "cosmic-ray.sqlite"
    session.unlink(missing_ok=True)
    (COPY / "cosmic-ray.toml").write_text(COSMIC_RAY)
    run("cosmic-ray", "init", "cosmic-ray.toml", session.name)
    with use_db(str(session)) as work:
        for item in list(work.work_items):
            (change,) = item.mutations
            if not left_alone((COPY / change.module_path).read_text(), change.start_pos):
                work.set_result(item.job_id, WorkResult(worker_outcome=WorkerOutcome.SKIPPED))
    run("cosmic-ray", "exec", "cosmic-ray.toml", session.name)
    with use_db(str(session)) as work:
        changes = {item.job_id: item.mutations[0] for item in work.work_items}
        done = [
            (changes[job], result) for job, result in work.results if result.worker_outcome != WorkerOutcome.SKIPPED
        ]
    survivors = [
        of_diff(change.module_path.stem, result.diff or "")
        for change, result in done
        if result.worker_outcome != WorkerOutcome.NORMAL or result.test_outcome == TestOutcome.SURVIVED
    ]
    return len(done), survivors


def rows(results: dict[str, Result]) -> Iterator[str]:
    """Yield the table of the page."""
    yield "| tool | mutants | killed | survive, each with its reason below |\n| --- | --- | --- | --- |\n"
    for tool, (made, survivors) in results.items():
        yield f"| {tool} {version(tool)} | {made:,} | {made - len(survivors):,} | {len(survivors)} |\n"


def main() -> int:
    """Mutate, write the result into the page, and say what has no reason there."""
    copy_tree()
    results = {"mutmut": by_mutmut(), "cosmic-ray": by_cosmic_ray()}
    page = PAGE.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    assert end, f"docs/mutation.md has no {END}"
    PAGE.write_text(f"{before}{begin}{''.join(rows(results))}\n{end}{after}", encoding="utf-8")
    print("\n", *rows(results), sep="")
    wrong = complaints([each for _, survivors in results.values() for each in survivors], page)
    print(*wrong, sep="\n\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
