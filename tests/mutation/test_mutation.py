"""What survives mutation has a reason that is still true of the rules; and what mutmut leaves alone is found."""

from __future__ import annotations

import pytest

from mutation.skipped import left_alone
from mutation.survivors import PAGE, ROOT, RULES, Survivor, complaints, explained, of_diff

TOLD = """## What survives

### Nothing left

It changes nothing.

```diff
@@ drawing @@
- while limit > 0:
+ while limit >= 0:
@@ gates @@
- case _:
- return None
```
"""
LOOP = Survivor("drawing", ("while limit > 0:",), ("while limit >= 0:",))
LAST = Survivor("gates", ("case _:", "return None"), ())


def test_every_change_on_the_page_has_a_reason_and_is_one_of_the_rules_as_they_are() -> None:
    changes = [*explained(PAGE.read_text(encoding="utf-8"))]
    assert changes
    assert [str(survivor) for survivor, reason in changes if len(reason.split()) < 5] == []
    for survivor, _ in changes:
        lines = {line.strip() for line in (ROOT / RULES / f"{survivor.module}.py").read_text().splitlines()}
        assert {*survivor.removed} - lines == set(), survivor


def test_the_page_is_read() -> None:
    assert dict(explained(TOLD)) == {LOOP: "It changes nothing.", LAST: "It changes nothing."}
    assert dict(explained(TOLD.replace("It changes nothing.", ""))) == {LOOP: "", LAST: ""}


def test_a_change_is_read_from_a_diff() -> None:
    diff = (
        "# name\n--- a/x.py\n+++ b/x.py\n@@ -1,2 +1,2 @@\n     y = 1\n-    while limit > 0:\n+    while limit >= 0:\n"
    )
    assert of_diff("drawing", diff) == LOOP


@pytest.mark.parametrize(
    ("survivors", "page", "said"),
    [
        ([LOOP, LAST], TOLD, []),
        ([LOOP, LAST, LAST], TOLD, []),
        ([LOOP], TOLD, ["or no longer made"]),
        ([LOOP, LAST], "", ["no reason", "no reason"]),
        ([LOOP, LAST], TOLD.replace("It changes nothing.", ""), ["no reason", "no reason"]),
        ([LOOP._replace(module="gates"), LAST], TOLD, ["no reason", "or no longer made"]),
    ],
)
def test_what_has_no_reason_and_what_is_killed_is_told(survivors: list[Survivor], page: str, said: list[str]) -> None:
    found = complaints(survivors, page)
    assert len(found) == len(said)
    assert all(what in complaint for what, complaint in zip(said, found, strict=True))


MODULE = """LIMIT = 1 + 2
@frozen(kw_only=True)
class Split:
    most: int = 1 + 2
    @property
    def surplus(self) -> int | None:
        return 1 + 2
    @staticmethod
    def cash(*, of: int) -> int:
        return 1 + 2
def paid(*, of: int | None = None) -> int:
    return 1 + 2
"""


def test_what_mutmut_leaves_alone_is_outside_functions_and_under_decorators() -> None:
    lines = MODULE.splitlines()
    sums = {number: line.index("1 + 2") for number, line in enumerate(lines, 1) if "1 + 2" in line}
    assert [number for number, column in sums.items() if left_alone(MODULE, (number, column))] == [1, 4, 7]
    assert left_alone(MODULE, (3, 0))
    assert left_alone(MODULE, (2, 16))
    assert not any(left_alone(MODULE, (number, line.index("*"))) for number, line in enumerate(lines, 1) if "*" in line)
