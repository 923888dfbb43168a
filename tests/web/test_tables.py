"""What enters from a table on its page: shown before it is taken, and taken once, however often the form is sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stores.databases import sqlite_url
from web.serving import ADMINISTRATOR, SECOND
from web.visiting import Visited, Visitor, field, hidden, visited


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    with visited(sqlite_url(tmp_path_factory.mktemp("tables"))) as opened:
        yield opened


def test_a_table_from_a_file_is_shown_before_it_is_taken(pages: Visited) -> None:
    visitor = pages.by(ADMINISTRATOR)
    page = visitor.get("/import").text
    token = field(page, "form_token")
    assert token is not None
    table = "id,account,currency,amount\nOLD,una,GBP,7.50\n"
    files = {"file": ("credits.csv", f"\ufeff{table}".encode())}
    fields = {"form_token": token[1], "kind": "credits", "do": "carry_out"}
    headers = {"Cookie": f"{visitor.cookie['name']}={visitor.cookie['value']}"}
    shown = visitor.client.post("/import", data=fields, files=files, headers=headers)
    assert "1 row enters, into 1 account:" in shown.text
    assert pages.site.entries("una") == 0  # a file is seen first, whatever was pressed
    broken = {"file": ("credits.csv", b"\xff\xfe")}
    assert "This is no text in UTF-8" in visitor.client.post("/import", data=fields, files=broken, headers=headers).text
    assert "Choose a file" in visitor.post("/import", {"kind": "credits"}).text
    done = visitor.carry_out("/import", {"kind": "credits", "table": table})
    assert "Taken: 1 row, into 1 account." in done.text
    again = visitor.post("/import", {"kind": "credits", "table": table})
    assert again.status_code == 422
    assert pages.site.entries("una") == 1


def importing(visitor: Visitor, table: str) -> dict[str, str]:
    """Preview a table of invoices, and return the form with which it is taken."""
    fields = {"kind": "invoices", "table": table}
    return {**fields, **hidden(visitor.post("/import", fields).text), "do": "carry_out"}


def test_a_table_sent_twice_is_taken_once_and_says_so_both_times(pages: Visited) -> None:
    visitor = pages.by(ADMINISTRATOR)
    form = importing(visitor, "id,account,currency,total\nU-1,uri,GBP,7.50\nU-2,vic,GBP,1.00\n")
    answers = [visitor.post("/import", form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    for answer in answers:
        assert "<h2>Done</h2><p>Taken: 2 rows, into 2 accounts.</p>" in answer.text
        assert "Nothing was taken" not in answer.text
    assert (pages.site.entries("uri"), pages.site.entries("vic")) == (1, 1)
    other = pages.by(SECOND).post("/import", form)  # another's key is another key
    assert (other.status_code, "Nothing was taken" in other.text) == (422, True)
    fresh = visitor.post("/import", importing(visitor, form["table"]))
    assert (fresh.status_code, "U-1" in fresh.text) == (422, True)


def test_a_table_changed_after_the_preview_is_shown_before_it_is_taken(pages: Visited) -> None:
    visitor = pages.by(ADMINISTRATOR)
    form = importing(visitor, "id,account,currency,total\nW-1,wes,GBP,7.50\n")
    changed = {**form, "table": form["table"].replace("7.50", "8.50")}
    shown = visitor.post("/import", changed)
    assert "You changed something after the preview." in shown.text
    assert "8.50" in shown.text
    assert pages.site.entries("wes") == 0
    windows = {**changed, **hidden(shown.text), "table": changed["table"].replace("\n", "\r\n")}  # as browsers send it
    assert "Taken: 1 row, into 1 account." in visitor.post("/import", windows).text
    assert pages.site.found("wes", "W-1").total_minor == 850
    forged = {**importing(visitor, "id,account,currency,total\nW-2,wes,GBP,1\n"), "key": hidden(shown.text)["key"]}
    refused = visitor.post("/import", forged)
    assert refused.status_code == 422
    assert "idempotency_key_reused" in refused.text
    assert pages.site.entries("wes") == 1
