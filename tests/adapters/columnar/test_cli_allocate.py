"""`credit-rules allocate`: files in, a folder out, the summary and the report; bad input writes nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
import pytest

from bulk.tables_at_random import ON, case
from credit_rules_adapters.cli.app import run
from credit_rules_adapters.columnar import allocate_dataset, allocate_table, datasets
from credit_rules_adapters.columnar.disk.files import source
from credit_rules_adapters.columnar.summing import AGES, summarise

INVOICES = """id,account,currency,outstanding,due_on,product
INV-1,ann,GBP,10.00,2026-02-15,swim
INV-2,ann,GBP,5.50,2025-10-01,judo
INV-3,<b>&bob,JPY,300,2026-04-01,
"""
CREDITS = """id,account,currency,remaining,expires_on,paused
C1,ann,GBP,12.00,2026-06-01,false
C2,<b>&bob,JPY,50,,true
C3,<b>&bob,EUR,7.00,,
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    paths = tmp_path / "invoices.csv", tmp_path / "credits.csv"
    paths[0].write_text(INVOICES, encoding="utf-8")
    paths[1].write_text(CREDITS, encoding="utf-8")
    return [*map(str, paths), str(tmp_path / "out"), "--on", "2026-03-01"]


def test_the_summary_for_people(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["allocate", *files]) == 0
    told = capsys.readouterr()
    lines = [line.split() for line in told.out.splitlines()]
    assert ["GBP", "2", "12.00", "1", "3.50", "0", "0.00"] in lines
    assert ["JPY", "0", "0", "1", "300", "1", "50"] in lines
    assert ["EUR", "0", "0.00", "0", "0.00", "1", "7.00"] in lines
    assert ["paused", "JPY", "1", "50"] in lines
    assert ["in", "another", "currency", "EUR", "1", "7.00"] in lines
    assert "Written to " in told.out
    assert told.err == ""
    assert sorted(path.name for path in Path(files[2]).iterdir()) == ["allocations.csv", "credits.csv", "invoices.csv"]
    assert "INV-2" in (Path(files[2]) / "allocations.csv").read_text()


def test_the_summary_for_programs(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["allocate", *files, "--json", "--policy", "loveadmin", "--format", "parquet"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["policy"], found["on"], found["written"]) == ("loveadmin", "2026-03-01", files[2])
    assert found["currencies"]["GBP"] == {
        "allocated": {"rows": 2, "amount_minor": 1200},
        "outstanding": {"rows": 1, "amount_minor": 350},
        "remaining": {"rows": 0, "amount_minor": 0},
        "reasons": {},
        "ages": {"up to 30 days late": {"rows": 1, "amount_minor": 350}},
    }
    assert found["currencies"]["JPY"]["reasons"] == {"paused": {"rows": 1, "amount_minor": 50}}
    assert pyarrow.parquet.read_table(Path(files[2]) / "allocations.parquet").num_rows == 2


def test_a_preview_writes_nothing(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(tmp_path.iterdir())
    assert run(["allocate", *files, "--preview"]) == 0
    assert "A preview; no tables were written." in capsys.readouterr().out
    assert run(["allocate", *files, "--preview", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["written"] is None
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_is_replaced_only_if_asked_for(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["allocate", *files]) == 0
    assert run(["allocate", *files]) == 2
    assert f"{files[2]}: exists already; allowed is a new folder, or --replace" in capsys.readouterr().err
    Path(files[0]).write_text(INVOICES.replace("10.00", "1.00"), encoding="utf-8")
    assert run(["allocate", *files, "--replace", "--memory", "352M"]) == 0
    assert '"INV-1","C1","ann","GBP",100' in (Path(files[2]) / "allocations.csv").read_text()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--format", "xlsx"], 'credit-rules: --format: "xlsx" is no format; allowed are parquet, arrow, csv'),
        (["--currency", "ZZZ"], 'credit-rules: --currency: "ZZZ" is no currency'),
        (["--currency", "GBP"], 'row 3, currency: "JPY"; the run is in GBP alone'),
        (["--memory", "lots"], 'credit-rules: --memory: "lots" is no size; allowed is a number and K, M, G or T'),
        (["--memory", "351M"], 'credit-rules: --memory: "351M" is too little; allowed is at least 352M'),
        (["--policy", "generous"], "generous: there is no such policy; allowed are joinin"),
        (["--preview", "--replace"], "allowed is one of the two"),
        (["--report", "nowhere/report.html"], "credit-rules: --report: nowhere/report.html is in no folder"),
        (["--on", "2026-02-30"], 'credit-rules: --on: "2026-02-30" is no date'),
    ],
)
def test_options_that_are_not_understood(
    options: list[str], expected: str, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(files[0]).parent
    before = sorted(folder.iterdir())
    assert run(["allocate", *(files[:3] if "--on" in options else files), *options]) == 2
    assert expected in capsys.readouterr().err
    assert sorted(folder.iterdir()) == before


def test_bad_rows_are_named_by_file_and_nothing_is_written(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = "".join(f"X-{number},ann,GBP,-1.00,2026-02-15,\n" for number in range(25))
    Path(files[0]).write_text(INVOICES + bad, encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    for program in (datasets.PROGRAM, (1 << 30) - 1000):  # so that it goes through the disk
        monkeypatch.setattr(datasets, "PROGRAM", program)
        assert run(["allocate", *files, "--memory", "1G"]) == 2
        lines = capsys.readouterr().err.splitlines()
        assert all(line.startswith(f"{files[0]}: row ") for line in lines[:20])
        assert lines[20:] == [f"{files[0]}: and 5 more mistakes"]
        assert sorted(tmp_path.iterdir()) == before
    assert run(["allocate", "missing.csv", *files[1:]]) == 2
    assert "missing.csv: there is no such file" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_named(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["allocate", *files[:2], f"{files[0]}/within/out", "--on", "2026-03-01"]) == 2
    assert capsys.readouterr().err == f"{files[0]}/within: Not a directory\n"


class Page(HTMLParser):
    """What stands in a page: its elements, its text, and what it would load."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.said = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [str(value) for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data: str) -> None:
        self.said += data + "\n"


def test_the_report_is_one_page_with_pictures(files: list[str], tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    assert run(["allocate", *files, "--report", str(report), "--preview"]) == 0
    page = Page()
    page.feed(report.read_text(encoding="utf-8"))
    assert page.loads == []
    assert not {"script", "link", "img", "b"} & {*page.tags}  # an account named <b>&bob makes no element
    assert page.tags.count("svg") >= 5
    lines = page.said.splitlines()
    for figure in ("12.00 (2)", "3.50 (1)", "up to 30 days late", "paused", "<b>&bob", "INV-3", "300"):
        assert figure in lines


@pytest.mark.parametrize("memory", [1 << 30, 20_000])
def test_the_summary_is_that_of_the_tables(memory: int, tmp_path: Path) -> None:
    for seed in range(15):
        each = case(Random(seed), 40)
        folder = tmp_path / str(seed)
        folder.mkdir()
        paths = folder / "invoices.parquet", folder / "credits.parquet"
        for table, path in zip((each.invoices, each.credits), paths, strict=True):
            pyarrow.parquet.write_table(table, path, row_group_size=7)
        allocate_dataset(*paths, folder / "out", each.policy, on=ON, memory=memory)
        found = summarise(folder / "out", "parquet", source(paths[0], "invoices"), ON)
        tables = allocate_table(each.invoices, each.credits, each.policy, on=ON)
        assert sum(total.rows for total in found.allocated.values()) == len(tables.allocations)
        for totals, table, amount in (
            (found.allocated, tables.allocations, "amount_minor"),
            (found.owing, tables.invoices, "outstanding_minor"),
            (found.left, tables.credits, "remaining_minor"),
        ):
            rows = table.select(["currency", amount]).to_pylist()
            for currency in found.currencies:
                amounts = [row[amount] for row in rows if row["currency"] == currency and row[amount]]
                assert (totals[currency].rows, totals[currency].amount_minor) == (len(amounts), sum(amounts)) or (
                    currency not in totals and not amounts
                )
        assert sum(total.rows for total in found.ages.values()) == sum(total.rows for total in found.owing.values())
        lots = tables.credits.filter(pc.is_valid(tables.credits.column("reason")))
        assert sum(total.rows for total in found.reasons.values()) == len(lots)
        for biggest, table, amount in (
            (found.biggest_owing, tables.invoices, "outstanding_minor"),
            (found.biggest_left, tables.credits, "remaining_minor"),
        ):
            for currency, rows in biggest.items():
                mine = table.filter(pc.equal(table.column("currency").cast(pa.string()), currency)).column(amount)
                expected = sorted((amount for amount in mine.to_pylist() if amount), reverse=True)[:10]
                assert [amount for *_, amount in rows] == expected


def test_ages_are_counted_in_days_past_due(tmp_path: Path) -> None:
    days = {0: 0, 1: 1, 30: 1, 31: 2, 60: 2, 61: 3, 90: 3, 91: 4}
    due = [pa.scalar(ON).cast(pa.int32()).as_py() - late for late in days]
    size = len(due)
    bills = pa.table(
        {
            "id": range(size),
            "account": [1] * size,
            "currency": ["GBP"] * size,
            "outstanding_minor": [1] * size,
            "due_on": pa.array(due, pa.int32()).cast(pa.date32()),
        }
    )
    lots = pa.table({"id": [1], "account": [2], "currency": ["GBP"], "remaining_minor": [5]})
    paths = tmp_path / "invoices.parquet", tmp_path / "credits.parquet"
    pyarrow.parquet.write_table(bills, paths[0])
    pyarrow.parquet.write_table(lots, paths[1])
    allocate_dataset(*paths, tmp_path / "out", on=ON)
    ages = summarise(tmp_path / "out", "parquet", source(paths[0], "invoices"), ON).ages
    counts = [list(days.values()).count(age) for age in range(len(AGES))]
    assert [ages["GBP", age].rows for age in AGES] == counts


def test_without_its_extra_the_command_names_it(files: list[str]) -> None:
    """The other commands, and the help, do without."""
    hidden = "import sys; sys.modules.update(dict.fromkeys(('numpy', 'numba', 'pyarrow')));"
    for arguments, code in ((["allocate", *files], 2), (["--help"], 0), (["policy", "show", "joinin"], 0)):
        program = f"{hidden} sys.argv[1:] = {arguments!r}; from credit_rules_adapters.cli import main; main()"
        ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        assert ended.returncode == code, ended.stderr
        assert "Traceback" not in ended.stderr
        if code:
            assert 'install it: pip install "credit-rules[cli,bulk]"' in ended.stderr
