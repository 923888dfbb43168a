"""The generated lists of docs/: every scenario by rule and by system, every preset, every link that leads outside."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from attrs import asdict, fields_dict

from credit_rules import PRESETS, Policy

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent

SCENARIOS = """# The scenarios

Every shipped scenario by its title, which tells what happens. A scenario is a TOML file: what exists, what is done, and
the figures expected. `credit-rules check docs/scenarios` plays them all; `credit-rules explain FILE` tells one
in words.

"""

BY_RULE = """## rules

The cases of each [rule](rules.md), those on its boundaries too. R35 and R36, which need a store, are played by the
suite of stores ([the rule](rules.md#r35-preview-and-commit)).

"""

ARTICLE = """## article

The article that this project started from, sentence by sentence; `credit-rules demo` plays these.

"""

PEERS = """## peers

What other billing systems document, test or do, each with its source: [how they were
collected](scenarios/peers/README.md), [three that are not expressed](scenarios/peers/NOT-EXPRESSED.md). Where our rules
differ on purpose, the title says how.

```{toctree}
:hidden:

scenarios/peers/README
scenarios/peers/NOT-EXPRESSED
```

"""

PRESETS_PAGE = """# The presets

A preset is a policy with a name; [Policies](policies.md) tells what each field decides. Empty: as in `joinin`.

"""

LINKS = """# Links that lead outside

Every address that a page, a scenario or the code names, and where. They are listed, not followed: building and testing
ask no network.

"""

SYSTEMS = {
    "aws": "AWS",
    "erpnext": "ERPNext",
    "fossbilling": "FOSSBilling",
    "invoiceninja": "Invoice Ninja",
    "killbill": "Kill Bill",
    "kong": "Kong Metering",
    "loveadmin": "LoveAdmin",
    "openmeter": "OpenMeter",
    "shopify": "Shopify store credit",
    "teamup": "TeamUp",
}
"""The names of systems that are not their file's word with a capital."""

ADDRESS = re.compile(r"https?://[^\s<>\"'`|;]*[^\s<>\"'`|;.,:)\]*]")


class Scenario(NamedTuple):
    """A scenario file, and what its head says."""

    file: Path
    title: str
    source: str

    def __str__(self) -> str:
        """Return a line of a list, with a link to the file."""
        return f"- {self.title}: [`{self.file.stem}`]({self.file.relative_to(DOCS).as_posix()})\n"


def scenarios(folder: str) -> list[Scenario]:
    """Read the scenarios of a folder, in the order of their names, a number in a name by its value."""
    found = []
    for file in (DOCS / "scenarios" / folder).glob("*.toml"):
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        found.append(Scenario(file, told["title"], told.get("source", "")))
    return sorted(found, key=lambda each: [int(part) if part.isdigit() else part for part in _parts(each.file.stem)])


def _parts(name: str) -> list[str]:
    return re.split(r"(\d+)", name)


def grouped(found: Iterable[Scenario], key: str) -> Mapping[str, list[Scenario]]:
    """Group scenarios by what a pattern finds first in their names."""
    groups: dict[str, list[Scenario]] = defaultdict(list)
    for each in found:
        named = re.match(key, each.file.stem)
        groups[named[1] if named else each.file.stem].append(each)
    return groups


def scenario_page() -> str:
    """Return scenarios.md."""
    by_rule = (
        f"### R{rule}\n\n{''.join(map(str, found))}\n"
        for rule, found in grouped(scenarios("rules"), r"R0?(\d+)").items()
    )
    article = "".join(map(str, scenarios("article")))
    systems = (
        f"### {SYSTEMS.get(system, system.capitalize())}\n\n{''.join(map(_peer, found))}\n"
        for system, found in grouped(scenarios("peers"), r"([a-z]+)").items()
    )
    return f"{SCENARIOS}{BY_RULE}{''.join(by_rule)}{ARTICLE}{article}\n{PEERS}{''.join(systems)}".rstrip() + "\n"


def _peer(each: Scenario) -> str:
    return f"{str(each).rstrip()}. Source: {ADDRESS.sub(lambda found: f'<{found[0]}>', each.source)}.\n"


def preset_page() -> str:
    """Return presets.md: what each preset decides that the default does not."""
    names = list(fields_dict(Policy))
    usual = asdict(PRESETS["joinin"], recurse=False)
    rows = [["preset", *(f"`{name}`" for name in names)], ["---"] * (len(names) + 1)]
    for preset, policy in PRESETS.items():
        chosen = asdict(policy, recurse=False)
        told = (_told(chosen[name]) if preset == "joinin" or chosen[name] != usual[name] else "" for name in names)
        rows.append([f"`{preset}`", *told])
    turned = list(zip(*rows[:1], *rows[2:], strict=True))
    turned.insert(1, ("---",) * len(turned[0]))
    table = "".join(f"| {' | '.join(row)} |\n" for row in turned)
    return f"{PRESETS_PAGE}{table}"


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"`{part}`" for part in value) or "none"
    return f"`{value}`"


def addresses() -> Mapping[str, list[str]]:
    """Find every address, and the places that name it."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in _texts():
        name = file.relative_to(ROOT).as_posix()
        for address in sorted(set(ADDRESS.findall(file.read_text(encoding="utf-8")))):
            if not re.match(r"https?://(?:localhost|127\.|\[|[^/]*\.example\b)", address):
                found[address].append(name)
    return dict(sorted(found.items()))


def _texts() -> Iterator[Path]:
    yield from sorted(ROOT.glob("*.md"))
    for ending in ("md", "toml", "py", "ipynb"):
        found = sorted(DOCS.rglob(f"*.{ending}"))
        yield from (file for file in found if file.name not in {"outside-links.md", "scenarios.md", "listing.py"})


def link_page() -> str:
    """Return outside-links.md."""
    lines = (f"- <{address}>: {', '.join(f'`{name}`' for name in names)}\n" for address, names in addresses().items())
    return f"{LINKS}{''.join(lines)}"
