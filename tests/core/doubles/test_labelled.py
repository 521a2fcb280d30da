"""Pairs of texts with what they are to be judged. Each story stands beside what other papers make of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newscrawl.core.doubles import bands_of, compare, sketch_of
from newscrawl.core.doubles.sketch import body_of

DATA: dict[str, Any] = tomllib.loads((Path(__file__).parent / "labelled.toml").read_text(encoding="utf-8"))
STORIES: dict[str, dict[str, Any]] = DATA["story"]


def swapped(text: str, swaps: list[list[str]]) -> str:
    for old, new in swaps:
        text = text.replace(old, new)
    return text


def retellings(story: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    paragraphs = story["paragraphs"]
    whole = "\n\n".join(paragraphs)
    yield "a few words changed", swapped(whole, story["swaps"]), True
    yield "its end cut off", "\n\n".join(paragraphs[:-1]), True
    yield "a word changed and its end cut off", swapped("\n\n".join(paragraphs[:-1]), story["swaps"][:1]), True
    yield "a lead added", f"{story['lead']}\n\n{whole}", True
    yield "one paragraph of it alone", paragraphs[0], False
    if rest := story.get("rest"):
        yield "the same beginning, and then other news", "\n\n".join([paragraphs[0], *rest]), False
        yield "two stories in one", "\n\n".join([*paragraphs, *rest]), False


def pairs() -> Iterator[Any]:
    for language, story in STORIES.items():
        whole = "\n\n".join(story["paragraphs"])
        for name, other, double in retellings(story):
            yield pytest.param(whole, other, double, id=f"{language}: {name}")
        for other_language, other_story in STORIES.items():
            if other_language > language:
                other = "\n\n".join(other_story["paragraphs"])
                yield pytest.param(whole, other, False, id=f"{language}, {other_language}: other stories")
    for template in DATA["template"]:
        one, other = (template["text"].format(*filling) for filling in template["fillings"])
        yield pytest.param(one, other, False, id=f"{template['language']}: {template['name']}, filled in otherwise")
        cut = one[: len(one) * 9 // 10]
        yield pytest.param(one, cut, True, id=f"{template['language']}: {template['name']}, one and the same")


@pytest.mark.parametrize(("one", "other", "double"), list(pairs()))
def test_labelled(one: str, other: str, double: bool) -> None:
    first, second = sketch_of(one), sketch_of(other)
    assert first is not None
    if second is None:
        assert not double, "too short to be judged"
        return
    match = compare(first, second)
    assert match.is_double is double, match
    assert compare(second, first) == match
    if double:
        assert not set(bands_of(first.hashes)).isdisjoint(bands_of(second.hashes)), "it would not be found"


@pytest.mark.parametrize("language", STORIES)
def test_the_headline_does_not_count(language: str) -> None:
    story = STORIES[language]
    whole = "\n\n".join(story["paragraphs"])
    assert body_of(f"{story['headline']}\n\n{whole}", story["headline"]) == whole
    assert body_of(whole, None) == whole


EN = "\n\n".join(STORIES["en"]["paragraphs"])


def test_a_live_story_with_one_number_corrected_is_a_double() -> None:
    text = f"{EN} By noon 12 boats had left. Some 300 people watched, and 2 bands played until 5 in the afternoon."
    one, other = sketch_of(text), sketch_of(text.replace("12 boats", "15 boats"))
    assert one is not None
    assert other is not None
    assert compare(one, other).is_double


def test_a_translation_is_none() -> None:
    english = (
        "The council of the town decided on Monday to plant two hundred trees along the main road. The work begins in "
        "March and takes about a year. Residents may choose between lime, maple and oak, and adopt a tree of their own."
    )
    german = (
        "Der Rat der Stadt hat am Montag beschlossen, entlang der Hauptstraße zweihundert Bäume zu pflanzen. Die "
        "Arbeiten beginnen im März und dauern etwa ein Jahr. Anwohner können zwischen Linde, Ahorn und Eiche wählen "
        "und selbst die Patenschaft für einen Baum übernehmen, wenn sie ihn im Sommer gießen."
    )
    one, other = sketch_of(english), sketch_of(german)
    assert one is not None
    assert other is not None
    assert not compare(one, other).is_double


def test_short_texts_are_not_judged() -> None:
    assert sketch_of("Ten words are by far too few to judge anything.") is None
    assert sketch_of("") is None
    assert sketch_of("?!") is None
