"""What of an archive is taken: by site, date and language; the rest is counted, with the reason, and gets no line."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.core.moments import parse_moment
from newscrawl.core.site import site_from_argument
from tests.replay.warcs import Answer, called, here, kept, reasons, stories, texts, told, wanted, write, write_own
from tests.theme.page import URL, Shape, write_page
from tests.theme.stories import STORIES as TOLD

ENGLISH, OTHER = stories("a.test", 4), stories("b.test", 2)
GERMAN = Answer(URL, write_page(Shape(story=TOLD[1])).encode())


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "a.warc.gz"
    write(path, [*map(told, ENGLISH), GERMAN, *map(told, OTHER)])
    return path


def test_sites(archive: Path, tmp_path: Path) -> None:
    outcome = called(archive, "--output", tmp_path / "out", "--site", "b.test,c.test")
    assert outcome.exit_code == 0, outcome.stderr
    assert texts(tmp_path / "out") == wanted(*OTHER)
    assert outcome.figures["skipped"] == {"other-site": 5}
    # Asked for something else, the file is read again, and what is there is not written twice.
    outcome = called(archive, "--output", tmp_path / "out", "--site", "a.test", "--site", "b.test")
    assert (outcome.figures["files_known"], outcome.figures["written"]) == (0, 4)
    assert texts(tmp_path / "out") == wanted(*ENGLISH, *OTHER)
    outcome = called(archive, "--output", tmp_path / "out", "--site", "b.test", "--site", "a.test")
    assert (outcome.figures["files_known"], outcome.figures["pages"]) == (1, 0)


def test_languages(archive: Path, tmp_path: Path) -> None:
    figures = here(tmp_path / "out", archive, languages="de,fr")
    assert list(texts(tmp_path / "out")) == [URL]
    assert figures.skipped == {"other-language": 6}
    assert reasons(tmp_path / "out") == {}


def test_dates(archive: Path, tmp_path: Path) -> None:
    """A day alone takes the whole day in; the stories are seven hours apart from the first of September on."""
    first, *later = ENGLISH
    day = first.published[:10]
    until = parse_moment(day, end=True)
    figures = here(tmp_path / "out", archive, sites=[site_from_argument("a.test")], until=until)
    within = [story for story in ENGLISH if story.published[:10] <= day]
    assert texts(tmp_path / "out").keys() >= wanted(first).keys()
    assert len(texts(tmp_path / "out")) in (len(within), len(within) - 1), "by the hour, in UTC"
    assert figures.skipped["outside-dates"] == len(ENGLISH) - len(texts(tmp_path / "out")) > 0
    here(tmp_path / "since", archive, sites=[site_from_argument("a.test")], since=parse_moment(later[-1].published))
    assert texts(tmp_path / "since") == wanted(later[-1])


def test_what_was_fetched_before_is_not_even_read(archive: Path, tmp_path: Path) -> None:
    figures = here(tmp_path / "out", archive, since=parse_moment("2026-11-22"))
    assert (figures.pages, figures.skipped) == (0, {"outside-dates": 7})


def test_the_crawls_own_filters_hold_unless_the_replay_has_some(tmp_path: Path) -> None:
    first, second = ENGLISH[:2]
    write_own(tmp_path / "a.warc.gz", [kept(first), kept(second, "", "other-language", language="en")])
    here(tmp_path / "as-noted", tmp_path / "a.warc.gz")
    assert texts(tmp_path / "as-noted") == wanted(first)
    assert reasons(tmp_path / "as-noted") == {"other-language": 1}
    here(tmp_path / "anew", tmp_path / "a.warc.gz", languages="en")
    assert texts(tmp_path / "anew") == wanted(first, second)
