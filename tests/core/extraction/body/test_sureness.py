from __future__ import annotations

import math

import pytest

from newscrawl.core.extraction.body.sureness import SIGNS, sureness

CLEAR = {"expected": 0.97, "doubt": 0.03, "agreement": 0.95, "length": math.log1p(3000), "found": 0.85}


def test_without_signs_nothing_is_said() -> None:
    assert sureness({}) is None


def test_a_clear_text_is_sure_and_a_doubtful_one_is_not() -> None:
    clear, doubtful = sureness(CLEAR), sureness({**CLEAR, "expected": 0.2, "doubt": 0.7, "agreement": 0.1})
    assert clear is not None
    assert doubtful is not None
    assert clear > 0.8
    assert doubtful < 0.5


def test_more_expected_is_surer() -> None:
    found = [sureness({**CLEAR, "expected": step / 20}) for step in range(21)]
    assert all(value is not None and 0.0 <= value <= 1.0 for value in found)
    assert found == sorted(found, key=lambda value: value or 0.0)
    assert len(set(found)) > 5


@pytest.mark.parametrize("value", [0.0, 1.0, 50.0, -50.0, 1e6, -1e6])
def test_it_is_a_probability_in_hundredths_whatever_the_signs(value: float) -> None:
    found = sureness(dict.fromkeys(SIGNS, value))
    assert found is not None
    assert 0.0 <= found <= 1.0
    assert round(found, 2) == found


def test_more_signs_than_needed_do_not_matter() -> None:
    assert sureness({**CLEAR, "other": 1.0}) == sureness(CLEAR)


@pytest.mark.parametrize("name", SIGNS)
def test_a_sign_that_is_missing_is_an_error(name: str) -> None:
    with pytest.raises(KeyError, match=name):
        sureness({sign: value for sign, value in CLEAR.items() if sign != name})
