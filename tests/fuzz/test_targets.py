"""Every parser holds what it promises: on the inputs that are kept, and on any that hypothesis makes of them."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.__main__ import main
from fuzz.checks import ADDRESS
from fuzz.table import CORPUS, DICTIONARIES, FOUND, TARGETS, Target
from newscrawl.core.extraction import extract_page

KEPT = [
    pytest.param(target, path, id=f"{target.name}/{path.name}") for target in TARGETS.values() for path in target.kept()
]
_ENTRY = re.compile(rb'^"(.*)"$', re.MULTILINE)
_ESCAPE = re.compile(rb"\\x([0-9A-F]{2})")


@cache
def words(name: str) -> tuple[bytes, ...]:
    """The entries of a dictionary."""
    text = (DICTIONARIES / f"{name}.dict").read_bytes()
    return tuple(_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), entry) for entry in _ENTRY.findall(text))


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """Any bytes; words of the target's dictionary and pieces of its inputs; its inputs with a part of them replaced."""
    kept = [path.read_bytes() for path in target.kept()]
    pieces = st.binary(max_size=20)
    if target.dictionary:
        pieces |= st.sampled_from(words(target.dictionary))
    seeds = st.sampled_from(kept)
    cuts = st.tuples(seeds, st.integers(0, 1000), st.integers(0, 1000)).map(_cut)
    mixed = st.lists(pieces | cuts, max_size=12).map(b"".join)
    changed = st.tuples(seeds, st.integers(0, 1000), st.integers(0, 60), mixed).map(_changed)
    return st.binary(max_size=200) | mixed | changed


def _cut(drawn: tuple[bytes, int, int]) -> bytes:
    data, start, end = drawn
    first, last = sorted((start * len(data) // 1000, end * len(data) // 1000))
    return data[first:last]


def _changed(drawn: tuple[bytes, int, int, bytes]) -> bytes:
    data, place, length, new = drawn
    start = place * len(data) // 1000
    return data[:start] + new + data[start + length :]


@pytest.mark.parametrize(("target", "path"), KEPT)
def test_kept_inputs(target: Target, path: Path) -> None:
    target.check(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_any_input(name: str) -> None:
    target = TARGETS[name]
    # The same ones every time: to look for new ones is what fuzzing is for.
    how = settings(
        max_examples=target.examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    how(given(inputs(target))(target.check))()


def test_every_target_has_inputs_and_every_folder_is_a_targets() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(TARGETS)
    assert {path.name for path in FOUND.iterdir()} <= set(TARGETS)
    assert all(0 < len(words(target.dictionary)) < 200 for target in TARGETS.values() if target.dictionary)


def test_the_page_is_an_article() -> None:
    """So that fuzzing begins with the whole way of one."""
    found = extract_page((CORPUS / "page" / "article.html").read_bytes(), ADDRESS)
    assert found.rejection is None
    assert found.article is not None
    assert found.article.text.count("\n\n") >= 4


def test_fuzzing_runs_where_it_can() -> None:
    call = [sys.executable, "-m", "fuzz", "--target", "seekable", "--seconds", "1"]
    run = subprocess.run(call, cwd=CORPUS.parent.parent, capture_output=True, text=True, timeout=120)
    if importlib.util.find_spec("atheris") is None:
        assert run.returncode == 2
        assert "atheris is missing" in run.stdout
    else:
        assert run.returncode == 0, run.stderr
        assert "stat::number_of_executed_units" in run.stderr


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--target", "xyzzy"])
    assert caught.value.code == 2
