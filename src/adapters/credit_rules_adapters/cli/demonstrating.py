"""`demo`: the source article sentence by sentence, then a real credit in an account file."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from importlib import resources
from pathlib import Path
from shlex import quote
from textwrap import fill

from credit_rules import JOININ, Account, AddInvoice, Collection, Command, Invoice, Line, Outcome, Status, decide
from credit_rules_adapters.cli.checking import Checked, scenario_files
from credit_rules_adapters.cli.output import say
from credit_rules_adapters.cli.working import How, issue, raise_
from credit_rules_adapters.scenarios.playing import Taken, play
from credit_rules_adapters.scenarios.reading import read
from credit_rules_adapters.text.account_file import write_account
from credit_rules_adapters.text.money import format_money
from credit_rules_adapters.text.rejections import describe
from credit_rules_adapters.text.saying import say as in_words
from credit_rules_adapters.text.telling import tell

FOLDER = "credit-rules-demo"
ON = "2026-03-01"


def demo() -> int:
    """Tell the source article sentence by sentence with real figures, then raise a credit in an account file."""
    with resources.as_file(resources.files("credit_rules_adapters.scenarios") / "article") as article:
        say("What the source article states, sentence by sentence, with figures\n", style="bold")
        codes = [_tell(number, file) for number, file in enumerate(scenario_files([article]), start=1)]
        say(f"{codes.count(0)} of {len(codes)} hold: each figure was decided just now, and is as the file expects.\n")
        account = _folder() / "account.jsonl"
        codes += _raise_a_credit(account)
        _say_what_next(account, _nearby(article))
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


def _raise_a_credit(file: Path) -> list[int]:
    """Make an account file anew and run two commands on it, as they would be typed."""
    day = date.fromisoformat(ON)
    file.unlink(missing_ok=True)
    write_account(file, _account(day))
    say("Now a credit in an account file\n", style="bold")
    say(f"{file} holds two invoices of ann: INV-7 of 100.00 GBP,")
    say("60.00 GBP of it paid, and the draft INV-8 of 25.00 GBP, to be collected by itself.\n")
    how = How(on=ON, out=file)
    _typed(f"raise {file} INV-7 70.00 --on {ON} --out {file}")
    raised = raise_(file, "INV-7", "70.00", how=how)
    say("")
    _typed(f"issue {file} INV-8 --on {ON} --out {file}")
    issued = issue(file, "INV-8", how=how)
    say("")
    return [raised, issued]


def _account(day: date) -> Account:
    account = Account()
    invoices = [
        Invoice("INV-7", "ann", "GBP", [Line("L1", 10000)], issued_on=day, paid_minor=6000),
        Invoice("INV-8", "ann", "GBP", [Line("L1", 2500)], status=Status.DRAFT, collection=Collection.AUTO),
    ]
    for invoice in invoices:
        command: Command = AddInvoice(invoice)
        account = account.record(decide(command, account, JOININ, day).unwrap(), on=day)
    return account


def _say_what_next(account: Path, article: Path) -> None:
    program = _program()
    chosen = next(file for file in sorted(article.iterdir()) if file.name.startswith("07"))
    say("What to try next", style="bold")
    for arguments in (
        f"explain {quote(str(chosen))}",
        f"raise {quote(str(account))} INV-7 10.00 --on 2026-03-02 --preview",
        f"check {quote(str(article))}",
        f"policy diff joinin loveadmin --over {quote(str(article))}",
    ):
        say(f"  {program} {arguments}")
    say(f"\nThe demo left {account.parent}{os.sep} behind, which git ignores.")


def _typed(arguments: str) -> None:
    say(f"$ {_program()} {arguments}\n", style="bold")


def _program() -> str:
    """Name this program as it can be typed here."""
    if shutil.which("credit-rules"):
        return "credit-rules"
    return quote(str(_nearby(Path(sys.argv[0]).absolute())))


def _nearby(path: Path) -> Path:
    """Return a path as seen from here, if it is below."""
    whole = path.resolve() if path.is_dir() else path
    return whole.relative_to(Path.cwd()) if whole.is_relative_to(Path.cwd()) else whole
