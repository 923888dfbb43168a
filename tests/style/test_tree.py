"""No tracked file names a package registry, an index, or a path of somebody's machine: the tree must build anywhere."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from style.source import ROOT, tracked

# Written in halves, so that neither this test nor a search over the tree finds the words here.
FOREIGN = re.compile(
    "|".join(
        [
            r"(?:pypi|registry|deb)" + r"\.(?:org|python|npm|debian)",
            "python" + "hosted",
            "npm" + r"js\.",
            r"debian" + r"\.(?:org|net)",
            r"(?:extra-)?index" + r"[-_]url",
            "find" + r"[-_]links",
            "trusted" + r"[-_]host",
            r"(?<![\w.])/(?:wor" + r"k|roo" + r"t|far" + r"m|tm" + r"p|hom" + r"e/\w+|Use" + r"rs/\w+)/",
        ]
    ),
    re.IGNORECASE,
)
REQUIREMENT = re.compile(r"[a-z0-9-]+==[\w.+]+( ; [^#]+?)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
TITLE = re.compile(r"# extra: [a-z]+")


def test_no_tracked_file_names_a_registry_or_a_machine() -> None:
    files = tracked()
    assert ROOT / "constraints.txt" in files
    found = [
        f"{file.relative_to(ROOT)}:{number}: {match[0]}"
        for file in files
        for number, line in enumerate(file.read_bytes().decode(errors="replace").splitlines(), start=1)
        if (match := FOREIGN.search(line))
    ]
    assert found == []


def test_the_constraints_are_pinned_versions_and_hashes_and_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert [line for line in lines if not any(form.fullmatch(line) for form in (REQUIREMENT, HASH, TITLE))] == []
    titles = [number for number, line in enumerate(lines) if TITLE.fullmatch(line)]
    assert [lines[number] for number in titles] == [
        "# extra: cli",
        "# extra: dev",
        "# extra: bench",
        "# extra: spark",
        "# extra: mutation",
    ]
    parts = [
        {line.partition("==")[0] for line in lines[start:stop] if "==" in line}
        for start, stop in pairwise([*titles, len(lines)])
    ]
    for part, needed in zip(
        parts,
        ("rich hatchling attrs sqlalchemy uvicorn", "pytest ruff", "duckdb", "pyspark", "mutmut cosmic-ray"),
        strict=True,
    ):
        assert set(needed.split()) <= part
    assert len(set().union(*parts)) == sum(map(len, parts)), "each part has only what those before it lack"


@pytest.mark.parametrize(
    "planted",
    [
        "https://py" + "pi.org/simple",
        "https://files.python" + "hosted.org/packages/x.whl",
        "https://registry.np" + "mjs.org/x",
        "http://deb.deb" + "ian.org/debian",
        "--index" + "-url https://example.net",
        "--find" + "-links wheels",
        "open('/wo" + "rk/main/x')",
        "see /ro" + "ot/.cache/x",
        "/ho" + "me/ann/x",
        "cd /tm" + "p/x",
    ],
)
def test_a_planted_host_or_path_is_found(planted: str) -> None:
    assert FOREIGN.search(planted)


@pytest.mark.parametrize("allowed", ["docs/work/plan", "an index of links", "the route /invoices/", "Tracked-by: you"])
def test_what_is_allowed_is_not_found(allowed: str) -> None:
    assert not FOREIGN.search(allowed)
