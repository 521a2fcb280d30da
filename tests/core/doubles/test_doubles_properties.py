"""What holds for all texts."""

from __future__ import annotations

import random
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.core.doubles import Sketch, bands_of, compare, sketch_of
from newscrawl.core.doubles.facts import say_otherwise
from newscrawl.core.doubles.pairs import resemblance
from newscrawl.core.doubles.shingles import shingles
from newscrawl.core.doubles.words import cut, folded, lowered, tokens

ANY = st.text(st.characters(), max_size=600)
LETTERS = "abc déf Ж 東京駅 ひらがな ไทย ກຂ ខ្មែរ မြန် 한국어 हिन्दी שלום عربي 12 3,5 Ünal. \n"
MIXED = st.lists(st.sampled_from(LETTERS.split(" ")), min_size=1, max_size=200).map(" ".join)


@given(ANY | MIXED)
def test_any_text_can_be_sketched(text: str) -> None:
    sketch = sketch_of(text)
    if sketch is not None:
        assert len(sketch.hashes) == 512
        assert len(sketch.facts) <= 168
        assert len(sketch.facts) % 3 == 0
        assert sketch.size >= 32
        match = compare(sketch, sketch)
        assert (match.similarity, match.is_double) == (1.0, True)
        assert bands_of(sketch.hashes) == bands_of(sketch.hashes)


@given(MIXED, st.integers(0, 3))
def test_spelling_makes_no_difference(text: str, way: int) -> None:
    spaced = " \n".join(text.split(" "))
    other = (unicodedata.normalize("NFD", text), spaced, f"«{text}»!", text.replace("a", "a\u00ad"))[way]
    assert pieces(other) == pieces(text)


@given(MIXED)
def test_case_makes_no_difference(text: str) -> None:
    assert pieces(text.upper()) == pieces(text.upper().lower())


@given(ANY | MIXED)
def test_tokens_are_lowered_one_by_one(text: str) -> None:
    found = tokens(folded(text))
    assert lowered(folded(text)) == [token.casefold() for token in found]
    assert all(found)


@given(ANY | MIXED, st.integers(0, 600))
def test_the_beginning_of_a_text_has_the_same_tokens(text: str, length: int) -> None:
    text = folded(text)
    assert tokens(text[:length])[:-1] == tokens(text)[: max(0, len(tokens(text[:length])) - 1)]


@given(ANY | MIXED)
def test_a_shingle_is_hashed_once(text: str) -> None:
    found = shingles(lowered(folded(text))).tolist()
    assert found == sorted(set(found))
    assert len(found) == len(pieces(text))


@given(st.binary(max_size=240), st.binary(max_size=240))
def test_facts_are_compared_in_either_order(one: bytes, other: bytes) -> None:
    first, second = one[: len(one) // 3 * 3], other[: len(other) // 3 * 3]
    assert say_otherwise(first, second) == say_otherwise(second, first)
    assert not say_otherwise(first, first)
    assert not say_otherwise(first, b"")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0.3, 0.5, 0.58, 0.8, 0.9, 0.95]))
def test_the_estimate_is_near_the_truth(seed: int, share: float) -> None:
    """Six standard deviations of 512 hashes."""
    rng = random.Random(seed)
    words = [f"{rng.randrange(5000):x}" for _ in range(rng.randint(100, 500))]
    other = words[: max(40, int(len(words) * share))]
    one, two = sketch_of(" ".join(words)), sketch_of(" ".join(other))
    assert one is not None
    assert two is not None
    first, second = pieces(" ".join(words)), pieces(" ".join(other))
    truth = len(first & second) / len(first | second)
    assert abs(resemblance(one.hashes, two.hashes) - truth) < 6 * (truth * (1 - truth) / 512) ** 0.5 + 0.004
    assert not (truth < 0.6 and compare(one, two).is_double and share < 0.55)


def pieces(text: str) -> set[str]:
    words, found = cut(lowered(folded(text)))
    return {*found, *(" ".join(words[place : place + 4]) for place in range(len(words) - 3))}


def test_scripts_without_spaces_are_cut_by_characters_and_others_by_words() -> None:
    assert pieces("東京タワーの前で") == {"東京タワーの", "京タワーの前", "タワーの前で"}
    assert pieces("one two three four five") == {"one two three four", "two three four five"}
    assert pieces("東京 one two タワー three four の") == {"東京タワーの", "one two three four"}
    assert pieces("ក្រុងភ្នំពេញ") == {"ក្រុងភ្នំពេញ"[place : place + 12] for place in range(len("ក្រុងភ្នំពេញ") - 11)}
    assert len(pieces("नदी के किनारे बसे गाँव")) == 2, "vowel signs part no words"


def test_the_algorithm_is_the_one_that_stores_were_filled_by() -> None:
    """A change of these asks for a migration that empties `sketches` and `sketch_segments`."""
    text = " ".join(f"word{number}" for number in range(60)) + " and Ada Moran paid 12 pounds in Alderby"
    sketch = sketch_of(text)
    assert sketch is not None
    assert (sketch.size, sketch.hashes[:8].hex(), sketch.facts.hex()) == (65, GOLDEN_HASHES, GOLDEN_FACTS)
    assert bands_of(sketch.hashes)[0] == int(GOLDEN_HASHES[:6], 16)
    assert compare(sketch, Sketch(65, sketch.hashes, b"")).is_double


GOLDEN_HASHES = "4b408e01ecb4d4e0"
GOLDEN_FACTS = "2763411e134124b6cd0e7acd2e7f31405131"
