"""`demo`: the source article sentence by sentence, then a real credit in a database."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from importlib import resources
from pathlib import Path
from shlex import quote
from textwrap import fill
from typing import TYPE_CHECKING

from credit_rules import (
    AddInvoice,
    Collection,
    Command,
    Invoice,
    Issue,
    Line,
    Money,
    Outcome,
    RaiseCredit,
    Status,
)
from credit_rules_adapters.asking import Request
from credit_rules_adapters.cli.checking import Checked, scenario_files
from credit_rules_adapters.cli.output import say
from credit_rules_adapters.cli.tables import print_outcome
from credit_rules_adapters.scenarios.playing import Taken, play
from credit_rules_adapters.scenarios.reading import read
from credit_rules_adapters.text.account_file import write_account
from credit_rules_adapters.text.money import format_money
from credit_rules_adapters.text.rejections import describe
from credit_rules_adapters.text.saying import say as in_words
from credit_rules_adapters.text.telling import tell

if TYPE_CHECKING:
    from credit_rules_adapters.service import Service

FOLDER, STORE, FILE = "credit-rules-demo", "credits.db", "account.jsonl"
ON = date(2026, 3, 1)
COMMANDS: tuple[Command, ...] = (
    AddInvoice(Invoice("INV-7", "ann", "GBP", [Line("L1", 10000)], issued_on=ON, paid_minor=6000)),
    AddInvoice(Invoice("INV-8", "ann", "GBP", [Line("L1", 2500)], status=Status.DRAFT, collection=Collection.AUTO)),
    RaiseCredit(invoice="INV-7", amount=Money(7000, "GBP")),
    Issue(invoice="INV-8"),
)


def demo() -> int:
    """Tell the source article sentence by sentence with real figures, then raise a credit in a SQLite file."""
    with resources.as_file(resources.files("credit_rules_adapters.scenarios") / "article") as article:
        say("What the source article states, sentence by sentence, with figures\n", style="bold")
        codes = [_tell(number, file) for number, file in enumerate(scenario_files([article]), start=1)]
        say(f"{codes.count(0)} of {len(codes)} hold: each figure was decided just now, and is as the file expects.\n")
        folder = _folder()
        codes.append(_raise_a_credit(folder))
        _say_what_next(folder, _nearby(article))
    return max(codes)


def _tell(number: int, file: Path) -> int:
    """Tell one scenario in a few lines; it is played and compared here and now."""
    played = play(read(file))
    checked = Checked(file, played)
    _say(f"{number}. {played.scenario.title}", style="bold")
    for taken in played.steps:
        _say(f"   {in_words(taken.step.command)}")
        for line in _happened(taken):
            _say(f"     → {line}")
    for difference in checked.different:
        _say(f"   NOT AS EXPECTED: {difference}", style="bold red")
    say("")
    return checked.code


def _happened(taken: Taken) -> Iterator[str]:
    """Yield what a step did; of a note alone its parts, for its amount was asked for."""
    answer = taken.answer
    if not isinstance(answer, Outcome):
        yield f"refused: {describe(answer)}"
        return
    told = tell(answer)
    parts = [line for line in told if line.is_part]
    alone = len(parts) == len(told) - 1 > 0
    for line in parts if alone else told:
        amount = "" if line.amount is None else f": {format_money(line.amount)}"
        yield f"{'  ' * (line.is_part and not alone)}{line.what}{amount}"


def _say(text: str, style: str = "") -> None:
    """Print text within 80 columns; what is wrapped keeps its indent."""
    indent = " " * (len(text) - len(text.lstrip()) + 2)
    say(fill(text, 80, subsequent_indent=indent, break_long_words=False), style=style)


def _folder() -> Path:
    """Make the folder of the demo here, unseen by git; where nothing can be written, a temporary one."""
    folder = Path(FOLDER)
    try:
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER}-"))
    return folder


def _raise_a_credit(folder: Path) -> int:
    """Make a store anew, carry out a credit and what follows from it, and show what they did; 1 if it does not hold."""
    from credit_rules_adapters.service import Service
    from credit_rules_adapters.stores.sql import open_store
    from credit_rules_adapters.stores.sql.verifying import verify

    for left in folder.glob(f"{STORE}*"):
        left.unlink()
    say("Now a credit for real\n", style="bold")
    _say(
        f"{folder / STORE} is a SQLite database. Two invoices of ann enter: INV-7 of 100.00 GBP, 60.00 GBP of it paid,"
        " and the draft INV-8 of 25.00 GBP, to be collected by itself."
    )
    say("")
    with closing(open_store(f"sqlite:///{folder / STORE}")) as store:
        service = Service(store=store)
        for number, command in enumerate(COMMANDS, start=1):
            _carry_out(service, Request(account="ann", actor="demo", command=command, on=ON, key=f"demo-{number}"))
        with store.reading("ann") as reading:
            account = reading.whole()
        faults = [*verify(store)]
    write_account(folder / FILE, account)
    _say("; ".join(faults) or f"{account.number} entries were kept, and every row of the tables follows from them.")
    say("")
    return int(bool(faults))


def _carry_out(service: Service, request: Request) -> None:
    """Carry a request out, and show what it did unless an invoice only entered."""
    outcome = service.carry_out(request).result.unwrap()
    if not isinstance(request.command, AddInvoice):
        with service.store.reading(request.account) as reading:
            print_outcome(request.command, outcome, reading.whole(), ON)


def _say_what_next(folder: Path, article: Path) -> None:
    program = _program()
    chosen = next(file for file in sorted(article.iterdir()) if file.name.startswith("07"))
    say("What to try next", style="bold")
    for arguments in (
        "serve --demo",
        f"explain {quote(str(chosen))}",
        f"raise {quote(str(folder / FILE))} INV-7 10.00 --on 2026-03-02 --preview",
        f"db verify {quote(f'sqlite:///{folder / STORE}')}",
        f"check {quote(str(article))}",
        f"policy diff joinin loveadmin --over {quote(str(article))}",
    ):
        say(f"  {program} {arguments}")
    say(f"\nThe demo left {folder}{os.sep} behind, which git ignores: the database, and its account as a file.")


def _program() -> str:
    """Name this program as it can be typed here."""
    if shutil.which("credit-rules"):
        return "credit-rules"
    return quote(str(_nearby(Path(sys.argv[0]).absolute())))


def _nearby(path: Path) -> Path:
    """Return a path as seen from here, if it is below."""
    whole = path.resolve() if path.is_dir() else path
    return whole.relative_to(Path.cwd()) if whole.is_relative_to(Path.cwd()) else whole
