"""`token` and `serve` on the command line."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from api.live import once_ready
from credit_rules_adapters.access import tokens
from credit_rules_adapters.access.callers import Right, Role
from credit_rules_adapters.cli.app import run
from credit_rules_adapters.stores.sql import open_store


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.db'}"


def test_a_token_is_shown_once_and_can_be_revoked(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    made = ["token", "create", url, "desk", "--role", "clerk", "--limit", "GBP=50.00", "--right", "void_paid"]
    assert run(made) == 0
    secret = capsys.readouterr().out.strip()
    store = open_store(url)
    caller = tokens.find(store, secret, now=datetime.now(UTC))
    assert caller is not None
    assert (caller.name, caller.role) == ("desk", Role.CLERK)
    assert (caller.limits, caller.rights) == ({"GBP": 5000}, frozenset([Right.VOID_PAID]))
    assert run(made) == 2  # the name is taken
    assert run(["token", "list", url]) == 0
    listed = capsys.readouterr().out
    assert "desk" in listed
    assert secret not in listed
    assert run(["token", "revoke", url, "desk"]) == 0
    assert tokens.find(store, secret, now=datetime.now(UTC)) is None
    assert run(["token", "revoke", url, "desk"]) == 2
    store.close()


@pytest.mark.parametrize(
    "wrong",
    [
        ["--role", "king"],
        ["--role", "customer"],
        ["--role", "viewer", "--account", "ann"],
        ["--role", "viewer", "--right", "pay_out"],
        ["--role", "clerk", "--limit", "50.00"],
        ["--role", "clerk", "--days", "0"],
    ],
)
def test_a_token_that_makes_no_sense_is_refused(url: str, wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["token", "create", url, "x", *wrong]) == 2
    assert capsys.readouterr().err.startswith("credit-rules token: ")
    with closing(open_store(url)) as store:
        assert tokens.tokens_of(store) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_a_demo_is_for_this_machine_alone(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", "--demo", "--host", host]) == 2
    told = capsys.readouterr()
    assert "--demo" in told.err
    assert "cr_" not in told.out


def test_a_demo_serves_at_once_with_the_token_it_shows(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [sys.executable, "-u", "-c", "from credit_rules_adapters.cli import main; main()"]
    command = [*program, "serve", "--demo", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            told = ""
            while "/openapi.json" not in told:
                assert server.stdout is not None
                line = server.stdout.readline()
                assert line, f"the server ended by itself: {told}"
                told += line
            (secret, *_) = re.findall(r"cr_\S+", told)
            once_ready(server, f"http://127.0.0.1:{port}")
            bearer = {"Authorization": f"Bearer {secret}"}
            shown = httpx.get(f"http://127.0.0.1:{port}/v1/reports/balance", headers=bearer, timeout=20)
        finally:
            server.terminate()
    assert shown.status_code == 200
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "wrong", [["mysql://x/y"], ["--zone", "Mars/Base"], ["--rate", "0"], ["--demo", "--policy", "no-such-policy"]]
)
def test_settings_that_make_no_sense_are_not_served(
    wrong: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["serve", *wrong]) == 2
    assert capsys.readouterr().err
