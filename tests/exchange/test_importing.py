"""Import of invoices and lots: what a table says enters, all of it or nothing, and each mistake is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest
from attrs import evolve
from sqlalchemy import create_engine

from credit_rules import (
    Account,
    AccountCredit,
    CreditClass,
    CreditGranted,
    Grants,
    Invoice,
    InvoiceAdded,
    Line,
    Policy,
    Status,
)
from credit_rules_adapters.asking import read_answer
from credit_rules_adapters.exchange.entering import COLUMNS
from credit_rules_adapters.exchange.importing import Import, Imported, RowsRefused, import_table
from credit_rules_adapters.stores.memory import MemoryStore
from credit_rules_adapters.stores.protocol import LARGEST_MINOR, Store
from credit_rules_adapters.stores.sql import JoiningStore, SqlStore, open_store
from credit_rules_adapters.stores.sql.verifying import verify
from credit_rules_adapters.testing.stores.base import ask, entering, whole
from credit_rules_adapters.text.mistakes import NotUnderstood
from stores.databases import postgresql_url, sqlite_url

ON = date(2026, 3, 1)
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOW = Import(actor="kim", at=AT, on=ON)
GRANTING = Import(actor="kim", at=AT, on=ON, policy=Policy(grants=Grants.ALLOWED))

INVOICES = """id,account,currency,net,tax,tax_code,product,issued_on,due_on,paid,collection,description
A,ann,GBP,60.00,12.00,S,gym,2026-01-05,2026-02-05,20.00,auto,"January, gym"
B,bob,JPY,300,,,,,,,,
A,ann,GBP,8.5,1.70,S,swim,,,,,
"""
CREDITS = """id,account,currency,amount,class,priority,issued_on,usable_from,expires_on,products,paused,kind
C,ann,GBP,5.00,promotional,7,2026-01-01,2026-01-02,2026-06-01,swim;gym,true,
D,bob,JPY,40,,,,,,,,overpayment
E,bob,JPY,50,,,,,,,,
"""
KINDS = [
    "memory",
    "sqlite",
    pytest.param("postgresql", marks=[pytest.mark.real, pytest.mark.xdist_group("postgresql")]),
]


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Open each kind of store, empty."""
    if request.param == "memory":
        yield MemoryStore()
        return
    opened = open_store(sqlite_url(tmp_path) if request.param == "sqlite" else postgresql_url())
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def enter(store: Store, file: Path, text: str, table: str = "invoices", *, how: Import = HOW) -> Imported:
    file.write_text(text, encoding="utf-8")
    return import_table(store, file, table, how)


def test_invoices_enter_as_the_table_says(store: Store, file: Path) -> None:
    assert enter(store, file, INVOICES) == Imported(2, 2, {"GBP": 8220, "JPY": 300})
    gym = Line("L1", 6000, 1200, tax_code="S", product="gym", description="January, gym")
    swim = Line("L2", 850, 170, tax_code="S", product="swim")
    found = whole(store).invoices["A"]
    assert (found.lines, found.paid_minor, found.issued_on) == ((gym, swim), 2000, date(2026, 1, 5))
    assert (found.due_on, found.collection.value, found.outstanding_minor) == (date(2026, 2, 5), "auto", 6220)
    assert whole(store, "bob").invoices["B"] == Invoice("B", "bob", "JPY", [Line("L1", 300)], issued_on=ON)


def test_lots_enter_as_the_table_says(store: Store, file: Path) -> None:
    assert enter(store, file, CREDITS, "credits") == Imported(3, 2, {"GBP": 500, "JPY": 90})
    assert whole(store).credits["C"] == AccountCredit(
        "C", "ann", "GBP", 500, credit_class=CreditClass.PROMOTIONAL, priority=7, issued_on=date(2026, 1, 1),
        usable_from=date(2026, 1, 2), expires_on=date(2026, 6, 1), products=("gym", "swim"), paused=True,
    )  # fmt: skip
    bob = whole(store, "bob")
    assert bob.credits["D"] == AccountCredit("D", "bob", "JPY", 40, issued_on=ON)
    effects = [effect for entry in bob.entries for effect in entry.effects]
    granted = [effect.kind.value for effect in effects if isinstance(effect, CreditGranted)]
    assert (len(effects), granted) == (2, ["overpayment", "opening_balance"])


def test_an_import_is_one_entry_an_account_with_who_and_when(store: Store, file: Path) -> None:
    ask(store, entering("OLD"), on=date(2026, 1, 1))
    enter(store, file, INVOICES)
    enter(store, file, CREDITS, "credits")
    with store.reading("ann") as reading:
        recorded = [*reading.recorded()]
        kept = reading.whole()
    assert [(one.entry.number, one.actor, one.entry.on) for one in recorded[1:]] == [(2, "kim", ON), (3, "kim", ON)]
    assert {one.at for one in recorded[1:]} == {AT}
    assert kept == Account().replay(kept.entries)
    assert sorted(kept.invoices) == ["A", "OLD"]
    assert len([*store.events(10)]) == 5
    if isinstance(store, SqlStore):
        assert [*verify(store)] == []


def test_a_preview_decides_all_and_records_nothing(store: Store, file: Path) -> None:
    preview = Import(actor="kim", at=AT, on=ON, preview=True)
    assert enter(store, file, INVOICES, how=preview) == Imported(2, 2, {"GBP": 8220, "JPY": 300})
    assert [*store.accounts()] == []
    enter(store, file, INVOICES)
    with pytest.raises(RowsRefused):
        enter(store, file, INVOICES, how=preview)


def test_a_refused_row_leaves_every_account_as_it_was(store: Store, file: Path) -> None:
    enter(store, file, INVOICES)
    more = "id,account,currency,total\nN,new,GBP,1.00\nB,bob,JPY,5\nM,ann,GBP,1.00\n"
    with pytest.raises(RowsRefused) as refused:
        enter(store, file, more)
    (told,) = refused.value.mistakes
    assert str(told).startswith(f"{file}: row 2: ")
    assert "(invoice_exists, R1)" in str(told)
    assert [*store.accounts()] == ["ann", "bob"]
    assert whole(store).number == 1
    enter(store, file, more.replace("B,bob", "B2,bob"))
    assert [*store.accounts()] == ["ann", "bob", "new"]


def test_under_its_key_a_table_enters_once_and_is_answered_alike(store: Store, file: Path) -> None:
    keyed = evolve(HOW, key="K")
    entered = enter(store, file, INVOICES, how=evolve(keyed, preview=True))
    assert enter(store, file, INVOICES, how=keyed) == entered == Imported(2, 2, {"GBP": 8220, "JPY": 300})
    assert enter(store, file, INVOICES, how=evolve(keyed, on=date(2026, 3, 2))) == entered
    assert (whole(store).number, whole(store, "bob").number) == (1, 1)
    with store.reading("ann") as reading:
        assert [each.key for each in reading.recorded()] == ["K"]
    for text, table in ((f"{INVOICES}Z,bob,JPY,1,,,,,,,,\n", "invoices"), (CREDITS, "credits")):
        with pytest.raises(RowsRefused, match="idempotency_key_reused, R36"):
            enter(store, file, text, table, how=keyed)
    for how in (HOW, evolve(keyed, key="L"), evolve(keyed, actor="lou"), evolve(keyed, preview=True)):
        with pytest.raises(RowsRefused, match="invoice_exists"):
            enter(store, file, INVOICES, how=how)
    assert (whole(store).number, whole(store, "bob").number) == (1, 1)


def test_a_table_that_was_refused_may_enter_under_the_same_key_once_it_is_mended(store: Store, file: Path) -> None:
    ask(store, entering("A"), on=date(2026, 1, 1))
    keyed = evolve(HOW, key="K")
    with pytest.raises(RowsRefused, match="invoice_exists"):
        enter(store, file, INVOICES, how=keyed)
    assert enter(store, file, INVOICES.replace("A,ann", "A2,ann"), how=keyed).entered == 2


def test_what_is_kept_under_a_key_is_an_answer_like_others(file: Path) -> None:
    store = MemoryStore()
    enter(store, file, INVOICES, how=evolve(HOW, key="K"))
    with store.transaction("ann") as unit:
        kept = unit.answered("kim", "K")
    assert kept is not None
    answer = read_answer(kept.answer)
    assert (answer.on, answer.version, answer.replayed) == (ON, 1, True)
    outcome = answer.result.unwrap()
    (added,) = outcome.effects
    assert isinstance(added, InvoiceAdded)
    assert (added.invoice, outcome.rules) == (whole(store).invoices["A"], ("R1",))


@pytest.mark.parametrize(
    ("text", "how", "code"),
    [
        ("amount\nX-CN1,ann,GBP,5.00\n", HOW, "credit_exists, R28"),
        ("amount,kind\nX,ann,GBP,5.00,promotional\n", HOW, "grant_not_allowed, R28"),
        ("amount,kind\nX,ann,GBP,0,promotional\n", GRANTING, "amount_not_positive, R3"),
        ("total\nX,ann,GBP,5.00\n", Import(actor="kim", at=AT, on=date(2025, 12, 31)), "date_before_last_entry, R35"),
    ],
)
def test_what_the_rules_refuse_is_told_by_row(text: str, how: Import, code: str, file: Path) -> None:
    store, table = MemoryStore(), "invoices" if "total" in text else "credits"
    ask(store, entering("OLD"), on=date(2026, 1, 1))
    with pytest.raises(RowsRefused, match=f"row 1: .*{code}"):
        enter(store, file, f"id,account,currency,{text}", table, how=how)
    assert whole(store).number == 1


def test_a_gift_is_granted_where_the_policy_allows_it(file: Path) -> None:
    store = MemoryStore()
    enter(store, file, "id,account,currency,amount,kind\nX,ann,GBP,5.00,promotional\n", "credits", how=GRANTING)
    assert whole(store).credits["X"].credit_class is CreditClass.PROMOTIONAL
    assert whole(store).entries[0].policy == GRANTING.policy.fingerprint


HEAD = "id,account,currency,"
LARGE = LARGEST_MINOR + 1


@pytest.mark.parametrize(
    ("table", "text", "told"),
    [
        ("invoices", HEAD + "total\nA,ann,GBP,1.005\n", "row 1, total: \"1.005\" has too many digits"),
        ("invoices", HEAD + "total\nA,ann,GBP,-1\n", 'row 1, total: "-1" is negative; allowed here is 0 or more'),
        ("invoices", HEAD + "total\nA,ann,GBP,1e3\n", 'row 1, total: "1e3" is no amount; allowed are digits'),
        ("invoices", HEAD + "total\nA,ann,XYZ,1\n", 'row 1, currency: "XYZ" is no currency; allowed are'),
        ("invoices", HEAD + "total\nA,ann,,1\n", "row 1, currency: is missing; a value is required"),
        ("invoices", HEAD + "total\n,ann,GBP,1\n", "row 1, id: is missing; a value is required"),
        ("invoices", HEAD + "total\nA,ann,GBP,\n", "row 1: has no net; a value is required, in net_minor or, in major"),
        ("invoices", HEAD + "total\nA,ann,GBP,1\nB,ann,GBP,1\nA,bob,GBP,1\n", 'row 3, id: "A" stands in row 1 too'),
        ("invoices", HEAD + "total\nA,ann,GBP,1,5\n", "row 1: has 5 values; allowed are 4, one a column"),
        ("invoices", HEAD + "total\nA,ann,GBP,99999999999999999999\n", "is too large; allowed is what fits 64 bits"),
        ("invoices", HEAD + f"total_minor\nA,ann,GBP,{LARGE}\n", f"row 1, total_minor: {LARGE} is no amount"),
        ("invoices", HEAD + f"net_minor\nA,ann,GBP,{LARGE - 1}\nA,ann,GBP,1\n",
         f"row 1: its total is {LARGE} minor units; allowed is what fits 64 bits"),
        ("invoices", HEAD + "net,due_on\nA,ann,GBP,1,\nA,ann,GBP,1,2026-01-01\n",
         'row 2, due_on: 2026-01-01 is not what row 1 has for "A": null'),
        ("invoices", HEAD + "net\nA,ann,GBP,1\nA,bob,GBP,1\n", 'row 2, account: "bob" is not what row 1 has'),
        ("invoices", HEAD + "net,line\nA,ann,GBP,1,X\nA,ann,GBP,1,X\n", "lines must have different ids"),
        ("invoices", HEAD + "total,product\nA,ann,GBP,1,gym\n", "row 1: has a total and product; allowed"),
        ("invoices", HEAD + "total,paid\nA,ann,GBP,1,2\n", "row 1: Invoice A: what settles and lowers it"),
        ("invoices", HEAD + "total,due_on\nA,ann,GBP,1,2026-02-30\n", 'due_on: "2026-02-30" is no date'),
        ("invoices", HEAD + "total,status\nA,ann,GBP,1,open\n", 'status: "open" is unknown; allowed are'),
        ("invoices", HEAD + "total,colour\nA,ann,GBP,1,red\n", "the column colour is unknown; allowed are"),
        ("invoices", "id,account,id,total\nA,ann,B,1\n", "the column id occurs twice"),
        ("invoices", "", "is empty; allowed is a line of names"),
        ("credits", HEAD + "amount,priority\nC,ann,GBP,1,high\n", 'priority: "high" is no whole number'),
        ("credits", HEAD + "amount,paused\nC,ann,GBP,1,yes\n", 'paused: "yes" is unknown; allowed are true'),
        ("credits", HEAD + "amount,products\nC,ann,GBP,1,gym;\n", 'products: "" is no id'),
        ("credits", HEAD + "amount,expires_on\nC,ann,GBP,1,2026-01-01\n", "row 1: AccountCredit.expires_on"),
        ("credits", HEAD + "amount,kind,issued_on\nC,ann,GBP,1,overpayment,2026-01-01\n",
         "row 1: has a kind and issued_on; a lot of that kind is granted anew, on 2026-03-01"),
        ("credits", HEAD + "amount,kind,class\nC,ann,GBP,1,overpayment,promotional\n",
         "row 1: a grant of kind overpayment cannot be of class promotional"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_and_nothing_enters(table: str, text: str, told: str, file: Path) -> None:
    store = MemoryStore()
    ask(store, entering("OLD"))
    with pytest.raises((NotUnderstood, RowsRefused)) as error:
        enter(store, file, text, table)
    assert told in str(error.value)
    assert str(error.value).startswith(str(file))
    assert [*store.accounts()] == ["ann"]
    assert whole(store).number == 1


def test_twenty_mistakes_are_told_and_the_rest_counted(file: Path) -> None:
    bad = "".join(f"A{number},ann,GBP,x\n" for number in range(25))
    with pytest.raises(NotUnderstood) as error:
        enter(MemoryStore(), file, f"{HEAD}total\nGOOD,ann,GBP,1.00\n{bad}")
    told = [str(mistake) for mistake in error.value.mistakes]
    assert len(told) == 21
    assert told[0].startswith(f"{file}: row 2, total: ")
    assert told[-1] == f"{file}: and 5 more mistakes"


def test_one_currency_for_the_whole_file(file: Path) -> None:
    store, pounds = MemoryStore(), Import(actor="kim", at=AT, on=ON, currency="GBP")
    enter(store, file, "id,account,total\nA,ann,1.00\n", how=pounds)
    assert whole(store).invoices["A"].currency == "GBP"
    with pytest.raises(NotUnderstood, match='row 1, currency: "JPY" is another; allowed is GBP alone'):
        enter(store, file, HEAD + "total\nB,ann,JPY,5\n", how=pounds)


def test_a_table_without_rows_lets_nothing_enter(store: Store, file: Path) -> None:
    assert enter(store, file, f"{HEAD}total\n") == Imported(0, 0, {})
    assert [*store.accounts()] == []


def test_an_import_in_the_callers_transaction_is_kept_when_they_commit(file: Path, tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    open_store(url).close()
    engine = create_engine(url)
    for end in ("rollback", "commit"):
        with engine.connect() as connection:
            enter(JoiningStore(connection), file, INVOICES)
            getattr(connection, end)()
        opened = open_store(url)
        assert [*opened.accounts()] == ([] if end == "rollback" else ["ann", "bob"])
        opened.close()
    engine.dispose()


def test_a_draft_enters_as_a_draft(file: Path) -> None:
    store = MemoryStore()
    enter(store, file, "id,account,currency,total,status\nA,ann,GBP,1.00,draft\n")
    found = whole(store).invoices["A"]
    assert (found.status, found.issued_on, found.due_on) == (Status.DRAFT, None, None)


@pytest.mark.parametrize("ending", ["parquet", "arrow"])
def test_parquet_and_arrow_say_the_same_as_csv(ending: str, tmp_path: Path, file: Path) -> None:
    columns = {
        "id": pa.array(["A", "B", "A"]),
        "account": pa.array(["ann", "bob", "ann"]).dictionary_encode(),
        "currency": pa.array(["GBP", "JPY", "GBP"]),
        "net": pa.array([Decimal("60.0000"), Decimal("300.0000"), Decimal("8.5000")]),
        "tax_minor": pa.array([1200, None, 170]),
        "tax_code": pa.array(["S", None, "S"]),
        "product": pa.array(["gym", None, "swim"]),
        "issued_on": pa.array([date(2026, 1, 5), None, None]),
        "due_on": pa.array([date(2026, 2, 5), None, None]),
        "paid": pa.array(["20.00", None, None]),
        "collection": pa.array(["auto", None, None]),
        "description": pa.array(["January, gym", None, None]),
    }
    path = tmp_path / f"invoices.{ending}"
    (pa.parquet.write_table if ending == "parquet" else pa.feather.write_feather)(pa.table(columns), path)
    stores = MemoryStore(), MemoryStore()
    assert import_table(stores[0], path, "invoices", HOW) == enter(stores[1], file, INVOICES)
    assert [whole(stores[0], id) for id in ("ann", "bob")] == [whole(stores[1], id) for id in ("ann", "bob")]
    lots = pa.table(
        {"id": ["C"], "account": ["ann"], "currency": ["GBP"], "amount_minor": [500], "products": [["swim", "gym"]],
         "paused": [True], "priority": [7]}
    )  # fmt: skip
    (pa.parquet.write_table if ending == "parquet" else pa.feather.write_feather)(lots, path)
    import_table(stores[0], path, "credits", HOW)
    assert whole(stores[0]).credits["C"].products == ("gym", "swim")
    floats = pa.table({"id": ["F"], "account": ["ann"], "currency": ["GBP"], "total": [1.5]})
    (pa.parquet.write_table if ending == "parquet" else pa.feather.write_feather)(floats, path)
    with pytest.raises(NotUnderstood, match=r"row 1, total: 1\.5 is no amount"):
        import_table(stores[0], path, "invoices", HOW)


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotUnderstood, match="there is no such file"):
        import_table(MemoryStore(), tmp_path / "none.csv", "invoices", HOW)
    (tmp_path / "latin.csv").write_bytes("id,account\né,x\n".encode("latin-1"))
    with pytest.raises(NotUnderstood, match="allowed is CSV in UTF-8"):
        import_table(MemoryStore(), tmp_path / "latin.csv", "invoices", HOW)
    (tmp_path / "table.parquet").write_bytes(b"no parquet")
    with pytest.raises(NotUnderstood, match=r"table\.parquet: "):
        import_table(MemoryStore(), tmp_path / "table.parquet", "invoices", HOW)
    (tmp_path / "table.xlsx").write_bytes(b"")
    with pytest.raises(NotUnderstood, match="its ending is unknown; allowed are"):
        import_table(MemoryStore(), tmp_path / "table.xlsx", "invoices", HOW)


def test_the_page_names_every_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "stores.md").read_text(encoding="utf-8")
    names = {name.removesuffix("_minor") for columns in COLUMNS.values() for name in columns}
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []
