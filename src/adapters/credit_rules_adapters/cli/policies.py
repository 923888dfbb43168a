"""`policy show`, `policy check` and `policy diff`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import asdict
from cyclopts import App

from credit_rules import JOININ, PRESETS, Policy
from credit_rules_adapters.cli.checking import scenario_files
from credit_rules_adapters.cli.output import print_json, say
from credit_rules_adapters.cli.tables import print_table
from credit_rules_adapters.scenarios.changing import Change, changes
from credit_rules_adapters.scenarios.reading import read
from credit_rules_adapters.text.policies import field_texts, load_policy, policy_text

app = App(name="policy", help="Show, check and compare policies.", help_format="plaintext", sort_key=8)


@app.command
def show(policy: str | None = None, /, *, json: bool = False) -> int:
    """Print a policy as TOML; without a name, every preset and where it differs from joinin.

    Args:
        policy: a preset's name, or a TOML file
        json: print it as JSON
    """
    if policy is not None:
        found = load_policy(policy)
        text = f"# {policy}, fingerprint {found.fingerprint}\n{policy_text(found)}"
        print_json(_form(policy, found)) if json else say(text, end="")
    elif json:
        print_json([_form(name, preset) for name, preset in PRESETS.items()])
    else:
        print_table(
            ("Preset", "Where it differs from joinin"), [(name, _differs(each)) for name, each in PRESETS.items()]
        )
    return 0


@app.command
def check(policy: str, /, *, json: bool = False) -> int:
    """Read a policy strictly, and print its fingerprint.

    Args:
        policy: a preset's name, or a TOML file
        json: print it as JSON
    """
    found = load_policy(policy)
    if json:
        print_json(_form(policy, found))
    else:
        say(f"ok  {policy}, fingerprint {found.fingerprint}")
    return 0


@app.command
def diff(first: str, second: str, /, *, over: Sequence[Path] = (), json: bool = False) -> int:
    """Print the fields in which two policies differ, and with scenarios which of their outcomes would change.

    Args:
        first: a preset's name, or a TOML file
        second: another
        over: scenario files or folders, each played under either policy instead of its own
        json: print the differences as JSON
    """
    policies = load_policy(first), load_policy(second)
    texts = [field_texts(policy) for policy in policies]
    fields = {name: (texts[0][name], texts[1][name]) for name in texts[0] if texts[0][name] != texts[1][name]}
    changed = {str(file): changes(read(file), *policies) for file in scenario_files(over)}
    if json:
        outcomes = {file: [asdict(each) for each in found] for file, found in changed.items() if found}
        print_json({"fields": fields, "scenarios": len(changed), "outcomes": outcomes})
        return 0
    if fields:
        print_table(("Field", first, second), [(name, *values) for name, values in fields.items()])
    else:
        say(f"{first} and {second} make the same choices.")
    if over:
        _print_changes(changed)
    return 0


def _print_changes(changed: Mapping[str, tuple[Change, ...]]) -> None:
    for file, found in changed.items():
        if found:
            say(file, style="bold")
            say("".join(f"    {change}\n" for change in found), end="")
    files = sum(1 for found in changed.values() if found)
    say(f"In {files} of {len(changed)} scenarios outcomes would change.", style="bold")


def _form(name: str, policy: Policy) -> dict[str, Any]:
    return {"policy": name, "fingerprint": policy.fingerprint, "fields": field_texts(policy)}


def _differs(policy: Policy) -> str:
    usual = field_texts(JOININ)
    changed = (f"{name} = {text}" for name, text in field_texts(policy).items() if text != usual[name])
    return "\n".join(changed) or "-"
