"""`check` and `explain`: scenario files, compared and told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from attrs import frozen

from credit_rules_adapters.cli.output import complain, print_json, say
from credit_rules_adapters.scenarios.comparing import Difference, differences
from credit_rules_adapters.scenarios.explaining import explain as story_of
from credit_rules_adapters.scenarios.playing import Played, play
from credit_rules_adapters.scenarios.reading import read
from credit_rules_adapters.scenarios.showing import form_of_mistakes, form_of_played
from credit_rules_adapters.text.mistakes import Mistake, NotUnderstood

WORDS = {0: "ok", 1: "FAILED", 2: "NOT UNDERSTOOD"}


@frozen
class Checked:
    """A file that was checked: as it was played, with every difference, or what could not be understood of it."""

    file: Path
    played: Played | NotUnderstood

    @cached_property
    def different(self) -> tuple[Difference, ...]:
        """Every figure that is not as expected."""
        return () if isinstance(self.played, NotUnderstood) else differences(self.played)

    @property
    def code(self) -> int:
        """The exit code of this file alone."""
        return 2 if isinstance(self.played, NotUnderstood) else int(bool(self.different))

    @property
    def form(self) -> object:
        """The file for programs."""
        if isinstance(self.played, NotUnderstood):
            return form_of_mistakes(str(self.file), self.played)
        return form_of_played(self.played, self.different)


def check(paths: Sequence[Path], /, *, json: bool = False) -> int:
    """Play scenario files and compare every figure they expect.

    Args:
        paths: scenario files, and folders whose *.toml files are all scenarios
        json: print each step's whole outcome as JSON
    """
    checked = [Checked(file, _played(file)) for file in scenario_files(paths)]
    if json:
        print_json([each.form for each in checked])
    else:
        _print(checked)
    return max((each.code for each in checked), default=0)


def explain(file: Path, /, *, json: bool = False) -> int:
    """Tell the story of a scenario in words, step by step, with the rules that decided.

    Args:
        file: a scenario file
        json: print each step's whole outcome as JSON
    """
    played = play(read(file))
    checked = Checked(file, played)
    if json:
        print_json(checked.form)
    else:
        say(story_of(played), end="")
    return checked.code


def scenario_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield files as given, and the *.toml files of folders in the order of their names.

    :raises NotUnderstood: a folder holds none
    """
    for path in paths:
        found = sorted(path.rglob("*.toml")) if path.is_dir() else [path]
        if not found:
            what = "holds no scenario; allowed is a folder with files that end in .toml"
            raise NotUnderstood([Mistake(str(path), None, "", what)])
        yield from found


def _played(file: Path) -> Played | NotUnderstood:
    try:
        return play(read(file))
    except NotUnderstood as error:
        return error


def _print(checked: Sequence[Checked]) -> None:
    """Print a line for each file, with what is wrong below it, and at the end how many there are of each kind."""
    for each in checked:
        say(f"{WORDS[each.code]}  {each.file}", style="bold red" if each.code else "")
        for difference in each.different:
            say(f"    {difference}")
        if isinstance(each.played, NotUnderstood):
            complain(each.played)
    counts = Counter(each.code for each in checked)
    say(", ".join(f"{counts[code]} {word}" for code, word in WORDS.items() if counts[code] or code == 0), style="bold")
