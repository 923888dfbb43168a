"""The wheel as its users get it: in a clean environment, with what its own metadata asks for and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import venv
from email.parser import HeaderParser
from importlib.metadata import PackagePath, distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.xdist_group("wheel")  # one worker builds, and all tests look at what it built

PYTHON_BLOCK = re.compile(r"^```python\n(.+?)^```", re.MULTILINE | re.DOTALL)


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command with an empty home and nothing of this environment."""
    bare = {"PATH": "/usr/bin:/bin", "HOME": str(cwd), "LANG": "C.UTF-8", "COLUMNS": "120"}
    return subprocess.run([*map(str, command)], cwd=cwd, env=bare, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist from the tree and the wheel from the sdist."""
    folder = tmp_path_factory.mktemp("built")
    build = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    assert build.returncode == 0, build.stdout + build.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (file,) = built.glob("*.whl")
    return file


def asked_for(requirements: list[str], extra: str) -> set[str]:
    """Follow requirements through the metadata of what is installed here."""
    names: set[str] = set()
    for text in requirements:
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        names.add(requirement.name)
        for further in requirement.extras or {""}:
            names |= asked_for(distribution(requirement.name).requires or [], further)
    return names


def fitted(folder: Path, wheel: Path, extra: str) -> Path:
    """Make a clean environment, copy in what the wheel's metadata asks for, install the wheel; name its programs."""
    environment = folder / "environment"
    venv.create(environment, symlinks=True)
    packages = next(environment.glob("lib/python*/site-packages"))
    metadata = HeaderParser().parsestr(ZipFile(wheel).read(f"{_dist_info(wheel)}/METADATA").decode())
    for name in asked_for(metadata.get_all("Requires-Dist", []), extra):
        for file in distribution(name).files or []:
            copy_file(file, packages)
    programs = environment / "bin"
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--isolated", "--python", programs / "python"]
    install = run(*pip, "install", "--no-index", "--no-deps", wheel, cwd=folder)
    assert install.returncode == 0, install.stderr
    check = run(*pip, "check", cwd=folder)
    assert check.returncode == 0, check.stdout
    return programs


def _dist_info(wheel: Path) -> str:
    return "-".join(wheel.name.split("-")[:2]) + ".dist-info"


def copy_file(file: PackagePath, packages: Path) -> None:
    """Copy one installed file; programs, which lie outside the packages, stay away."""
    if ".." not in file.parts and file.suffix != ".pyc":
        target = packages / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(Path(str(file.locate())).read_bytes())


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fitted(tmp_path_factory.mktemp("bare"), wheel, extra="")


@pytest.fixture(scope="module")
def with_cli(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fitted(tmp_path_factory.mktemp("cli"), wheel, extra="cli")


@pytest.fixture(scope="module")
def with_bulk(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fitted(tmp_path_factory.mktemp("bulk"), wheel, extra="bulk")


@pytest.fixture(scope="module")
def with_testing(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fitted(tmp_path_factory.mktemp("testing"), wheel, extra="testing")


def test_the_wheel_holds_both_packages_whole_and_nothing_else(wheel: Path) -> None:
    archive = ZipFile(wheel)
    names = {name for name in archive.namelist() if ".dist-info/" not in name}
    packages = {"credit_rules": ROOT / "src", "credit_rules_adapters": ROOT / "src" / "adapters"}
    expected = {
        file.relative_to(base).as_posix()
        for package, base in packages.items()
        for folder in (base / package, base / package / "scenarios" / "article")  # the latter is a link in the tree
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert names == expected
    assert {"credit_rules/py.typed", "credit_rules_adapters/py.typed"} <= names
    told = sorted((ROOT / "docs" / "scenarios" / "article").glob("*.toml"))
    assert told
    for file in told:
        assert archive.read(f"credit_rules_adapters/scenarios/article/{file.name}") == file.read_bytes()


def test_the_wheel_says_who_made_it_and_what_it_needs(wheel: Path) -> None:
    archive = ZipFile(wheel)
    metadata = HeaderParser().parsestr(archive.read(f"{_dist_info(wheel)}/METADATA").decode())
    assert archive.read(f"{_dist_info(wheel)}/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Author"] == "The credit-rules contributors"
    assert not {"Author-email", "Maintainer-email", "Home-page", "Project-URL"} & set(metadata.keys())
    needed = [Requirement(text) for text in metadata.get_all("Requires-Dist", [])]
    assert {each.name for each in needed if not each.marker} == {"attrs", "returns"}
    extras = {"bench", "bulk", "cli", "dev", "http", "mutation", "spark", "sql", "testing", "web"}
    assert set(metadata.get_all("Provides-Extra", [])) == extras


def test_the_sdist_holds_what_the_tests_need(built: Path) -> None:
    (file,) = built.glob("*.tar.gz")
    top = file.name.removesuffix(".tar.gz")
    with tarfile.open(file) as archive:
        names = set(archive.getnames())
    for name in ("LICENSE", "README.md", "Makefile", "constraints.txt", "tests/conftest.py", "docs/adr/README.md"):
        assert f"{top}/{name}" in names
    assert any(name.startswith(f"{top}/docs/scenarios/article/") for name in names)


def test_the_example_of_the_readme_runs_on_the_bare_wheel_and_prints_what_it_says(bare: Path, tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text()
    example = PYTHON_BLOCK.search(readme)
    assert example
    (tmp_path / "example.py").write_text(example[1])
    result = run(bare / "python", "-I", "-W", "error", "example.py", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout
    assert [line for line in result.stdout.splitlines() if line not in readme] == []


def test_the_command_of_the_bare_wheel_says_which_extra_to_install(bare: Path, tmp_path: Path) -> None:
    result = run(bare / "credit-rules", "demo", cwd=tmp_path)
    assert result.returncode == 2
    assert "credit-rules[cli]" in result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def test_the_demo_runs_from_the_wheel_with_its_extra(with_cli: Path, tmp_path: Path) -> None:
    result = run(with_cli / "credit-rules", "demo", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert "INV-" in result.stdout


@pytest.mark.parametrize(
    ("extra", "package"),
    [
        ("with_bulk", "credit_rules_adapters.columnar"),
        ("with_bulk", "credit_rules_adapters.columnar.spark"),
        ("with_cli", "credit_rules_adapters.cli"),
        ("with_testing", "credit_rules_adapters.testing"),
    ],
)
def test_each_adapter_imports_with_its_own_extra_alone(
    extra: str, package: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    programs: Path = request.getfixturevalue(extra)
    result = run(programs / "python", "-I", "-W", "error", "-c", f"import {package}", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
