from __future__ import annotations

import types
from dataclasses import fields
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from newscrawl.core.article import Article
from newscrawl.core.exports.shapes import RECORD, BadRecord, Keys, ListOf, Plain, Shape, row
from newscrawl.core.rights.record import rights_schema
from tests.dataset.exports.articles import full, record


def test_shapes_are_those_of_the_record() -> None:
    kinds = get_type_hints(Article)
    assert list(RECORD) == [field.name for field in fields(Article)]
    for name, shape in RECORD.items():
        kind = kinds[name]
        if get_origin(kind) in (Union, types.UnionType):
            kind = get_args(kind)[0]
        assert _kind(shape) == (get_origin(kind) or kind), name


def _kind(shape: Shape) -> type:
    return shape.kind if isinstance(shape, Plain) else list if isinstance(shape, ListOf) else dict


def test_rights_have_the_keys_of_their_schema() -> None:
    rights = RECORD["rights"]
    assert isinstance(rights, Keys)
    assert list(rights.parts) == rights_schema()["required"]
    signals = rights.parts["signals"]
    assert isinstance(signals, ListOf)
    assert isinstance(signals.part, Keys)
    assert list(signals.part.parts) == rights_schema()["properties"]["signals"]["items"]["required"]


def test_a_record_is_as_it_was() -> None:
    for value in (record(1), full(2)):
        found = row(value)
        assert found.record == value
        assert list(found.record) == list(RECORD)
        assert found.extra is None


def test_what_a_line_lacks_has_its_default() -> None:
    found = row({"id": "1", "text": "T", "source": None, "authors": None, "kind": None})
    assert found.record == {**Article(id="1", text="T").to_dict(), "kind": None}


def test_what_the_record_does_not_have_is_extra() -> None:
    found = row(record(1, mood="glad", archive={"file": "f", "offset": 1, "length": 9, "digest": "d", "page": 2}))
    assert found.extra == {"mood": "glad", "archive.page": 2}
    assert found.record["archive"] == {"file": "f", "offset": 1, "length": 9, "digest": "d"}


def test_keys_that_an_object_lacks_are_null() -> None:
    found = row(record(1, archive={"file": "f"}))
    assert found.record["archive"] == {"file": "f", "offset": None, "length": None, "digest": None}


def test_whole_numbers_stand_for_numbers_and_lone_surrogates_do_not_stay() -> None:
    found = row(record(1, quality=1, title="a\ud800b")).record
    assert found["quality"] == 1.0
    assert isinstance(found["quality"], float)
    assert found["title"].encode().decode() != "a\ud800b"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ([1], "no JSON object"),
        ({"id": "1"}, "text: missing or empty; every record has one"),
        ({"id": "", "text": "T"}, "id: missing or empty; every record has one"),
        ({"id": "1", "text": 7}, "text: text wanted, not 7"),
        (record(1, version="1"), "version: a whole number wanted, not '1'"),
        (record(1, version=True), "version: a whole number wanted, not True"),
        (record(1, version=2**63), "version: a whole number wanted, not 9223372036854775808"),
        (record(1, quality=2**70), f"quality: a number wanted, not {2**70}"),
        (record(1, authors="A"), "authors: a list wanted, not 'A'"),
        (record(1, tags=["a", 1]), "tags.1: text wanted, not 1"),
        (record(1, rights="no"), "rights: an object wanted, not 'no'"),
        (record(1, title={"a": 1}), "title: text wanted, not an object"),
        (record(1, rights={"signals": [{"at": 1}]}), "rights.signals.0.at: text wanted, not 1"),
        (record(1, rendered="x" * 99), f"rendered: true or false wanted, not '{'x' * 38}…"),
    ],
)
def test_what_is_wrong_is_named(line: Any, what: str) -> None:
    with pytest.raises(BadRecord) as caught:
        row(line)
    assert str(caught.value) == what
