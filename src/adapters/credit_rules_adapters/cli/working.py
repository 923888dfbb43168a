"""`raise`, `apply` and `issue` on an account file: decide, show, and record only where asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

from attrs import frozen
from cyclopts import Parameter

from credit_rules import (
    Account,
    ApplyCredit,
    Command,
    Issue,
    Money,
    NoteReason,
    Outcome,
    RaiseCredit,
    Rejection,
    decide,
    fold,
)
from credit_rules_adapters.cli.arguments import mistaken, pairs, read
from credit_rules_adapters.cli.output import print_json, say
from credit_rules_adapters.cli.tables import print_outcome, print_refusal
from credit_rules_adapters.text.account_file import read_account, write_account
from credit_rules_adapters.text.json_form import form_of
from credit_rules_adapters.text.policies import load_policy
from credit_rules_adapters.text.readers import day_in_text, money, one_of
from credit_rules_adapters.text.rejections import describe


@Parameter(name="*")
@frozen(kw_only=True)
class How:
    """How it is decided, and what becomes of the decision."""

    on: Annotated[str, Parameter(help="the business date, like 2026-03-01")]
    policy: Annotated[str, Parameter(help="a preset's name (joinin if not given), or a TOML file")] = "joinin"
    preview: Annotated[bool, Parameter(help="show what would happen; record nothing")] = False
    json: Annotated[bool, Parameter(help="print the whole outcome as JSON")] = False
    out: Annotated[Path | None, Parameter(help="write the account with the new entry; may be the same file")] = None


def raise_(
    file: Path,
    invoice: str,
    amount: str | None = None,
    /,
    *,
    line: Sequence[str] = (),
    refund: str | None = None,
    reason: str = "other",
    memo: str = "",
    how: How,
) -> int:
    """Raise a credit note against an invoice of an account file.

    Args:
        file: the account file
        invoice: the id of the invoice
        amount: in major units of the invoice's currency, like 70.00
        line: instead of an amount, a line and its amount, like L1=30.00; may be given several times
        refund: how much of the cash part leaves as cash
        reason: one of duplicate, billing_error, order_change, removed_from_product, session_cancelled, goodwill, other
        memo: a note in free words
        how: see below
    """

    def command(account: Account) -> Command:
        return RaiseCredit(
            invoice=invoice,
            amount=_by_line(account, invoice, line) if amount is None else _money(account, invoice, "AMOUNT", amount),
            refund=None if refund is None else _money(account, invoice, "--refund", refund),
            reason=read("--reason", reason, one_of(NoteReason)),
            memo=memo,
        )

    if (amount is None) is not bool(line):
        raise mistaken("AMOUNT", "allowed is an amount, or lines with --line L1=30.00, and not both")
    return carry_out(file, command, how)


def apply(
    file: Path, invoice: str, amount: str | None = None, /, *, credit: Sequence[str] | None = None, how: How
) -> int:
    """Apply account credit to an invoice of an account file.

    Args:
        file: the account file
        invoice: the id of the invoice
        amount: in major units; without it, as much as can be
        credit: a lot to use; may be given several times, in the order of use; without it, by the policy's order
        how: see below
    """

    def command(account: Account) -> Command:
        limit = None if amount is None else _money(account, invoice, "AMOUNT", amount)
        return ApplyCredit(invoice=invoice, amount=limit, chosen=None if credit is None else tuple(credit))

    if credit is not None and len(set(credit)) < len(credit):
        raise mistaken("--credit", "names a lot twice; allowed is once")
    return carry_out(file, command, how)


def issue(file: Path, invoice: str, /, *, how: How) -> int:
    """Issue a draft of an account file; credit is used before anything is collected automatically.

    Args:
        file: the account file
        invoice: the id of the draft
        how: see below
    """
    return carry_out(file, lambda account: Issue(invoice=invoice), how)


def carry_out(file: Path, make: Callable[[Account], Command], how: How) -> int:
    """Decide a command on an account file, show the outcome, and write the account where that was asked for."""
    if how.preview and how.out:
        raise mistaken("--out", "stands beside --preview, which writes nothing; allowed is one of the two")
    on = read("--on", how.on, day_in_text)
    policy = load_policy(how.policy)
    before = read_account(file)
    command = make(before)

    def refuse(refusal: Rejection) -> int:
        if how.json:
            print_json({"rejected": form_of(refusal), "sentence": describe(refusal)})
        else:
            print_refusal(refusal)
        return 1

    def accept(outcome: Outcome) -> int:
        after = before.record(outcome, on=on)
        if how.out:
            write_account(how.out, after)
        if how.json:
            print_json({"outcome": form_of(outcome), "written": None if how.out is None else str(how.out)})
        else:
            print_outcome(command, outcome, after, on)
            say(f"Decided under the policy {how.policy}, fingerprint {policy.fingerprint}.")
            say(_ending(how, after))
        return 0

    return fold(decide(command, before, policy, on), accept, refuse)


def _ending(how: How, after: Account) -> str:
    if how.out:
        return f"Written to {how.out}, {after.number} entries."
    return "A preview; nothing was written." if how.preview else "Nothing was written; to keep it, add --out FILE."


def _money(account: Account, invoice: str, argument: str, text: str) -> Money:
    """Read an amount in its invoice's currency; of an unknown invoice any, for the id is answered before the amount."""
    known = account.invoices.get(invoice)
    return read(argument, text, money(known.currency if known else None))


def _by_line(account: Account, invoice: str, lines: Sequence[str]) -> dict[str, Money]:
    amounts = pairs("--line", lines, what="line", allowed="each line once with its amount, like L1=30.00")
    return {line: _money(account, invoice, "--line", amount) for line, amount in amounts.items()}
