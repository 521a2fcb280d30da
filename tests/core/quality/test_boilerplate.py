"""The shortcuts of the patterns of boilerplate lose nothing: shown from the patterns themselves."""

from __future__ import annotations

import re
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from newscrawl.core.quality import boilerplate as module
from newscrawl.core.quality.boilerplate import Boilerplate, caseless

UNKNOWN = "\0"
"""Stands for whatever a wildcard or an optional part may hold: no stem has it."""


def forms_of(pattern: Any) -> list[str]:
    """All texts that a parsed pattern matches, the unknown parts of each as UNKNOWN."""
    forms = [""]
    for operation, argument in pattern:
        forms = list({form + more for form in forms for more in _forms(str(operation), argument)})
    return forms


def _forms(operation: str, argument: Any) -> list[str]:
    if operation == "LITERAL":
        return [chr(argument)]
    if operation == "IN" and all(str(kind) == "LITERAL" for kind, _ in argument):
        return [chr(code) for _, code in argument]
    if operation in ("IN", "ANY"):
        return [UNKNOWN]
    if operation == "BRANCH":
        return [form for branch in argument[1] for form in forms_of(branch)]
    if operation == "SUBPATTERN":
        return forms_of(argument[3])
    if operation == "MAX_REPEAT":
        least, _, inner = argument
        return ["", UNKNOWN] if least == 0 else [form + end for form in forms_of(inner) for end in ("", UNKNOWN)]
    if operation in ("AT", "ASSERT", "ASSERT_NOT"):
        return [""]
    raise ValueError(operation)


@pytest.mark.parametrize(
    ("kind", "stems", "words"), module._PHRASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_phrase_has_one_of_the_stems_of_its_kind(
    kind: Boilerplate, stems: tuple[str, ...], words: re.Pattern[str]
) -> None:
    forms = forms_of(_parser.parse(words.pattern))
    assert len(forms) > 20
    assert [form for form in forms if not any(stem in form for stem in stems)] == []
    assert [stem for stem in stems if not any(stem in form for form in forms)] == []


def test_a_lost_phrase_would_be_seen() -> None:
    forms = forms_of(_parser.parse(r"(?:a (new )?cookie|your .{0,3}choice\b)"))
    assert {form.replace(UNKNOWN, "*") for form in forms} == {"a cookie", "a *cookie", "your choice", "your *choice"}


@pytest.mark.parametrize(
    ("kind", "words"),
    [*module._WHOLE_LINES, *module._LINE_STARTS],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_patterns_are_written_caseless(kind: Boilerplate, words: re.Pattern[str]) -> None:
    bare = re.sub(r"\\.", "", words.pattern)
    assert caseless(bare) == bare


@pytest.mark.parametrize("text", ["İSTANBUL ılık", "ΣΧΌΛΙΑ ΜΑΣ", "ſtraße GROẞ", "Комментарий", "Ⅷ ǅ", "plain"])
def test_caseless_keeps_the_length(text: str) -> None:
    assert len(caseless(text)) == len(text)
    assert caseless(caseless(text)) == caseless(text)


def test_any_case_is_found() -> None:
    for line in ("ABONE OL: YORUM YAPIN", "ΣΧΌΛΙΑ", "σχόλια", "КОММЕНТАРИИ", "Yorum Yapın", "YORUM YAPIN"):
        assert module.boilerplate(line) is (None if ":" in line else Boilerplate.COMMENT), line
