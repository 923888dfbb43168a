"""Every block and command of the README and of docs/ is run, or stands in the table of those that are not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from credit_rules_adapters.cli.app import run
from credit_rules_adapters.text.mistakes import NotUnderstood
from docs.blocks import ROOT, Block, bare_commands, blocks, calls, name_of, pages
from docs.not_run import BLOCKS, COMMANDS, DIFFS, ELSEWHERE
from docs.playing import Played

EVERY = {name_of(page): blocks(page) for page in pages()}
INSTALLED = re.compile(r"pip install [\"']?(?:credit-rules|\.)(?:\[([\w,]+)\])?[\"']?")
EXTRAS = set(
    re.findall(r"^(\w+) = \[", (ROOT / "pyproject.toml").read_text().partition("optional-dep")[2], re.MULTILINE)
)
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))


def played(name: str) -> list[Block]:
    """Return the blocks of a page that are played here."""
    kept = (block for block in EVERY[name] if (name, block.text[:40]) not in BLOCKS)
    return [block for block in kept if not (block.language == "diff" and name in DIFFS)]


def commands(name: str) -> list[str]:
    """Return the commands of a page."""
    return [call.command for block in EVERY[name] if block.language == "console" for call in calls(block)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder of the page's own, before a terminal of one width."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


def _grouped(name: str) -> object:
    """Give a page that runs the bulk kernels to the worker that compiles them."""
    runs_kernels = any(word in block.text for block in played(name) for word in ("allocate_table", "allocate inv"))
    return pytest.param(name, marks=[pytest.mark.xdist_group("columnar")] if runs_kernels else [])


@pytest.mark.parametrize("name", [_grouped(name) for name in EVERY if name not in ELSEWHERE and played(name)])
def test_what_a_page_shows_is_what_happens(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left_out = {command for page, command in COMMANDS if page == name}
    left_out |= {command for command in commands(name) if command.startswith("pip install ")}  # checked below
    Played(folder, capsys, frozenset(left_out)).play_all(played(name))


def test_the_demo_says_what_the_readme_shows(capsys: pytest.CaptureFixture[str]) -> None:
    (shown,) = [block for block in EVERY["README.md"] if ("README.md", block.text[:40]) in BLOCKS]
    assert run(["demo"]) == 0
    assert shown.text in capsys.readouterr().out


def test_commands_stand_in_blocks() -> None:
    assert {name_of(page): found for page in pages() if (found := bare_commands(page))} == {}


def test_what_is_installed_can_be() -> None:
    named = [found for page in pages() for found in INSTALLED.findall(page.read_text(encoding="utf-8"))]
    assert "sql" in {extra for extras in named for extra in extras.split(",")}
    assert [extras for extras in named if not set(filter(None, extras.split(","))) <= EXTRAS] == []


def test_what_is_made_can_be() -> None:
    named = {
        target
        for page in pages()
        for target in re.findall(r"(?:`|^\$ )make ([a-z-]+)[` \n]", page.read_text("utf-8"), re.MULTILINE)
    }
    assert {"demo", "test", "docs"} <= named
    assert named - TARGETS == set()


def test_the_table_of_what_is_not_run_is_current() -> None:
    assert [key for key in COMMANDS if key[1] not in commands(key[0])] == []
    heads = {(name, block.text[:40]) for name, found in EVERY.items() for block in found}
    assert set(BLOCKS) - heads == set()
    for name, test in ELSEWHERE.items():
        assert name.rpartition("/")[2] in (ROOT / "tests" / test).read_text()
        assert EVERY[name]
    assert {name for name, found in EVERY.items() if any(block.language == "diff" for block in found)} == DIFFS


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("```python\nprint(1)\n```\n\n```text\n2\n```\n", "page.md:5"),
        ("```python\nprint(1)\n```\n", "does not show"),
        ("```python\nprint(1)\n```\n\n```python\n```\n", "does not show"),
        ("```console\n$ credit-rules policy show nobody\n```\n", "policy show nobody"),
        ("```console\n$ credit-rules policy diff joinin joinin\nno\n```\n", "diff joinin joinin"),
        ("```console\n$ echo one | tr o u\ntwo\n```\n", "tr o u"),
        ("```console\n$ false\n```\n", "page.md:1"),
        ('```toml\npart_paid = "never"\n```\n', "part_paid"),
        ("```perl\n1\n```\n", "nothing plays"),
    ],
)
def test_a_planted_fault_is_found(text: str, wrong: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "page.md"
    file.write_text(text)
    found = [block._replace(page="page.md") for block in blocks(file)]
    page = Played(folder, capsys, frozenset())
    with pytest.raises((AssertionError, pytest.fail.Exception, NotUnderstood), match=re.escape(wrong)):
        page.play_all(found)
