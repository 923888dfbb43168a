"""Scenario files that cannot be understood: every mistake told with line, key, value and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from credit_rules_adapters.scenarios.playing import play
from credit_rules_adapters.scenarios.reading import read
from credit_rules_adapters.text.mistakes import NotUnderstood

HEAD = 'title = "x"\ncurrency = "GBP"\non = 2026-03-01\n'
START = """\
[[invoice]]
id = "INV-1"
account = "ann"
total = "100.00"
[[invoice]]
id = "YEN-1"
account = "aiko"
total = "500"
currency = "JPY"
[[credit]]
id = "C1"
account = "ann"
amount = "20.00"
"""


def mistakes(tmp_path: Path, content: str) -> list[str]:
    """Read a file, and return its mistakes without the file's name."""
    file = tmp_path / "scenario.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(NotUnderstood) as error:
        read(file)
    return [str(mistake).removeprefix(f"{file}:") for mistake in error.value.mistakes]


def keys(told: list[str]) -> list[str]:
    """Return the line and the key of each mistake."""
    return [":".join(each.split(":")[:2]) for each in told]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ('currency = "GBP"\non = 2026-03-01', "title: is missing"),
        ('title = "x"\non = 2026-03-01', "currency: is missing"),
        ('title = "x"\ncurrency = "GBP"', "on: is missing"),
        (HEAD.replace("GBP", "GBX"), '2: currency: "GBX" is no currency'),
        (HEAD.replace("2026-03-01", "2026-03-01T00:00:00"), "3: on: 2026-03-01T00:00:00 is no date"),
        (
            HEAD.replace("2026-03-01", '"2026-03-01"'),
            '3: on: "2026-03-01" is no date; allowed is a date without quotes',
        ),
        (HEAD + "source = 5", "4: source: 5 is no text"),
        (
            HEAD + 'tittle = "y"',
            "4: tittle: is unknown; allowed are title, source, currency, on, policy, invoice, credit",
        ),
        (HEAD + 'policy = "joinn"', '4: policy: "joinn" is unknown; allowed are joinin, loveadmin'),
        (HEAD + "policy = 5", "4: policy: 5 is unknown; allowed are joinin"),
        (HEAD + "policy = { part_payd = 1 }", "4: policy part_payd: is unknown; allowed are preset, part_paid"),
        (HEAD + 'policy = { credit_order = ["id"] }', '4: policy credit_order 1: "id" always comes last'),
        (
            HEAD + 'policy = { minimum_collection = "0.505" }',
            '4: policy minimum_collection: "0.505" has too many digits',
        ),
        (HEAD + "policy = { minimum_collection = 0.5 }", "4: policy minimum_collection: 0.5 is no amount"),
        (HEAD + "invoice = 5", "4: invoice: 5 is no list"),
        (HEAD + "step = [ 5 ]", "4: step 1: 5 is no table"),
    ],
)
def test_the_head_of_a_file(tmp_path: Path, head: str, told: str) -> None:
    (mistake,) = mistakes(tmp_path, head)
    assert mistake.removeprefix(" ").startswith(told)


@pytest.mark.parametrize(
    ("invoice", "told"),
    [
        ("", "total: is missing; allowed is a total, or lines"),
        ('total = "1.00"\nlines = []', "lines: stands beside total; allowed is one of the two"),
        ("lines = []", "lines: is empty; allowed is at least one line"),
        ('lines = [ { id = "L1" } ]', "lines 1 net: is missing"),
        ('lines = [ { id = "L1", net = "-1.00" } ]', 'lines 1 net: "-1.00" is negative; allowed here is 0 or more'),
        ('lines = [ { id = "L1", net = "1.00", nett = "1" } ]', "lines 1 nett: is unknown; allowed are id, net, tax"),
        (
            'lines = [ { id = "L1", net = "1.00" }, { id = "L1", net = "2.00" } ]',
            'lines: names "L1" more than once; ids must be different',
        ),
        ("total = 1.0", "total: 1.0 is no amount; allowed are digits in quotes"),
        ("total = 1", "total: 1 is no amount; allowed are digits in quotes"),
        ('total = "1.000"', 'total: "1.000" has too many digits after the point; GBP allows 2'),
        ('total = "-1.00"', 'total: "-1.00" is negative; allowed here is 0 or more'),
        ('total = "5.00"\npaid = "-1.00"', 'paid: "-1.00" is negative'),
        ('total = "5.0"\ncurrency = "JPY"', 'total: "5.0" has too many digits after the point; JPY allows 0'),
        ('total = "5"\ncurrency = "gbp"', 'currency: "gbp" is no currency'),
        (
            'total = "5"\nstatus = "open"',
            'status: "open" is unknown; allowed are draft, issued, cancelled, written_off',
        ),
        ('total = "5"\ncollection = "car"', 'collection: "car" is unknown; allowed are auto, manual'),
        ('total = "5"\nissued_on = "today"', 'issued_on: "today" is no date'),
        (
            'total = "5.00"\npaid = "3.00"\npending = "2.01"',
            "paid: and pending make 5.01; allowed is at most the total, 5.00",
        ),
        (
            'total = "5.00"\nstatus = "draft"\npaid = "1.00"',
            "paid: cannot stand on an invoice that is draft; it may be issued, written_off",
        ),
        (
            'total = "5.00"\nstatus = "cancelled"\npending = "1.00"',
            "pending: cannot stand on an invoice that is cancelled",
        ),
        (
            'total = "5.00"\nstatus = "written_off"\npending = "1.00"',
            "pending: cannot stand on an invoice that is written_off; it may be issued",
        ),
        ('total = "5.00"\napplied = "1.00"', "applied: is unknown; allowed are id, account, currency, total, lines"),
    ],
)
def test_invoices(tmp_path: Path, invoice: str, told: str) -> None:
    (mistake,) = mistakes(tmp_path, f'{HEAD}[[invoice]]\nid = "INV-1"\naccount = "ann"\n{invoice}')
    assert mistake.split(": ", 1)[1].removeprefix("invoice 1 ").startswith(told)


@pytest.mark.parametrize(
    ("credit", "told"),
    [
        ("", "amount: is missing"),
        ('amount = "-1.00"', 'amount: "-1.00" is negative'),
        ('amount = "1.00"\nclass = "gift"', 'class: "gift" is unknown; allowed are paid, promotional'),
        ('amount = "1.00"\npriority = "1"', 'priority: "1" is no whole number'),
        ('amount = "1.00"\npriority = true', "priority: true is no whole number"),
        ('amount = "1.00"\npaused = "no"', 'paused: "no" is neither true nor false'),
        ('amount = "1.00"\nproducts = []', "products: is empty; allowed is at least one product"),
        ('amount = "1.00"\nproducts = "swim"', 'products: "swim" is no list'),
        ('amount = "1.00"\nproducts = ["swim", ""]', 'products 2: "" is no id'),
        (
            'amount = "1.00"\nexpires_on = 2026-03-01',
            "expires_on: 2026-03-01 is too early; allowed is a date after usable_from, 2026-03-01",
        ),
        (
            'amount = "1.00"\nusable_from = 2026-06-02\nexpires_on = 2026-06-02',
            "expires_on: 2026-06-02 is too early; allowed is a date after usable_from, 2026-06-02",
        ),
        ('amount = "1.00"\nremaining = "1.00"', "remaining: is unknown; allowed are id, account, currency, amount"),
    ],
)
def test_credits(tmp_path: Path, credit: str, told: str) -> None:
    (mistake,) = mistakes(tmp_path, f'{HEAD}[[credit]]\nid = "C1"\naccount = "ann"\n{credit}')
    assert mistake.split(": ", 1)[1].removeprefix("credit 1 ").startswith(told)


@pytest.mark.parametrize("id", ["INV-1-CN1", "-CN0", "x-CN007"])
def test_an_id_kept_for_notes(tmp_path: Path, id: str) -> None:
    (mistake,) = mistakes(tmp_path, f'{HEAD}[[credit]]\nid = "{id}"\naccount = "ann"\namount = "1.00"')
    assert mistake.startswith(f'5: credit 1 id: "{id}" is kept for the lot of a credit note')


@pytest.mark.parametrize("id", ["x-CN", "x-CN1a", "CN1", "x-cn1"])
def test_an_id_like_those_of_notes_is_free(tmp_path: Path, id: str) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text(f'{HEAD}[[credit]]\nid = "{id}"\naccount = "ann"\namount = "1.00"', encoding="utf-8")
    assert set(play(read(file)).end.credits) == {id}


def test_ids_that_are_taken_or_are_none(tmp_path: Path) -> None:
    again = START.replace('"YEN-1"', '"INV-1"')
    assert mistakes(tmp_path, HEAD + again) == ['9: invoice 2 id: "INV-1" is taken; ids must be different']
    twice = f'{START}[[credit]]\nid = "C1"\naccount = "bob"\namount = "1.00"'
    assert mistakes(tmp_path, HEAD + twice) == ['18: credit 2 id: "C1" is taken; ids must be different']
    told = mistakes(
        tmp_path, f'{HEAD}[[invoice]]\nid = ""\naccount = " ann"\ntotal = "1"\n[[invoice]]\nid = "{"x" * 129}"'
    )
    assert keys(told) == [
        "5: invoice 1 id",
        "6: invoice 1 account",
        "8: invoice 2 account",
        "8: invoice 2 total",
        "9: invoice 2 id",
    ]


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("", "do: is missing"),
        ('do = "raise"', 'do: "raise" is unknown; allowed are raise_credit, raise_credits, compare_with_refund'),
        ('do = "cancel"', "invoice: is missing"),
        (
            'do = "cancel"\ninvoice = "INV-1"\namount = "1.00"',
            "amount: is unknown; allowed are on, do, invoice, expect",
        ),
        ('do = "cancel"\ninvoice = "INV-1"\non = "now"', 'on: "now" is no date'),
        ('do = "raise_credit"\ninvoice = "INV-1"', "amount: is missing; allowed is an amount, or lines"),
        ('do = "raise_credit"\ninvoice = "INV-1"\nlines = {}', "lines: is empty; allowed is at least one line"),
        ('do = "raise_credit"\ninvoice = "INV-1"\nlines = ["L1"]', 'lines: ["L1"] is no table'),
        ('do = "raise_credit"\ninvoice = "INV-1"\nlines = { L1 = 5 }', "lines L1: 5 is no amount"),
        (
            'do = "raise_credit"\ninvoice = "INV-1"\namount = "1"\nlines = { L1 = "1" }',
            "lines: stands beside amount; allowed is one of the two",
        ),
        (
            'do = "raise_credit"\ninvoice = "YEN-1"\namount = "1.0"',
            'amount: "1.0" has too many digits after the point; JPY',
        ),
        (
            'do = "raise_credit"\ninvoice = "INV-1"\namount = "1.0"\ncurrency = "JPY"',
            'amount: "1.0" has too many digits',
        ),
        (
            'do = "raise_credit"\ninvoice = "INV-1"\namount = "1"\nreason = "why"',
            'reason: "why" is unknown; allowed are',
        ),
        ('do = "raise_credit"\ninvoice = "INV-1"\namount = "1"\nrefund = 1', "refund: 1 is no amount"),
        ('do = "raise_credits"', "credits: is missing"),
        ('do = "raise_credits"\ncredits = [ { invoice = "INV-1" } ]', "credits 1 amount: is missing"),
        (
            'do = "raise_credits"\ncredits = [ { invoice = "YEN-1", amount = "1.00" } ]',
            'credits 1 amount: "1.00" has too many digits after the point; JPY allows 0',
        ),
        ('do = "compare_with_refund"\ninvoice = "INV-1"\namount = "1"', "fee: is missing"),
        ('do = "compare_with_refund"\ninvoice = "INV-1"\namount = "1"\nfee = "-1"', 'fee: "-1" is negative'),
        (
            'do = "compare_with_refund"\ninvoice = "INV-1"\namount = "1"\nfee = "1"\nrefund_fee = "-1"',
            'refund_fee: "-1" is negative',
        ),
        (
            'do = "apply_credit"\ninvoice = "INV-1"\ncredits = ["C1", "C2", "C1"]',
            'credits: names "C1" more than once; allowed is once',
        ),
        ('do = "record_payment"\ninvoice = "INV-1"\namount = "1"\npending = 1', "pending: 1 is neither true nor false"),
        ('do = "void_note"\nnote = 5', "note: 5 is no text"),
        (
            'do = "grant"\nid = "G"\naccount = "ann"\namount = "1"\nclass = "paid"\nkind = "promotional"',
            "kind: a grant of kind promotional cannot be of class paid; an opening_balance may be of either class",
        ),
        (
            'do = "grant"\nid = "G"\naccount = "ann"\namount = "1"\nclass = "promotional"\nkind = "overpayment"',
            "kind: a grant of kind overpayment cannot be of class promotional",
        ),
        (
            'do = "grant"\nid = "G"\naccount = "ann"\namount = "1"\nexpires_on = 2026-03-01',
            "expires_on: 2026-03-01 is too",
        ),
        ('do = "grant"\nid = "G"\naccount = "ann"\namount = "1"\nproducts = []', "products: is empty"),
        ('do = "allocate"\naccount = 5', "account: 5 is no text"),
        (
            'do = "remove_from_product"\naccount = "ann"\nproduct = "p"\ncredit = "some"',
            'credit: "some" is no amount; allowed are digits in quotes',
        ),
        ('do = "remove_from_product"\naccount = "ann"\nproduct = "p"', "credit: is missing"),
        (
            'do = "cancel_session"\nproduct = "p"\ncredit = "price"\nunused = 1',
            'sessions: is missing; credit = "price" needs',
        ),
        (
            'do = "cancel_session"\nproduct = "p"\ncredit = "price"\nsessions = 1',
            'unused: is missing; credit = "price" needs',
        ),
        (
            'do = "cancel_session"\nproduct = "p"\ncredit = "price"\nunused = 3\nsessions = 2',
            "unused: 3 is too many; allowed are at most the sessions, 2",
        ),
        (
            'do = "cancel_session"\nproduct = "p"\ncredit = "price"\nunused = 0\nsessions = 0',
            "sessions: 0 is too small; allowed is a whole number from 1 up",
        ),
        (
            'do = "cancel_session"\nproduct = "p"\ncredit = "price"\nunused = -1\nsessions = 2',
            "unused: -1 is too small",
        ),
        ('do = "cancel_session"\naccount = "ann"\nproduct = "p"\ncredit = "none"', "account: is unknown"),
    ],
)
def test_steps(tmp_path: Path, step: str, told: str) -> None:
    (mistake,) = mistakes(tmp_path, f"{HEAD}{START}[[step]]\n{step}")
    assert mistake.split(": ", 1)[1].removeprefix("step 1 ").startswith(told)


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ('rejected = "no_such_code"', 'rejected: "no_such_code" is unknown; allowed are invoice_not_found'),
        ('rejected = "line_not_found", note = "X"', "note: stands beside rejected; allowed is rejected alone"),
        ('reduce = "1.00"', "reduce: is unknown; allowed are rejected, note, reduced, account_credit, refunded"),
        ('reduced = "1.005"', 'reduced: "1.005" has too many digits after the point; GBP allows 2'),
        ('reduced = "-1.00"', 'reduced: "-1.00" is negative'),
        ("reduced = 1", "reduced: 1 is no amount"),
        ('restored = "C1"', 'restored: "C1" is no table'),
        ("restored = { C1 = 5 }", "restored C1: 5 is no amount"),
        ('allocated = [["C1", "INV-1"]]', 'allocated 1: ["C1", "INV-1"] is no such row; allowed is one like'),
        ('allocated = "C1"', 'allocated: "C1" is no list'),
        ('allocated = [["C1", "INV-1", "1.005"]]', 'allocated 1: "1.005" has too many digits'),
        ('credited_lines = { L1 = { net = "1.00" } }', "credited_lines L1 tax: is missing"),
        ('credited_lines = { L1 = { net = "1", tax = "1", g = "1" } }', "credited_lines L1 g: is unknown"),
        ('removed_lines = { D = "L1" }', 'removed_lines D: "L1" is no list'),
        ('reasons = { C1 = "because" }', 'reasons C1: "because" is unknown; allowed are voided, paused'),
        ('postings = [["cash"]]', 'postings 1: ["cash"] is no such row'),
        ('postings = [["cash", "1.000"]]', 'postings 1: "1.000" has too many digits after the point; GBP allows 2'),
        ('postings = [["cash", "1.0", "JPY"]]', 'postings 1: "1.0" has too many digits after the point; JPY allows 0'),
        ('postings = [["cash", "1", "YEN"]]', 'postings 1: "YEN" is no currency'),
        ('rules = ["R37"]', 'rules 1: "R37" is unknown; allowed are R1, R2'),
        ('rules = "R1"', 'rules: "R1" is no list'),
        ('notes = ["rejected:nope"]', 'notes 1: "nope" is unknown; allowed are invoice_not_found'),
    ],
)
def test_expectations(tmp_path: Path, expect: str, told: str) -> None:
    step = f'[[step]]\ndo = "raise_credit"\ninvoice = "INV-1"\namount = "1"\nexpect = {{ {expect} }}'
    (mistake,) = mistakes(tmp_path, f"{HEAD}{START}{step}")
    assert mistake.startswith("21: step 1 expect ")
    assert mistake.removeprefix("21: step 1 expect ").startswith(told)


@pytest.mark.parametrize("step", ["raise_credits", "remove_from_product", "cancel_session"])
@pytest.mark.parametrize("key", ["note", "reduced", "rules", "postings"])
def test_steps_with_several_notes_expect_little(tmp_path: Path, step: str, key: str) -> None:
    fields = {
        "raise_credits": "credits = []",
        "remove_from_product": 'account = "ann"\nproduct = "p"\ncredit = "none"',
        "cancel_session": 'product = "p"\ncredit = "none"',
    }[step]
    (mistake,) = mistakes(tmp_path, f'{HEAD}{START}[[step]]\ndo = "{step}"\n{fields}\nexpect = {{ {key} = "x" }}')
    assert mistake.endswith(f"expect {key}: is unknown; allowed are rejected, notes, removed_lines, left_out")


@pytest.mark.parametrize(
    ("then", "told"),
    [
        ("foo = {}", "foo: is unknown; allowed are invoice, account, credit"),
        ('invoice.INV-2.outstanding = "1"', "invoice INV-2: is unknown; allowed are the invoices of this file"),
        ('account.bob.balance = "1"', "account bob: is unknown; allowed are the accounts of this file's"),
        ('invoice.INV-1.outstanding = "1.000"', 'invoice INV-1 outstanding: "1.000" has too many digits'),
        ('invoice.INV-1.outstanding = "-1"', 'invoice INV-1 outstanding: "-1" is negative'),
        ('invoice.YEN-1.total = "1.0"', 'invoice YEN-1 total: "1.0" has too many digits after the point; JPY allows 0'),
        ('invoice.INV-1.state = "paid"', 'invoice INV-1 state: "paid" is unknown; allowed are cancelled, written_off'),
        (
            'invoice.INV-1.credit_state = "some"',
            'invoice INV-1 credit_state: "some" is unknown; allowed are none, full, partial',
        ),
        ('invoice.INV-1.actions = ["pay"]', 'invoice INV-1 actions 1: "pay" is unknown; allowed are raise_credit'),
        ('invoice.INV-1.balance = "1"', "invoice INV-1 balance: is unknown; allowed are total, paid, pending"),
        ("invoice.INV-1 = 5", "invoice INV-1: 5 is no table"),
        ('account.ann.total = "1"', "account ann total: is unknown; allowed are available, balance"),
        ("account.ann.balance = 1", "account ann balance: 1 is no amount"),
        ('account.aiko.balance = "1.00"', 'account aiko balance: "1.00" has too many digits after the point; JPY'),
        ('account.ann.balance = { GBX = "1" }', 'account ann balance GBX: "GBX" is no currency'),
        ('account.ann.balance = { JPY = "1.0" }', 'account ann balance JPY: "1.0" has too many digits'),
        ('credit.C1.remaining = "1.000"', 'credit C1 remaining: "1.000" has too many digits'),
        ('credit.YEN-1-CN1.remaining = "1.00"', 'credit YEN-1-CN1 remaining: "1.00" has too many digits'),
        ('credit.C1.class = "gift"', 'credit C1 class: "gift" is unknown'),
        ('credit.C1.expires_on = "never"', 'credit C1 expires_on: "never" is no date'),
        ("credit.C1.products = [5]", "credit C1 products 1: 5 is no text"),
        ('credit.C1.paused = "yes"', 'credit C1 paused: "yes" is neither true nor false'),
        ('credit.C1.amount = "1"', "credit C1 amount: is unknown; allowed are remaining, class, expires_on, paused"),
    ],
)
def test_the_end(tmp_path: Path, then: str, told: str) -> None:
    (mistake,) = mistakes(tmp_path, f"{HEAD}{START}[then]\n{then}")
    assert mistake.startswith("18: then ")
    assert mistake.removeprefix("18: then ").startswith(told)


def test_an_account_known_from_a_grant_alone_is_known(tmp_path: Path) -> None:
    file = tmp_path / "scenario.toml"
    grant = (
        '[[step]]\ndo = "grant"\nid = "G"\naccount = "zoe"\namount = "1"\nexpect = { rejected = "grant_not_allowed" }'
    )
    file.write_text(f'{HEAD}{START}{grant}\n[then.account.zoe]\nbalance = "0"', encoding="utf-8")
    assert read(file).then.accounts == {"zoe": {"balance": "0.00 GBP"}}


def test_all_mistakes_of_a_file_are_told_in_the_order_of_lines(tmp_path: Path) -> None:
    content = f"""{HEAD}surprise = 1
[[invoice]]
id = "INV-1"
account = "ann"
total = 100.0
isued_on = 2026-01-01
[[credit]]
id = "C1-CN1"
account = "ann"
amount = "1.005"
[[step]]
do = "nope"
[[step]]
do = "raise_credits"
credits = [
  {{ invoice = "INV-1", amount = "1.00" }},
  {{ invoice = "INV-1", amount = "x", foo = 1 }},
]
expect = {{ reduced = "1.00", notes = ["rejected:nope"] }}
[then]
invoice.INV-9.outstanding = "0.00"
"""
    assert keys(mistakes(tmp_path, content)) == [
        "4: surprise",
        "8: invoice 1 total",
        "9: invoice 1 isued_on",
        "11: credit 1 id",
        "13: credit 1 amount",
        "15: step 1 do",
        "18: step 2 credits 2 amount",
        "18: step 2 credits 2 foo",
        "22: step 2 expect reduced",
        "22: step 2 expect notes 1",
        "24: then invoice INV-9",
    ]


def test_one_mistake_does_not_make_others(tmp_path: Path) -> None:
    """What depends on something that was not understood is not told as wrong too."""
    broken_head = HEAD.replace("2026-03-01", '"soon"').replace("GBP", "GBX")
    assert keys(mistakes(tmp_path, broken_head + START)) == ["2: currency", "3: on"]
    unknown = START.replace('"INV-1"', "5")
    step = '[[step]]\ndo = "raise_credit"\ninvoice = "INV-1"\namount = "1.00"\n[then.account.ann]\nbalance = "20.00"'
    assert keys(mistakes(tmp_path, HEAD + unknown + step)) == ["5: invoice 1 id"]
