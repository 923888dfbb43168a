"""`allocate --store`: the bulk run over a store, previewed or carried out (the extras `sql` and `bulk`)."""

from __future__ import annotations

import sys
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from credit_rules_adapters.cli.arguments import mistaken, read
from credit_rules_adapters.cli.exchanging import demand_new
from credit_rules_adapters.cli.output import print_json, say
from credit_rules_adapters.cli.stores import actor_of, day_of, opened
from credit_rules_adapters.text.mistakes import listed, shown
from credit_rules_adapters.text.policies import load_policy
from credit_rules_adapters.text.readers import identifier

if TYPE_CHECKING:
    from credit_rules_adapters.cli.allocating import Bulk
    from credit_rules_adapters.runs import Ran


def allocate_store(url: str, how: Bulk) -> int:
    """Run over a store: preview, or carry out, under the name given or a new one."""
    from credit_rules_adapters.cli.allocating import progress_bar
    from credit_rules_adapters.cli.bulk_report import write_report
    from credit_rules_adapters.runs import Out, RunDiffers, RunDisagrees, carry_out, preview

    on, policy, kind = day_of(how.on), load_policy(how.policy), how.format or "parquet"
    _check(how, kind)
    run = read("--run", how.run, identifier) if how.run else f"run-{on}-{token_hex(4)}"
    out = None if how.out is None else Out(folder=how.out, kind=kind, replace=how.replace)
    with opened(url, must_exist=True) as store, progress_bar() as progress:
        if how.preview:
            ran = preview(store, policy, on, out=out, progress=progress)
        else:
            actor = actor_of(how.actor)
            go_on = f"--run {run} --on {on} --actor {actor}"
            say(f"This is run {run}; if it is cut off, go on with {go_on}.", to=sys.stderr)
            try:
                ran = carry_out(store, policy, on, run=run, actor=actor, out=out, progress=progress)
            except RunDiffers as error:
                raise mistaken("--run", str(error)) from error
            except RunDisagrees as error:
                raise mistaken("--store", f"{error}; please report this") from error
    decided_by = f"{how.policy}, fingerprint {policy.fingerprint}"
    if how.report:
        write_report(how.report, ran.summary, on, decided_by)
    if how.json:
        named = {"run": None if how.preview else run, "on": on.isoformat(), "policy": how.policy}
        print_json({**named, "fingerprint": policy.fingerprint} | _form(ran))
    else:
        _print(ran, how, run, decided_by)
    return int(bool(ran.refused))


def _check(how: Bulk, kind: str) -> None:
    from credit_rules_adapters.exchange.forms import FORMATS

    if how.currency is not None:
        raise mistaken("--currency", "stands beside --store, whose invoices have theirs; allowed is one of the two")
    if kind not in FORMATS:
        raise mistaken("--format", f"{shown(kind)} is no format here; {listed(FORMATS)}")
    if how.report is not None and not how.report.absolute().parent.is_dir():
        raise mistaken("--report", f"{how.report} is in no folder that exists; allowed is a file in one that does")
    if how.out is not None:
        demand_new(how.out, replace=how.replace)


def _form(ran: Ran) -> dict[str, Any]:
    from credit_rules_adapters.cli.bulk_summary import form_of_summary

    counts = {"accounts": ran.accounts, "touched": ran.touched, "late": ran.late, "refused": dict(ran.refused)}
    return counts | form_of_summary(ran.summary)


def _print(ran: Ran, how: Bulk, run: str, decided_by: str) -> None:
    from credit_rules_adapters.cli.bulk_summary import print_summary

    print_summary(ran.summary)
    say(f"Credit {'would be' if how.preview else 'was'} applied in {ran.touched:,} of {ran.accounts:,} accounts.")
    if ran.late:
        say(f"{ran.late:,} have entries after that date and took no part.")
    for code, accounts in ran.refused.items():
        say(f"{accounts:,} were refused ({code}).", style="bold red")
    say(f"Decided under the policy {decided_by}.")
    say("A preview; nothing was recorded." if how.preview else f"Recorded as run {run}.")
    for what, path in (("The tables are", how.out), ("The report is", how.report)):
        if path is not None:
            say(f"{what} in {path}.")
