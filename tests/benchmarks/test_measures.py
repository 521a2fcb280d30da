"""The parts of the benchmark by themselves: measures, extractors, differences, the report's HTML."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from benchmarks.quality import scoring
from benchmarks.quality.corpus import Page
from benchmarks.quality.diff import Part, compare
from benchmarks.quality.methods import METHODS, PEERS, Method, Reading, missing, read, warm_up
from benchmarks.quality.report_html import write_report
from benchmarks.quality.results import results

HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'\x00\x08"


def known(body: str, **more: Any) -> Page:
    return Page(id="one", url="https://example.org/one", path=Path("one.html"), body=body, **more)


def test_the_score_counts_4_grams_as_bags() -> None:
    # Known: abcd, bcde; got: abcd, bcdx, cdxy.
    found = scoring.score("a b c d e", "a b c d x y")
    assert (found.right, found.extra, found.missing) == (1 / 4, 2 / 4, 1 / 4)
    assert found.f1 == 0.4
    assert scoring.score("a b c d a b c d", "a b c d").missing == 4 / 5
    assert scoring.score("a b", "a b").exact
    assert not scoring.score("A b", "a b").exact
    assert scoring.score("", "").exact
    assert scoring.score("a b", "").f1 == 0


def test_a_standfirst_counts_either_way() -> None:
    page = known("Short and bold.\n\nThe text has more words than that.", standfirst="Short and bold.")
    without = scoring.best_score(page, "The text has more words than that.")
    assert without.exact
    assert not without.with_standfirst
    assert scoring.best_score(page, page.body).exact
    assert not scoring.best_score(known(page.body), "The text has more words than that.").exact


def test_the_mean_is_of_precisions_and_of_recalls() -> None:
    pages = [scoring.BodyScore(0.5, 0.5, 0), scoring.BodyScore(1, 0, 0), scoring.BodyScore(0, 0, 1)]
    found = scoring.mean(pages)
    assert found.precision == 0.75
    assert found.recall == pytest.approx(2 / 3)
    assert found.f1 == pytest.approx(2 * 0.75 * (2 / 3) / (0.75 + 2 / 3))
    assert found.exact == pytest.approx(1 / 3)
    assert scoring.mean([]).f1 == 0


@pytest.mark.parametrize(
    ("expected", "got", "minute", "day"),
    [
        ("2024-05-06T10:00:00+02:00", "2024-05-06T08:00:59Z", True, True),
        ("2024-05-06T10:00:00+02:00", "2024-05-06T10:00:00", False, True),
        ("2024-05-06T23:30:00+00:00", "2024-05-07", False, True),
        ("2024-05-06T01:00:00+00:00", "2024-05-07T00:30:00+00:00", False, False),
        ("2024-05-06", "yesterday", False, False),
        ("2024-05-06", None, False, False),
    ],
)
def test_moments(expected: str, got: str | None, minute: bool, day: bool) -> None:
    assert scoring.same_minute(expected, got) is minute
    assert scoring.same_day(expected, got) is day


def test_names_are_compared_folded() -> None:
    assert scoring.names_f1(["Ana Ruíz", "B. Lee"], ["b lee", "ANA RUÍZ"]) == 1
    assert scoring.names_f1(["Ana Ruíz"], []) == 0
    assert scoring.name_words(["A. Lee; B. Ray"]) == scoring.name_words(["B. Ray", "A. Lee"])


@pytest.fixture
def loud() -> Iterator[None]:
    """What extractors are told about logging does not outlast the test."""
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("loud")
@pytest.mark.parametrize("name", [name for name in METHODS if missing(name) is None])
def test_each_extractor_that_is_here_reads_a_page(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[bytes, str]] = []
    real = METHODS[name]

    def spy(body: bytes, url: str) -> dict[str, Any]:
        seen.append((body, url))
        return real.run(body, url)

    monkeypatch.setitem(METHODS, name, Method(real.label, real.module, real.distribution, real.gives, spy))
    warm_up([name])
    reading, seconds = read(name, *seen[0])
    assert reading.error is None
    assert reading.text.count("of the town was closed for hours") == 8
    assert seconds > 0
    if "title" in real.gives:
        assert reading.title == "The harbour is open again"
    if "date" in real.gives:
        assert (reading.date or "").startswith("2024-05-06")


def test_an_extractor_that_fails_has_read_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(body: bytes, url: str) -> dict[str, Any]:
        raise ValueError(url)

    monkeypatch.setitem(METHODS, PEERS[0], Method(PEERS[0], "json", "no-such-distribution", frozenset(), fail))
    reading, _ = read(PEERS[0], b"<p>text", "https://example.org/")
    assert reading == Reading(error="ValueError: https://example.org/")
    assert METHODS[PEERS[0]].version == ""


def test_an_extractor_that_is_not_there_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(METHODS, PEERS[0], Method(PEERS[0], "no_such_module", "", frozenset(), METHODS[PEERS[0]].run))
    assert "no_such_module" in (missing(PEERS[0]) or "")


def test_the_difference_is_by_words() -> None:
    assert compare("One two, three four.\n\nFive.", "One two three (new) four.") == [
        (Part.SAME, "One two three ("),
        (Part.EXTRA, "new) "),
        (Part.SAME, "four."),
        (Part.MISSING, "Five."),
    ]
    assert compare("", "") == []


def test_long_texts_are_compared_by_paragraphs_first() -> None:
    lines = [f"Paragraph {n} tells of the {n * 7}th day of it all" for n in range(400)]
    changed = [*lines[:200], "A wholly new line", *lines[200:399], lines[399].replace("of it", "after it")]
    found = compare("\n\n".join(lines), "\n\n".join(changed))
    assert "".join(text for part, text in found if part is not Part.MISSING) == "\n\n".join(changed)
    assert [text.strip() for part, text in found if part is Part.EXTRA] == ["A wholly new line", "after"]
    assert [text.strip() for part, text in found if part is Part.MISSING] == ["of"]


def test_a_hostile_corpus_runs_nothing_in_the_report(tmp_path: Path) -> None:
    page = Page(
        id=HOSTILE,
        url="javascript:alert(3)//" + HOSTILE,
        path=tmp_path / "one.html",
        body=f"{HOSTILE} alpha beta gamma delta",
        source=HOSTILE,
        title=HOSTILE,
        country=HOSTILE,
    )
    record = {"extractor": HOSTILE, "quality": 0.25}
    reading = Reading(text=f"{HOSTILE} alpha beta", language=HOSTILE, rejected=HOSTILE, record=record)
    found = results([page, known("")], [{"newscrawl": reading}, {"newscrawl": Reading()}])
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "page-0007.html").write_text("of an earlier report", encoding="utf-8")
    index = write_report(tmp_path / "report", found, 50)
    assert sorted(path.name for path in index.parent.iterdir()) == ["index.html", "page-0001.html"]
    for path in index.parent.iterdir():
        text = path.read_text(encoding="utf-8")
        tree = html.fromstring(text)
        assert not tree.xpath("//script | //img | //iframe | //link | //@onerror")
        assert all(address.endswith(".html") for address in tree.xpath("//@href"))
        assert "default-src 'none'" in tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert not {"\x00", "\x08"} & set(text)
        assert "<script>alert(1)</script>" in tree.text_content(), "shown as it is"
    assert "0.25" in text


def test_addresses_of_the_web_are_links(tmp_path: Path) -> None:
    reading = Reading(text="One two three four five.")
    found = results([known("One two three four.")], [{"newscrawl": reading}])
    write_report(tmp_path, found, 1)
    tree = html.fromstring((tmp_path / "page-0001.html").read_text(encoding="utf-8"))
    (link,) = tree.xpath("//dd/a")
    assert link.get("href") == "https://example.org/one"
    assert "noopener" in link.get("rel")
    assert [mark.text for mark in tree.xpath("//div[@class='text']//ins")] == ["five."]
