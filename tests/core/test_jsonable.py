"""What JSON can not hold is told as text; what it can hold stays as it is."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from newscrawl.core.jsonable import jsonable


class Rude:
    def __str__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize("value", [None, 1, "text", {"a": [1, 2.5, None, True]}, (1, 2)])
def test_what_json_holds_stays(value: Any) -> None:
    assert jsonable(value) is value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"on": date(2026, 11, 1)}, {"on": "2026-11-01"}),
        ({"share": float("nan"), "most": float("inf"), "n": 1}, {"share": "nan", "most": "inf", "n": 1}),
        ({"kinds": {"b", "a"}, (1, 2): b"x"}, {"kinds": ["a", "b"], "(1, 2)": "b'x'"}),
        ({"rude": Rude()}, {"rude": "<Rude>"}),
        ({"long": object, "list": [1, {2}]}, {"long": "<class 'object'>", "list": [1, [2]]}),
        (b"y" * 300, "b'" + "y" * 198),
    ],
)
def test_what_json_cannot_hold_becomes_text(value: Any, expected: Any) -> None:
    assert jsonable(value) == expected


def test_a_circle_ends() -> None:
    circle: dict[str, Any] = {}
    circle["again"] = circle
    assert len(json.dumps(jsonable(circle))) < 500
