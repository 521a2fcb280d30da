"""Pages that meet an error in newscrawl on their way: named, counted, left out; the others come."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newscrawl.core.page_context import PART
from newscrawl.dataset.archive.records import bundle, new_id
from newscrawl.replay import steps
from newscrawl.spiders import parts
from tests.replay.warcs import here, kept, lines, reasons, stories, texts, told, wanted, write

STORIES = stories("a.test", 4)
BAD = STORIES[1]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    write(tmp_path / "a.warc.gz", map(told, STORIES))
    return tmp_path / "a.warc.gz"


def break_for_one(monkeypatch: pytest.MonkeyPatch, name: str, url: Any) -> None:
    """Have a step raise for one story; `url`: of what it is called with."""
    right = getattr(steps, name)

    async def wrong(*arguments: Any) -> Any:
        if url(*arguments) == BAD.url:
            raise ValueError("as it should")
        return await right(*arguments)

    monkeypatch.setattr(steps, name, wrong)


def test_an_article_that_cannot_be_written(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    output = tmp_path / "out"
    break_for_one(monkeypatch, "write_article", lambda page, run: page.article.url)
    figures = here(output, archive)
    assert (figures.run.exit_code, figures.files_done, figures.left) == (4, 1, 0)
    assert figures.run.to_dict()["errors"] == {"pipeline": 1}
    assert f"{BAD.url}: an error in newscrawl" in caplog.text
    assert reasons(output) == {"extraction-failed": 1}
    rest = wanted(*(story for story in STORIES if story is not BAD))
    assert texts(output) == rest
    again = here(output, archive)
    assert (again.run.exit_code, again.pages) == (0, 0)
    monkeypatch.undo()
    here(output, archive, read_all=True)
    assert texts(output) == wanted(*STORIES)


def test_a_page_that_cannot_even_be_left_out_is_read_again(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    output = tmp_path / "out"
    for name in ("write_article", "write_rejection"):  # fails while the following ones are read
        break_for_one(monkeypatch, name, lambda page, *_: page.article.url)
    first = here(output, archive)
    assert (first.run.exit_code, first.files_done, first.left) == (4, 0, 1)
    monkeypatch.undo()
    break_for_one(monkeypatch, "page_of", lambda unit, *_: unit.pages[-1][0].url)  # fails before that
    second = here(output, archive)
    assert (second.run.exit_code, second.files_done, second.left) == (4, 0, 1)
    assert f"{BAD.url}: an error in newscrawl; the next call reads it again" in caplog.text
    monkeypatch.undo()
    third = here(output, archive)
    assert (third.run.exit_code, third.files_done, third.left) == (0, 1, 0)
    assert texts(output) == wanted(*STORIES)


def die(_: str) -> None:
    os._exit(9)


def be_ended(_: str) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    signal.pause()


def test_an_article_of_several_pages_whose_worker_dies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It dies when the texts are together; one that was ended from outside says nothing of the article."""
    output, archive = tmp_path / "out", tmp_path / "a.warc"
    further, page, other = replace(kept(STORIES[2]), record_id=new_id()), kept(STORIES[1]), kept(STORIES[0])
    page = replace(page, context=replace(page.context, parts=(further.record_id,)))
    further = replace(further, context=replace(further.context, outcome=PART))
    made = [bundle([further, page]), bundle([other])]
    archive.write_bytes(b"".join(part for one in made for part in (one.before, one.main, one.after)))
    monkeypatch.setattr(parts, "sketch_of", be_ended)
    stopped = here(output, archive)
    assert (stopped.files_done, lines(output), lines(output, "rejected")) == (0, [], [])
    monkeypatch.setattr(parts, "sketch_of", die)
    figures = here(output, archive)
    assert (figures.run.exit_code, figures.files_done) == (0, 1)
    [row] = lines(output, "rejected")
    assert (row["url"], row["reason"], row["evidence"]) == (BAD.url, "extraction-failed", {"failure": "crash"})
    assert texts(output) == wanted(STORIES[0])
    monkeypatch.undo()
    here(output, archive, read_all=True)
    assert texts(output)[BAD.url] == f"{BAD.text}\n\n{STORIES[2].text.partition(chr(10))[2].strip()}"
