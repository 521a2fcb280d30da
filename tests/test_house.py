"""The house: which way imports go, what is declared, what is locked, and what a wheel brings along."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "newscrawl"
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]

# Parts of the standard library that open a connection and cannot be named in an import contract by themselves.
CONNECTING = {"urllib.request", "http.client", "http.server", "ftplib", "smtplib", "xmlrpc"}


def imports_of(path: Path) -> set[str]:
    """The absolute names that a file imports: modules, and module.name for what it takes from them."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def names_of(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(text).name) for text in requirements}


def locked(lockfile: str) -> dict[str, str]:
    """Package to version, for every pinned line."""
    lines = (ROOT / lockfile).read_text(encoding="utf-8").splitlines()
    pins = [line.split(";")[0].strip(" \\") for line in lines if "==" in line.split(";")[0]]
    return {canonicalize_name(name): version for name, version in (pin.split("==") for pin in pins)}


def test_imports_go_the_way_the_contracts_say() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_core_opens_no_connection() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (PACKAGE / "core").rglob("*.py")
        for name in imports_of(path)
        if any(name == part or name.startswith(f"{part}.") for part in CONNECTING)
    }
    assert not found


def test_every_import_is_a_declared_dependency() -> None:
    homes = packages_distributions()
    tools = {"dev", "bench", "training", "fuzz"}  # nothing that runs on a user's machine may need these
    extras = [requirement for name, group in EXTRAS.items() if name not in tools for requirement in group]
    declared = names_of([*PROJECT["dependencies"], *extras])
    missing = set()
    for path in PACKAGE.rglob("*.py"):
        for top in {name.split(".")[0] for name in imports_of(path)} - sys.stdlib_module_names - {"newscrawl"}:
            distributions = {canonicalize_name(name) for name in homes.get(top, [top])}
            if not distributions & declared:
                missing.add(f"{path.relative_to(ROOT)}: {top}")
    assert not missing, f"add these to pyproject.toml's dependencies: {sorted(missing)}"


@pytest.mark.parametrize(
    ("lockfile", "requirements"),
    [
        ("requirements.lock", PROJECT["dependencies"]),
        ("requirements-bench.lock", [*PROJECT["dependencies"], *EXTRAS["bench"]]),
        (
            "requirements-dev.lock",
            [*PROJECT["dependencies"], *(line for name, group in EXTRAS.items() if name != "bench" for line in group)],
        ),
    ],
)
def test_the_lock_keeps_the_bounds(lockfile: str, requirements: list[str]) -> None:
    pins = locked(lockfile)
    for requirement in map(Requirement, requirements):
        version = pins.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not in {lockfile}: make lock"
        assert requirement.specifier.contains(version), (
            f"{requirement} does not allow {version} of {lockfile}: make lock"
        )


def test_both_locks_pin_the_same_versions() -> None:
    dev = locked("requirements-dev.lock")
    assert {name: dev.get(name) for name in locked("requirements.lock")} == locked("requirements.lock")


@pytest.mark.parametrize("lockfile", ["requirements.lock", "requirements-bench.lock", "requirements-dev.lock"])
def test_the_lock_names_no_host_and_no_path(lockfile: str) -> None:
    text = (ROOT / lockfile).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    pins = [line for line in text.splitlines() if line and line[0].isalnum()]
    assert len(pins) > 50
    assert all("==" in line.split(";")[0] for line in pins)
    assert text.count("--hash=sha256:") > len(pins)


def test_every_dependency_has_both_bounds() -> None:
    open_ended = [
        text
        for text in [*PROJECT["dependencies"], *(line for group in EXTRAS.values() for line in group)]
        if {">=", "<"} - {spec.operator for spec in Requirement(text).specifier}
        and not Requirement(text).name.startswith("types-")
    ]
    assert not open_ended, "a bound below and one above, but for type stubs, which carry dates and are locked"


def test_the_wheel_holds_all_of_the_package(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    files = (path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc")
    expected = {path.relative_to(ROOT).as_posix() for path in files}
    assert "newscrawl/py.typed" in expected
    assert expected <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "benchmarks/", "output/")) for name in names)


SKIPS = "import pytest\n\n\ndef test_skips():\n    pytest.skip('no browser')\n"


@pytest.mark.parametrize(("ci", "code", "closing"), [("true", 1, "1 failed"), ("", 0, "1 skipped")])
def test_with_ci_set_a_skip_is_a_failure(tmp_path: Path, ci: str, code: int, closing: str) -> None:
    (tmp_path / "conftest.py").write_bytes((ROOT / "tests" / "conftest.py").read_bytes())
    (tmp_path / "test_skips.py").write_text(SKIPS, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env=os.environ | {"CI": ci, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == code, run.stdout
    assert closing in run.stdout


OLD = "exit 1"
WITHOUT_ENSUREPIP = 'case "$2" in *ensurepip*) exit 1;; esac'


@pytest.mark.parametrize(
    ("python", "complaint"),
    [(None, "needs Python 3.11 or newer"), (OLD, "needs Python 3.11 or newer"), (WITHOUT_ENSUREPIP, "python3-venv")],
)
def test_set_up_says_what_is_missing(tmp_path: Path, python: str | None, complaint: str) -> None:
    if python is not None:
        program = tmp_path / "python3"
        program.write_text(f"#!/bin/sh\n{python}\n", encoding="utf-8")
        program.chmod(0o755)
    run = subprocess.run(
        ["/bin/sh", str(ROOT / "tools" / "setup.sh"), "requirements.lock"],
        cwd=tmp_path,
        env={"PATH": str(tmp_path), "UV": "no-such-uv"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode != 0
    assert complaint in run.stderr.splitlines()[-1]
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    ("installed", "said"), [(True, ""), (False, "newscrawl: missing, and some tests need it: other")]
)
def test_programs_are_installed_where_they_can_be(tmp_path: Path, installed: bool, said: str) -> None:
    for name, script in {"wanted": "", "id": "echo 0", "apt-get": f"exit {int(not installed)}"}.items():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
    call = ["/bin/sh", str(ROOT / "tools" / "programs.sh"), "wanted", "other"]
    run = subprocess.run(call, env={"PATH": str(tmp_path)}, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0
    assert run.stderr.splitlines()[0] == "newscrawl: installing other, which tests use"
    assert run.stderr.splitlines()[-1].startswith(said)
