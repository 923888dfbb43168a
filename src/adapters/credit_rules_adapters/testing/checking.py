"""Which laws a step breaks: those of every entry, and those over two runs where the command gives cause to try them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from attrs import evolve

from credit_rules import (
    Account,
    AccountCredit,
    Allocate,
    ApplyCredit,
    CreditKey,
    Invoice,
    Money,
    Outcome,
    RaiseCredit,
    Surplus,
    Unapply,
    VoidNote,
    allocate,
    decide,
    laws,
    raise_credit,
)
from credit_rules_adapters.testing.playing import Step, carry_out, entries


def check_laws(account: Account) -> None:
    """Check every step law on every entry of an account, and that its entries make it again from an empty account.

    :raises AssertionError: a law is broken; the message names it, what it says, and the entry
    """
    for before, entry, after in entries(account):
        _demand_none(laws.broken_by(before, entry, after), f"entry {entry.number} of {entry.on}: {entry.effects}")
    if not laws.entries_rebuild_state(account):
        _demand_none([laws.entries_rebuild_state.__name__], f"an account of {account.number} entries")


def check_step(step: Step) -> None:
    """Check every law that applies to one command and its answer: the step laws, and those over runs.

    :raises AssertionError: a law is broken; the message names it, what it says, and the command
    """
    recorded = step.after.entries[len(step.before.entries) :]
    broken = [name for entry in recorded for name in laws.broken_by(step.before, entry, step.after)]
    broken += [name for name, holds in RUN_LAWS.items() if not holds(step)]
    _demand_none(broken, f"{step.command} on {step.on}, answered {step.answer}")


def _demand_none(broken: list[str], by: str) -> None:
    if broken:
        sentences = [f"{name} ({getattr(laws, name).__doc__.splitlines()[0]})" for name in broken]
        raise AssertionError(f"broken: {'; '.join(sentences)}\nby {by}")


def _void_inverts_raise(step: Step) -> bool:
    match step.command, step.outcome:
        case RaiseCredit(), Outcome(note=note) if note.refund_minor == 0:
            voided = carry_out(VoidNote(note.id), step.after, step.policy, step.on)
            return laws.void_inverts_raise(step.before, voided.after, note.id)
        case _:
            return True


def _unapply_inverts_apply(step: Step) -> bool:
    match step.command, step.outcome:
        case ApplyCredit(invoice=id), Outcome(applied=(first, *_) as made):
            amount = Money(sum(each.allocation.amount_minor for each in made), first.currency)
            undone = carry_out(Unapply(invoice=id, amount=amount), step.after, step.policy, step.on)
            return laws.unapply_inverts_apply(step.before, undone.after, id)
        case _:
            return True


def _split_equals_whole(step: Step) -> bool:
    match step.command:
        case RaiseCredit(invoice=id, amount=Money(amount_minor=amount, currency=currency)) if (
            amount > 1 and id in step.before.invoices and step.policy.surplus is not Surplus.PROPORTIONAL
        ):
            parts = Money(amount // 2, currency), Money(amount - amount // 2, currency)
            return laws.split_equals_whole(partial(raise_credit, policy=step.policy), step.before.invoices[id], *parts)
        case _:
            return True


def _every_lot_is_explained(step: Step) -> bool:
    run = _run(step)
    return run is None or step.outcome is None or laws.every_lot_is_explained(run[1], step.outcome)


def _input_order_is_irrelevant(step: Step) -> bool:
    run = _run(step)
    return run is None or laws.input_order_is_irrelevant(_allocates(step), *run, (run[0][::-1], run[1][::-1]))


def _monotone(step: Step) -> bool:
    run = _run(step)
    by_amount = {CreditKey.SMALLEST, CreditKey.LARGEST}
    if run is None or by_amount & {*step.policy.credit_order} or any(lot.products is not None for lot in run[1]):
        return True
    return all(laws.monotone(_allocates(step), *run, larger(lot, 1)) for lot in run[1])


def larger(lot: AccountCredit, by_minor: int) -> AccountCredit:
    """Return a lot that was, and holds, so much more in minor units."""
    return evolve(lot, amount_minor=lot.amount_minor + by_minor, remaining_minor=lot.remaining_minor + by_minor)


def _run(step: Step) -> tuple[list[Invoice], list[AccountCredit]] | None:
    """Return what a run was over; None for any other command."""
    match step.command:
        case Allocate(account):
            invoices = [one for one in step.before.invoices.values() if account in {None, one.account}]
            return invoices, [one for one in step.before.credits.values() if account in {None, one.account}]
        case _:
            return None


def _allocates(step: Step) -> laws.runs.Allocates:
    return partial(allocate, on=step.on, policy=step.policy)


RUN_LAWS: Mapping[str, Callable[[Step], bool]] = MappingProxyType(
    {
        "determinism": lambda step: laws.determinism(decide, step.command, step.before, policy=step.policy, on=step.on),
        "working_set_suffices": lambda step: laws.working_set_suffices(
            decide, step.command, step.before, policy=step.policy, on=step.on
        ),
        "after_equals_record": lambda step: (
            step.outcome is None or laws.after_equals_record(step.before, step.outcome, step.on)
        ),
        "entries_rebuild_state": lambda step: (
            step.after.number == step.before.number or laws.entries_rebuild_state(step.after)
        ),
        "every_lot_is_explained": _every_lot_is_explained,
        "input_order_is_irrelevant": _input_order_is_irrelevant,
        "monotone": _monotone,
        "split_equals_whole": _split_equals_whole,
        "void_inverts_raise": _void_inverts_raise,
        "unapply_inverts_apply": _unapply_inverts_apply,
    }
)
"""The laws over runs by name: each holds of a step, or does not concern its command."""
