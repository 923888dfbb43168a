"""What commands print: text for people, in colour where that is welcome; JSON for programs."""

from __future__ import annotations

import json
import sys
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from credit_rules_adapters.text.mistakes import NotUnderstood


def say(text: str, style: str = "", *, end: str = "\n", to: TextIO | None = None) -> None:
    """Print text as it stands; its style shows on a terminal, not in a pipe nor where NO_COLOR is set."""
    stream = to or sys.stdout
    if not style:
        stream.write(text + end)
        return
    Console(file=stream).print(Text(text, style=style), end=end, soft_wrap=True)


def print_json(form: Any) -> None:
    """Print a form for programs; the same form always as the same text."""
    print(json.dumps(form, indent=2))


def complain(error: NotUnderstood) -> None:
    """Tell every mistake, on the stream for errors."""
    sys.stdout.flush()
    for mistake in error.mistakes:
        say(str(mistake), to=sys.stderr)
