"""The code blocks of the README and of docs/: found by Sybil's lexer, and told apart by their language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sybil import Document
from sybil.parsers.markdown.lexers import FencedCodeBlockLexer

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
OF_SPHINX = re.compile(r"\{[\w:-]+\}.*")
COMMAND = re.compile(r" {4}(?:\$ |credit-rules |pip |curl |make |export |spark-submit |[A-Z]+ +/v1/)")


class Block(NamedTuple):
    """A block: its page, the line of its fence, its language and its text."""

    page: str
    line: int
    language: str
    text: str


class Call(NamedTuple):
    """A command of a console block, and what the page says it prints."""

    command: str
    printed: str


def pages() -> list[Path]:
    """List every page that a reader meets: those of docs/, the README and its neighbours."""
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def name_of(page: Path) -> str:
    """Name a page from the root of the tree."""
    return page.relative_to(ROOT).as_posix() if page.is_relative_to(ROOT) else page.name


def blocks(page: Path) -> list[Block]:
    """Find the blocks of a page, without the directives of the site."""
    document = Document(page.read_text(encoding="utf-8"), str(page))
    lexer = FencedCodeBlockLexer(r"[^\n]*")
    found = sorted(lexer(document), key=lambda region: region.start)
    told = (
        Block(
            name_of(page),
            document.text.count("\n", 0, region.start) + 1,
            region.lexemes["language"],
            str(region.lexemes["source"]),
        )
        for region in found
    )
    return [block for block in told if not OF_SPHINX.fullmatch(block.language)]


def calls(block: Block) -> Iterator[Call]:
    """Split a console block into its commands; one goes on over lines that end in a backslash."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        head = re.match(r"(?:[^\n]*\\\n)*[^\n]*\n?", part)
        assert head is not None
        yield Call(head[0].strip(), part[head.end() :])


def bare_commands(page: Path) -> list[str]:
    """Find commands that stand indented, where nothing would run them."""
    return [line for line in page.read_text(encoding="utf-8").splitlines() if COMMAND.match(line)]
