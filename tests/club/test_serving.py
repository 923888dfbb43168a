"""`serve --demo` as somebody starts it: it says who may sign in, and they can."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from api.live import served

pytestmark = pytest.mark.real

TOKEN = re.compile(r"^ *(\w+) ([\w-]+): (cr_\S+)$", re.MULTILINE)
ANN = "/v1/accounts/ann-archer"


def test_the_demo_shows_tokens_for_everyone_and_serves_the_club(tmp_path: Path) -> None:
    said = tmp_path / "said.txt"
    with said.open("w") as told, served("--demo", told=told) as address:
        roles = {name: (role, secret) for role, name, secret in TOKEN.findall(said.read_text())}
        assert [role for role, _ in roles.values()] == ["administrator", "clerk", "customer", "customer"]

        def get(who: str, path: str) -> httpx.Response:
            return httpx.get(address + path, headers={"Authorization": f"Bearer {roles[who][1]}"}, timeout=30)

        assert get("ann-archer", ANN).json()["available"]["GBP"] > 0
        assert get("ben-bailey", ANN).status_code == 404
        assert len(get("administrator", "/v1/accounts?limit=100").json()["items"]) == 60
        assert "allowed" in get("clerk", "/v1/policy").json()["fields"]["grants"]
        pdf = get("ann-archer", f"{ANN}/credit-notes/INV-3001-CN1.pdf")
        assert pdf.content.startswith(b"%PDF")
        with httpx.Client(base_url=address, follow_redirects=True, timeout=30) as browser:
            form = re.search(r'name="form_token" value="(\w+)"', browser.get("/sign-in").text)
            assert form is not None
            home = browser.post("/sign-in", data={"form_token": form[1], "token": roles["ann-archer"][1]})
        assert (home.url.path, home.status_code) == ("/my-account", 200)
        assert "Ann Archer" in home.text
