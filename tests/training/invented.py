"""A small corpus of invented pages: sentences of drawn words, in the theme's shapes, over ten sites."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

from tests.theme.page import Shape, write_page
from tests.theme.stories import STORIES, Story

SITES = 10
_SHAPES = (
    Shape(),
    Shape(names=False, semantic=False),
    Shape(wrapper="div", related="teasers"),
    Shape(wrapper="none", aside="before"),
    Shape(head="title", comments="thread"),
)
_WORDS = tuple(" ".join(" ".join(story.paragraphs) for story in STORIES[:4]).replace(".", "").replace(",", "").split())


def write_corpus(folder: Path, pages: int) -> Path:
    """Writes a corpus folder (see benchmarks/README.md) of so many pages; the same each time.

    The answers of every fourth page are of another text, so that there is something to be unsure of.
    """
    (folder / "pages").mkdir(parents=True)
    lines = []
    for number in range(pages):
        dice = random.Random(number)
        site = number % SITES
        story = _story(dice)
        shape = replace(_SHAPES[site % len(_SHAPES)], story=story)
        (folder / "pages" / f"p{number:03}.html").write_text(write_page(shape), encoding="utf-8")
        wrong = number // SITES % 4 == 1 or dice.random() < 0.15
        body = (_story(dice) if wrong else story).paragraphs
        lines.append({
            "id": f"p{number:03}", "url": f"https://www.site{site}.example/2026/03/{number}", "title": story.title,
            "source": f"suite{site % 2}", "country": ("de", "fr", "es")[site % 3], "body": "\n\n".join(body),
        })  # fmt: skip
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "truth.jsonl").write_text(text, encoding="utf-8")
    return folder


def _story(dice: random.Random) -> Story:
    title = _sentence(dice, 8).rstrip(".")
    paragraphs = (" ".join(_sentence(dice, dice.randint(8, 18)) for _ in range(3)) for _ in range(dice.randint(4, 7)))
    return replace(STORIES[dice.randrange(4)], title=title, paragraphs=tuple(paragraphs))


def _sentence(dice: random.Random, words: int) -> str:
    return " ".join(dice.choice(_WORDS) for _ in range(words)).capitalize() + "."
