"""Outcomes as tables for people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from credit_rules import Account, Command, Outcome, Rejection
from credit_rules_adapters.cli.output import say
from credit_rules_adapters.text.money import format_money
from credit_rules_adapters.text.picture import picture_of_credit, table_of_invoices
from credit_rules_adapters.text.rejections import describe
from credit_rules_adapters.text.rules import RULES
from credit_rules_adapters.text.saying import say as in_words
from credit_rules_adapters.text.telling import tell, unused


def print_outcome(command: Command, outcome: Outcome, after: Account, on: date) -> None:
    """Print what a command does, why, and how things stand after it."""
    asked = in_words(command)
    say(f"{asked[0].upper()}{asked[1:]}, {on}\n", style="bold")
    told = tell(outcome)
    amounts = ["" if each.amount is None else format_money(each.amount) for each in told]
    whats = ["  " * each.is_part + each.what for each in told]
    print_table(("What happens", "Amount"), zip(whats, amounts, strict=True), right={1})
    print_table(("Rule", "What it says"), [(rule, RULES[rule]) for rule in sorted(outcome.rules, key=[*RULES].index)])
    not_used = unused(outcome)
    if not_used:
        print_table(("Not used up", "Why"), not_used)
    _print_state(outcome, after)


def _print_state(outcome: Outcome, after: Account) -> None:
    invoices = [after.invoices[invoice.id] for invoice in outcome.invoices]
    lots = {piece.credit for invoice in invoices for piece in invoice.allocations}
    lots |= {note.id for note in outcome.notes} | {piece.credit for note in outcome.notes for piece in note.restored}
    for title, lines in (
        ("How it stands then", table_of_invoices(invoices) if invoices else []),
        ("Which credit paid what", picture_of_credit(after, lots)),
    ):
        if lines:
            say(f"  {title}", style="bold")
            say("\n".join([*lines, ""]))


def print_refusal(refusal: Rejection) -> None:
    """Print why a command is refused."""
    say(f"Refused ({refusal.code}, {refusal.rule}): {describe(refusal)}", style="bold red")


def print_table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]], right: Iterable[int] = ()) -> None:
    """Print a table as wide as it needs to be; on a narrow terminal its texts are wrapped."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for place, title in enumerate(titles):
        flush = place in right
        table.add_column(title, justify="right" if flush else "left", no_wrap=flush or place == 0, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console(highlight=False)
    with console.capture() as captured:
        console.print(Padding(table, (0, 0, 0, 2)))
    say("\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n")
