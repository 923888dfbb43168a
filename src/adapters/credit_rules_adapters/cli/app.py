"""The commands, and how their ends become exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from cyclopts import App, CycloptsError, Parameter

from credit_rules_adapters.cli import (
    allocating,
    checking,
    databases,
    demonstrating,
    exchanging,
    policies,
    reporting,
    serving,
    tokens,
    working,
)
from credit_rules_adapters.cli.output import complain
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood

DONE, NOT_UNDERSTOOD = 0, 2

app = App(
    name="credit-rules",
    help="What raising a credit against an invoice does, and which credit pays which invoice.",
    version=lambda: version("credit-rules"),
    result_action="return_value",
    exit_on_error=False,
    help_format="plaintext",
    default_parameter=Parameter(negative=(), show_default=False),
)
app.command(demonstrating.demo, sort_key=1)
app.command(checking.check, sort_key=2)
app.command(checking.explain, sort_key=3)
app.command(working.raise_, name="raise", sort_key=4)
app.command(working.apply, sort_key=5)
app.command(working.issue, sort_key=6)
app.command(allocating.allocate, sort_key=7)
app.command(exchanging.app)
app.command(exchanging.export, sort_key=8)
app.command(policies.app)
app.command(reporting.app)
app.command(databases.app)
app.command(serving.serve, sort_key=9)
app.command(tokens.app)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0 done, 1 refused or a figure differs, 2 not understood."""
    _write_utf_8()
    try:
        code = int(app([*arguments]) or DONE)
        sys.stdout.flush()
    except CycloptsError:
        code = NOT_UNDERSTOOD  # told already
    except NotUnderstood as error:
        complain(error)
        code = NOT_UNDERSTOOD
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = DONE
    except OSError as error:  # a folder that may not be written, a full disk
        place = str(error.filename or "credit-rules")
        complain(NotUnderstood([Mistake(place, None, "", error.strerror or str(error))]))
        code = NOT_UNDERSTOOD
    return code


def _write_utf_8() -> None:
    """Write the same bytes whatever the machine's settings."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
