"""A folder that appears whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp


@contextmanager
def whole_or_not_at_all(out: Path, *, replace: bool) -> Iterator[Path]:
    """Give a folder beside the one wanted, which takes its place if all goes well and else is removed.

    :raises FileExistsError: the folder wanted exists already, and is not to be replaced
    """
    if out.exists() and not replace:
        raise FileExistsError(f"{out} exists already; name another folder, or ask for it to be replaced")
    out.parent.mkdir(parents=True, exist_ok=True)
    room = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        room.chmod(0o755)
        yield room
        if out.exists():
            _replace(out, room)
        else:
            room.rename(out)
    except BaseException:
        shutil.rmtree(room, ignore_errors=True)
        raise


def _replace(out: Path, room: Path) -> None:
    """Put another folder in place of one; where that fails, it stays."""
    aside = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    old = aside / "old"
    try:
        out.rename(old)
        room.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        aside.rmdir()
        raise
    shutil.rmtree(aside)
