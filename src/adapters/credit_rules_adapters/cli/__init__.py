"""The command line `credit-rules`. Importing this loads nothing: a command loads what it needs."""

from __future__ import annotations

import sys

_EXTRAS = {
    **dict.fromkeys(("attr", "cattrs", "cyclopts", "iso4217", "rich"), "cli"),
    **dict.fromkeys(("numba", "numpy", "pyarrow"), "bulk"),
    **dict.fromkeys(("alembic", "psycopg", "sqlalchemy"), "sql"),
    **dict.fromkeys(("fpdf", "jinja2", "litestar", "msgspec", "prometheus_client", "uvicorn"), "web"),
}


def main() -> None:
    """Run the command line and exit: 0 done, 1 refused by a rule or a figure differs, 2 not understood."""
    try:
        from credit_rules_adapters.cli.app import run

        code = run(sys.argv[1:])
    except ModuleNotFoundError as missing:
        extra = _EXTRAS.get((missing.name or "").partition(".")[0])
        if extra is None:
            raise
        extras, what = ("cli", "its commands") if extra == "cli" else (f"cli,{extra}", "this command")
        needed = f'credit-rules needs more than is here for {what}; install it: pip install "credit-rules[{extras}]"'
        print(needed, file=sys.stderr)
        code = 2
    sys.exit(code)
