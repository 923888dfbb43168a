"""Plays the blocks of one page, one after the other, in a folder of their own: what is printed must be what it says."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from credit_rules_adapters.cli.app import run
from credit_rules_adapters.scenarios import reading
from credit_rules_adapters.text.policies import load_policy
from docs.blocks import DOCS, ROOT, Block, Call, calls

SHELL = re.compile(r"[$|&;<>*]")
PROGRAM = (
    f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c "from credit_rules_adapters.cli import main; main()" "$@"\n'
)
WAITING = "for i in $(seq 300); do curl -fs localhost:{port}/health >/dev/null && break; sleep 0.1; done\n"
ENDING = "trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\n"


class Played:
    """A page being played: its names, its folder, what it has printed and not yet shown."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str], left_out: frozenset[str]) -> None:
        self.names: dict[str, Any] = {"__name__": "example"}
        self.printed = ""
        self.folder = folder
        self._capture = capture
        self._left_out = left_out
        (folder / "docs").symlink_to(DOCS)
        (folder / "benchmarks").symlink_to(ROOT / "benchmarks")

    def play_all(self, blocks: list[Block]) -> None:
        """Play the blocks of a page; what the last one printed must be shown, too."""
        for block in blocks:
            self.play(block)
        assert self.printed == "", f"the last block printed what the page does not show: {self.printed}"

    def play(self, block: Block) -> None:
        """Play a block by its language."""
        if block.language != "text":
            assert self.printed == "", (
                f"{block.page}:{block.line}: the block before printed what the page does not show"
            )
        match block.language:
            case "python":
                self._program(block)
            case "console":
                self._session(block)
            case "text":
                assert self.printed == block.text, f"{block.page}:{block.line}: it prints\n{self.printed}"
                self.printed = ""
            case "toml":
                self._settings(block)
            case "json":
                json.loads(block.text)
            case other:
                pytest.fail(f"{block.page}:{block.line}: nothing plays a block of {other!r}")

    def _program(self, block: Block) -> None:
        out = io.StringIO()
        code = compile("\n" * block.line + block.text, block.page, "exec")
        with contextlib.redirect_stdout(out):
            exec(code, self.names)  # noqa: S102 - a page of ours
        self.printed = out.getvalue()

    def _settings(self, block: Block) -> None:
        file = self.folder / "block.toml"
        file.write_text(block.text, encoding="utf-8")
        reading.read(file) if "title" in tomllib.loads(block.text) else load_policy(str(file))

    def _session(self, block: Block) -> None:
        played = [call for call in calls(block) if call.command not in self._left_out]
        for call in played:
            self._give(call)
        if any(_needs_a_shell(call.command) for call in played):
            self._in_a_shell(block, played)
            return
        for call in played:
            _compare(block, call, self._run(call))

    def _give(self, call: Call) -> None:
        """Write a file that the page shows and nothing made: the reader is asked to have it."""
        file = self.folder / call.command.removeprefix("cat ")
        if call.command.startswith("cat ") and file.parent == self.folder and not file.exists():
            file.write_text(call.printed, encoding="utf-8")

    def _run(self, call: Call) -> str:
        program, *arguments = shlex.split(call.command)
        match program:
            case "credit-rules":
                assert run(arguments) == 0, call.command + "\n" + "".join(self._capture.readouterr())
                return self._capture.readouterr().out.replace("\r\n", "\n")
            case "cat":
                return (self.folder / arguments[0]).read_text(encoding="utf-8")
            case _:
                pytest.fail(f"nothing runs {call.command!r}")

    def _in_a_shell(self, block: Block, played: list[Call]) -> None:
        """Run all commands of a block in one shell; one that ends in & is a server, which is waited for."""
        with _port() as port:
            (self.folder / "bin").mkdir(exist_ok=True)
            program = self.folder / "bin" / "credit-rules"
            program.write_text(PROGRAM)
            program.chmod(0o755)
            script = "set -e\n" + ENDING
            for call in played:
                command = call.command.replace("localhost:8000", f"localhost:{port}")
                if command.endswith("&"):
                    script += (
                        f"{command.removesuffix('&')} --port {port} >/dev/null 2>&1 &\n{WAITING.format(port=port)}"
                    )
                else:
                    script += f"{command}\n"
                script += "printf '\\036'\n"
            done = subprocess.run(
                ["bash", "-c", script],
                cwd=self.folder,
                env={"PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "HOME": str(self.folder)},
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
        assert done.returncode == 0, f"{block.page}:{block.line}\n{done.stdout}{done.stderr}"
        for call, printed in zip(played, done.stdout.split("\x1e"), strict=False):
            _compare(block, call, printed)


def _needs_a_shell(command: str) -> bool:
    return bool(SHELL.search(command)) or command.split(maxsplit=1)[0] not in {"credit-rules", "cat"}


@contextlib.contextmanager
def _port() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    yield port


def _compare(block: Block, call: Call, printed: str) -> None:
    """Demand that a command printed what the page says; where it says nothing, that it ran is enough."""
    told = call.printed.strip("\n").splitlines()
    if told:
        got = [line.rstrip() for line in printed.strip("\n").splitlines()]
        wanted = [line.rstrip() for line in told]
        assert got == wanted, f"{block.page}:{block.line}: {call.command} printed\n{printed}"
