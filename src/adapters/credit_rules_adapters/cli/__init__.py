"""The command line `credit-rules`. Importing this loads nothing: a command loads what it needs."""

from __future__ import annotations

import sys

_OF_THE_EXTRA = {"attr", "cattrs", "cyclopts", "iso4217", "rich"}


def main() -> None:
    """Run the command line and exit: 0 done, 1 refused by a rule or a figure differs, 2 not understood."""
    try:
        from credit_rules_adapters.cli.app import run

        code = run(sys.argv[1:])
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in _OF_THE_EXTRA:
            raise
        needed = 'credit-rules needs more than the core for its commands; install them: pip install "credit-rules[cli]"'
        print(needed, file=sys.stderr)
        code = 2
    sys.exit(code)
