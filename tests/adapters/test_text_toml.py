"""Reading TOML strictly: where a key stands, what is missing or unknown, and files that cannot be read at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from credit_rules_adapters.text.lines import lines_of
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood, shown
from credit_rules_adapters.text.readers import day, flag, identifier, text, whole
from credit_rules_adapters.text.toml import Document, named

FILE = '''\
title = "x"  # a comment
"quoted key" = 1

[policy]
preset = "joinin"
minimum.GBP = "0.50"

[[invoice]]
id = """
[[not a table]]
a = 1
"""
lines = [
  { id = "L1" },  # first
  { id = "L2" },
]

[[invoice]]
id = "B"
[[invoice.lines]]
id = "L1"
[[invoice.lines]]
net = "1"
[then."Ann Lee"]
balance = { GBP = "1" }
'''


def test_keys_stand_on_their_lines() -> None:
    lines = lines_of(FILE)
    expected = {
        ("title",): 1,
        ("quoted key",): 2,
        ("policy",): 4,
        ("policy", "preset"): 5,
        ("policy", "minimum", "GBP"): 6,
        ("invoice", 0): 8,
        ("invoice", 0, "id"): 9,
        ("invoice", 0, "lines"): 13,
        ("invoice", 0, "lines", 1, "id"): 13,
        ("invoice", 1): 18,
        ("invoice", 1, "id"): 19,
        ("invoice", 1, "lines", 0): 20,
        ("invoice", 1, "lines", 0, "id"): 21,
        ("invoice", 1, "lines", 1, "net"): 23,
        ("then", "Ann Lee"): 24,
        ("then", "Ann Lee", "balance", "GBP"): 25,
    }
    assert {path: lines.get(path) for path in expected} == expected
    assert ("not a table",) not in lines


def test_lines_end_in_either_way() -> None:
    assert lines_of(FILE.replace("\n", "\r\n")) == lines_of(FILE)


def unreadable(file: Path, content: bytes) -> Mistake:
    file.write_bytes(content)
    with pytest.raises(NotUnderstood) as error:
        Document(file)
    (mistake,) = error.value.mistakes
    assert mistake.file == str(file)
    return mistake


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"a = 1\nb = \n", 2, "is not TOML: Invalid value"),
        (b"a = 1\na = 2\n", 2, "is not TOML: Cannot overwrite a value"),
        (b'a = "x', None, "is not TOML: "),
        (b"a = 1\nb = '\xff'\n", 2, "is not UTF-8 text"),
        (b"a = " + b"[" * 100_000, None, "is nested too deeply to be read"),
    ],
)
def test_a_file_that_is_no_toml_says_where(tmp_path: Path, content: bytes, line: int | None, what: str) -> None:
    mistake = unreadable(tmp_path / "a.toml", content)
    assert mistake.what.startswith(what)
    assert "(at" not in mistake.what
    assert line is None or mistake.line == line


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotUnderstood, match="none: cannot be read: No such file or directory"):
        Document(tmp_path / "none")


def test_missing_and_unknown_keys_and_wrong_values_are_all_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('name = 5\nother = 1\n[[part]]\nid = " x"\n[[part]]\n', encoding="utf-8")
    document = Document(file)
    document.table.need("name", text)
    document.table.take("on", day, None)
    ids = [part.need("id", identifier) for part in document.table.tables("part")]
    document.table.close()
    assert ids == [None, None]
    with pytest.raises(NotUnderstood) as error:
        document.finish()
    assert str(error.value).replace(str(file), "FILE").splitlines() == [
        "FILE:1: name: 5 is no text; allowed is text in quotes",
        "FILE:2: other: is unknown; allowed are name, on, part",
        'FILE:4: part 1 id: " x" is no id; allowed are 1-128 printable characters, no space at either end',
        "FILE:5: part 2 id: is missing",
    ]


def test_nothing_is_built_of_a_table_in_which_something_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("good = { a = 1 }\nbad = { a = true }\nworse = { a = 2 }\n", encoding="utf-8")
    document = Document(file)

    def refuse() -> int:
        raise ValueError("two is too much")

    good, bad, worse = (document.table.table(key) for key in ("good", "bad", "worse"))
    assert good.built(lambda: good.need("a", whole)) == 1
    bad.need("a", whole)
    assert bad.built(lambda: 5) is None
    assert worse.built(refuse) is None
    with pytest.raises(NotUnderstood, match=":3: worse: two is too much"):
        document.finish()


def test_a_document_without_mistakes_finishes(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("a = true", encoding="utf-8")
    document = Document(file)
    assert document.table.need("a", flag) is True
    document.table.close()
    document.finish()


def test_a_table_where_a_list_of_tables_is_meant(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("[step]\ndo = 1", encoding="utf-8")
    document = Document(file)
    assert document.table.tables("step") == []
    with pytest.raises(
        NotUnderstood, match=r":1: step: is one table; allowed is a list of them, each below \[\[step\]\]"
    ):
        document.finish()


def test_long_values_are_shortened() -> None:
    assert shown("x" * 200) == '"' + "x" * 79 + "…"
    assert named(("step", 0, "credits", 2, "amount")) == "step 1 credits 3 amount"
