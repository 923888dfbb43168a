"""The site builds without a warning and without a network; what the pages name exists, and what exists is named."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import unquote

import pytest

import credit_rules
from credit_rules import laws
from docs.blocks import DOCS, ROOT, name_of, pages

LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$", re.MULTILINE)
CODE = re.compile(r"^(`{3,}).*?^\1|`[^`\n]+`", re.MULTILINE | re.DOTALL)
RULES = [f"R{number}" for number in range(1, 37)]
WITH_THE_STORES = {"R35", "R36"}  # played by the suite of stores, not by scenarios
OFFLINE = """
import socket, sys
def refuse(*_, **__): raise OSError("building the site asks no network")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
from sphinx.cmd.build import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site, every warning an error."""
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-c", OFFLINE, "-n", "-W", "--keep-going", "-q", str(DOCS), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = [line for line in done.stderr.splitlines() if line and "alembic" not in line]
    assert (done.returncode, told) == (0, [])
    return out


@pytest.mark.xdist_group("site")
def test_every_page_is_in_the_site_and_can_be_reached(site: Path) -> None:
    built = {page.relative_to(DOCS).with_suffix("") for page in DOCS.rglob("*.md")}
    assert [page for page in built if not (site / f"{page}.html").exists()] == []
    contents = (site / "index.html").read_text(encoding="utf-8")
    shown = ("start", "concepts", "rules", "policies", "operations", "coming-from/stripe", "embedding/django")
    assert [page for page in shown if f"{page}.html" not in contents] == []


@pytest.mark.xdist_group("site")
def test_the_reference_shows_every_public_name_with_its_sentence(site: Path) -> None:
    html = (site / "api" / "core.html").read_text(encoding="utf-8")
    assert [name for name in credit_rules.__all__ if f'id="credit_rules.{name}"' not in html] == []
    told = (site / "api" / "laws.html").read_text(encoding="utf-8")
    predicates = set(laws.__all__) - {"STEP_LAWS", "StepLaw"}
    assert [law for law in predicates if not re.search(rf'id="credit_rules\.laws\.\w+\.{law}"', told)] == []
    assert "system message" not in html + told


@pytest.mark.xdist_group("site")
def test_the_site_asks_nobody_for_a_font_or_a_script(site: Path) -> None:
    asked = re.compile(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["'](https?:)?//""")
    assert [page.name for page in site.rglob("*.html") if asked.search(page.read_text(encoding="utf-8"))] == []


def anchors(page: Path) -> set[str]:
    """Name the anchors of a page as GitHub makes them of its headings."""
    text = re.sub(r"^(`{3,}).*?^\1", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def lost(page: Path, text: str) -> list[str]:
    """Name the links of a page that lead nowhere in the tree."""
    found = []
    for inline, defined in LINK.findall(CODE.sub("", text)):
        link = unquote(inline or defined)
        if re.match(r"[a-z]+:", link):
            continue
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            found.append(link)
    return found


def test_links_within_the_tree_lead_somewhere() -> None:
    assert {name_of(page): bad for page in pages() if (bad := lost(page, page.read_text(encoding="utf-8")))} == {}


@pytest.mark.parametrize("planted", ["[x](nowhere.md)", "[x](rules.md#r99-none)", "[x](#none)", "[x]: nowhere.toml"])
def test_a_planted_link_is_found(planted: str) -> None:
    assert len(lost(DOCS / "start.md", f"{planted}\n`[x](no.md)`\n")) == 1


def test_a_good_link_is_not_found() -> None:
    good = "[a](rules.md) [b](rules.md#r17-when-a-lot-is-available) [c](https://example.org)\n[d]: ../README.md\n"
    assert lost(DOCS / "start.md", good) == []


def test_every_rule_has_a_section_a_scenario_and_a_law() -> None:
    page = (DOCS / "rules.md").read_text(encoding="utf-8")
    parts = re.split(r"^### (R\d+) ", page, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert list(sections) == RULES
    assert set(RULES) - played() == WITH_THE_STORES
    of_every_rule = set(re.findall(r"`(\w+)`", page.partition("\nLaws of every rule: ")[2].partition(".")[0]))
    table = (DOCS / "laws.md").read_text(encoding="utf-8")
    assert of_every_rule
    assert [
        law for law in of_every_rule if not re.search(rf"^\| `{law}` \|.*\| every rule \|", table, re.MULTILINE)
    ] == []
    for rule, text in sections.items():
        named = re.search(r"· Laws: (.+?) ·", text)
        assert named, rule
        own = set(re.findall(r"`(\w+)`", named[1])) - of_every_rule
        assert not own or f"[{rule}](rules.md#" in table, rule


def played() -> set[str]:
    """Name the rules that some scenario says it plays."""
    files = (DOCS / "scenarios" / "rules").glob("*.toml")
    sources = (tomllib.loads(file.read_text(encoding="utf-8"))["source"] for file in files)
    return {rule for source in sources for rule in re.findall(r"\bR\d+\b", source)}


def test_the_readme_counts_the_scenarios() -> None:
    shipped = len(list((DOCS / "scenarios").rglob("*.toml")))
    assert f"[{shipped} scenarios](docs/scenarios.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_spelling_is_right() -> None:
    words = ROOT / "tests" / "docs" / "words.txt"
    files = [
        str(page) for page in (*pages(), *DOCS.rglob("*.toml"), *DOCS.rglob("*.py"), *(ROOT / "src").rglob("*.py"))
    ]
    command = [sys.executable, "-m", "codespell_lib", "--builtin", "clear,rare", "--ignore-words", str(words), *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_british_spelling() -> None:
    american = re.compile(
        r"\b(?:color|behavior|canceled|canceling|favor|organiz\w+|analyz\w+|catalog)\b", re.IGNORECASE
    )
    found = {name_of(page): bad for page in pages() if (bad := american.findall(CODE.sub("", page.read_text("utf-8"))))}
    assert found == {}
