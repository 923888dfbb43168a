"""What the pages show and the tests of docs/ do not run, each with its reason; what a page no longer shows must go."""

from __future__ import annotations

ELSEWHERE = {  # a page: the test that runs its blocks, as it needs more than playing them
    "docs/own-policy.md": "laws/test_own_policy_page.py",
    "docs/spark.md": "spark/test_submitting.py",
}

COMMANDS = {  # (a page, a command): why it is not run
    ("README.md", "make demo"): "installs and shows what the wheel's tests run; the target is checked",
    ("README.md", "make test"): "is what runs this; the target is checked",
}

BLOCKS = {  # (a page, the first 40 letters): why it is neither run nor compared
    ("README.md", "Raise a credit of 70.00 GBP on INV-7, 20"): "part of the demo, compared with it by a test",
    ("docs/stores.md", 'invoices.csv: row 4, total: "1.005" has '): "a message; its words are in tests/exchange",
    ("docs/bulk.md", 'invoices.csv: row 4, outstanding: "1.005'): "a message; its words are in tests/adapters",
}

DIFFS = {"docs/mutation.md"}  # changes to our own source, which tests/mutation reads and compares
