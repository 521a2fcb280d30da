"""The training of the verdict, on a corpus of written pages: repeatable, and it tells the two classes apart."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from newscrawl.core.extraction import extract_page
from newscrawl.core.extraction.text import tight
from newscrawl.core.quality.features import features
from tests.core.quality.guard_pages import LANGUAGES, TEMPLATES, TEXTS, page
from training import forest
from training.__main__ import main
from training.corpus import examples
from training.verdict import grafts
from training.verdict.doors import DOORS
from training.verdict.frames import framed
from training.verdict.goods import GOODS
from training.verdict.lists import LISTS
from training.verdict.pages import Page, read_pages
from training.verdict.report import print_report
from training.verdict.run import train_verdict
from training.verdict.stock import Stock, read_stock, slug
from training.verdict.stories import live_blog
from training.verdict.table import tabulate

MAKERS = {**LISTS, **DOORS, **GOODS, "live": live_blog}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "pages").mkdir()
    lines = []
    for language in LANGUAGES:
        words = TEXTS[language]
        for number, template in enumerate(TEMPLATES):
            name = f"{language}-{number}"
            (folder / "pages" / f"{name}.html").write_bytes(page(template, "story", language))
            lines.append({"id": name, "url": f"https://{language}{number}.example/2026/03/a-story-of-{language}",
                          "source": "written", "body": "\n\n".join(words["story"]), "title": words["title"],
                          "authors": ["Ada Example"], "country": language})  # fmt: skip
    (folder / "pages" / "list.html").write_bytes(page(TEMPLATES[0], "teasers", "en"))
    lines.append({"id": "list", "url": "https://en0.example/news/", "source": "written", "body": ""})
    (folder / "truth.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pages(corpus: Path) -> list[Page]:
    return read_pages(corpus, each=3)


@pytest.fixture(scope="module")
def stock(corpus: Path) -> Stock:
    return next(stock for stock in read_stock(examples(corpus)) if stock.language == "en")


def test_every_kind_of_page_is_made_in_both_surroundings(pages: list[Page]) -> None:
    made = {(found.kind, found.real) for found in pages}
    assert {(kind, real) for kind in MAKERS for real in (True, False)} <= made
    assert {"article", "bare", "emptied", "other"} <= {found.kind for found in pages}
    assert {found.kind for found in pages if found.article} <= {"article", "bare", "shortened", "live"}


def test_the_same_pages_come_each_time(corpus: Path, pages: list[Page]) -> None:
    again = read_pages(corpus, each=3, processes=1)
    assert [(found.kind, found.facts) for found in again] == [(found.kind, found.facts) for found in pages]


def test_rows_are_numbers_with_the_names_of_the_features(pages: list[Page]) -> None:
    table = tabulate(pages)
    assert table.rows.shape == (2 * len(pages), len(table.names))
    assert np.isfinite(table.rows).all()
    assert table.names == tuple(features(pages[0].facts))
    weight = table.weights * table.labels
    assert weight.sum() == pytest.approx((table.weights - weight).sum())


def test_features_ask_for_a_measured_shape(pages: list[Page]) -> None:
    with pytest.raises(ValueError, match="shape"):
        features(replace(pages[0].facts, shape=None))


def test_the_model_is_the_same_to_the_bit_and_tells_the_classes_apart(
    corpus: Path, pages: list[Page], tmp_path: Path
) -> None:
    for name in ("first.json", "second.json"):
        train_verdict(corpus, model=tmp_path / name, each=3)
    assert (tmp_path / "first.json").read_bytes() == (tmp_path / "second.json").read_bytes()
    model = json.loads((tmp_path / "first.json").read_text(encoding="utf-8"))
    table = tabulate(pages)
    scores = forest.evaluate(model).probabilities(table.rows)
    assert np.mean(scores[table.labels == 1]) > np.mean(scores[table.labels == 0]) + 0.2


def test_the_report_names_every_kind(pages: list[Page], capsys: pytest.CaptureFixture[str]) -> None:
    print_report(tabulate(pages))
    shown = capsys.readouterr().out
    for words in ("sites left out", "countries left out", "kinds of page left out", "surroundings", "calibration"):
        assert words in shown
    assert all(kind in shown for kind in MAKERS)


def test_a_folder_that_is_no_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--only", "verdict"]) == 2
    assert str(tmp_path) in capsys.readouterr().err


@pytest.mark.parametrize("kind", MAKERS)
def test_made_pages_are_whole_and_differ(kind: str, stock: Stock) -> None:
    found = []
    for seed in range(6):
        dice = random.Random(seed)
        content = MAKERS[kind](stock, "www.example", dice)
        assert content.path.startswith("/")
        found.append(framed(content, stock, "www.example", dice))
    assert len(set(found)) == len(found)
    assert all(extract_page(html, "https://www.example/x").rejection is None or html for html in found)
    assert all(html.startswith("<!doctype html>") and html.endswith("</html>") for html in found)


def text_of(language: str) -> frozenset[str]:
    return frozenset(tight(part) for part in TEXTS[language]["story"])


def test_a_graft_takes_the_place_of_the_article(stock: Stock) -> None:
    dice = random.Random(1)
    content = LISTS["directory"](stock, "www.example", dice)
    html = grafts.grafted(
        page(TEMPLATES[0], "story", "de"), "https://www.example/a", text_of("de"), content, stock, dice
    )
    assert html is not None
    assert content.title in html
    assert "NewsArticle" not in html
    assert not any(text in html for text in TEXTS["de"]["story"])


def test_an_emptied_page_keeps_its_head_and_a_shortened_one_its_beginning() -> None:
    body, dice = page(TEMPLATES[1], "story", "fr"), random.Random(2)
    story = TEXTS["fr"]["story"]
    empty = grafts.emptied(body, "https://www.example/a", text_of("fr"), dice)
    assert empty is not None
    assert "datePublished" in empty or "og:title" in empty
    assert not any(text in empty for text in story)
    short = grafts.shortened(body, "https://www.example/a", text_of("fr"), dice)
    assert short is None or story[0] in short


def test_nothing_is_grafted_where_the_article_is_not_found(stock: Stock) -> None:
    dice = random.Random(3)
    content = LISTS["tag"](stock, "www.example", dice)
    body = page(TEMPLATES[0], "story", "en")
    none = frozenset({"not there"})
    assert grafts.grafted(body, "https://www.example/a", none, content, stock, dice) is None
    assert grafts.emptied(body, "https://www.example/a", none, dice) is None
    assert grafts.shortened(body, "https://www.example/a", none, dice) is None


def test_slugs() -> None:
    assert slug("Die Brücke – ein Abriss!") == "die-brücke-ein-abriss"
    assert slug("…") == "x"
