"""newscrawl as a step of datatrove: real WARC files, its own executor, the output read back."""

from __future__ import annotations

import io
import json
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader, WarcReader
from datatrove.pipeline.writers import JsonlWriter
from warcio.warcwriter import WARCWriter

from newscrawl.integrations import datatrove as step
from newscrawl.integrations.datatrove import NewsArticles, PageReader, extract
from tests.theme.page import URL, Shape, expected_text, write_page
from tests.theme.stories import STORIES

SITE = "https://www.tidings.example"
FETCHED = "2026-11-24T10:00:00Z"
STORIES_HERE = STORIES[:4]
Answer = tuple[str, str, list[tuple[str, str]], bytes]
HTML = ("Content-Type", "text/html; charset=utf-8")


def address(number: int) -> str:
    return f"{SITE}/2026/03/story-number-{number}/"


def story(number: int) -> bytes:
    return write_page(Shape(story=STORIES_HERE[number])).replace(URL, address(number)).encode()


def archive(path: Path, answers: list[Answer]) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, status, headers, body in answers:
            head = "".join(f"{name}: {value}\r\n" for name, value in headers)
            block = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
            told = {"WARC-Date": FETCHED}
            record = writer.create_warc_record(url, "response", io.BytesIO(block), len(block), warc_headers_dict=told)
            writer.write_record(record)


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archives")
    reserved = [("Content-Type", "text/html; charset=utf-8"), ("X-Robots-Tag", "noai")]
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(story(2)), story(2))
    archive(
        folder / "a.warc.gz",
        [
            (address(0), "200 OK", reserved, story(0)),
            (f"{SITE}/", "200 OK", [HTML], b"<title>Valley Tidings</title><a href=/2026/03/one/>One</a>"),
            (f"{SITE}/logo.png", "200 OK", [("Content-Type", "image/png")], b"\x89PNG"),
            (f"{SITE}/gone/", "404 Not Found", [HTML], story(0)),
            (f"{SITE}/broken/", "200 OK", [HTML, ("Content-Encoding", "gzip")], b"no gzip"),
        ],
    )
    archive(
        folder / "b.warc.gz",
        [
            (address(1), "200 OK", [HTML, ("Content-Encoding", "br")], brotli.compress(story(1))),
            (address(2), "200 OK", [HTML, ("Transfer-Encoding", "chunked")], chunked),
        ],
    )
    return folder


def run(folder: Path, reader: Any, **options: Any) -> Any:
    """Two tasks, a process each; the statistics of the step."""
    left_out = JsonlWriter(str(folder / "left-out"), compression=None)
    executor = LocalPipelineExecutor(
        pipeline=[
            reader,
            NewsArticles(exclusion_writer=left_out, **options),
            JsonlWriter(str(folder / "articles"), compression=None),
        ],
        tasks=2,
        workers=2,
        logging_dir=str(folder / "logs"),
    )
    return executor.run().stats[1]


def documents(folder: Path) -> dict[str, Document]:
    return {document.metadata["url"]: document for document in JsonlReader(str(folder)).run()}


def test_articles_of_two_tasks(archives: Path, tmp_path: Path) -> None:
    stats = run(tmp_path, PageReader(str(archives)))
    found = documents(tmp_path / "articles")
    assert sorted(found) == [address(0), address(1), address(2)]
    for number in range(3):
        assert found[address(number)].text == expected_text(STORIES_HERE[number])
    assert sorted(path.name for path in (tmp_path / "articles").iterdir()) == ["00000.jsonl", "00001.jsonl"]
    said = found[address(0)].metadata
    assert said["title"] == STORIES_HERE[0].title
    assert (said["source"], said["fetched_at"], said["requested_url"]) == ("tidings.example", FETCHED, address(0))
    assert said["rights"] != found[address(1)].metadata["rights"]
    assert "headers" not in said
    (left,) = documents(tmp_path / "left-out").values()
    assert left.metadata["url"] == f"{SITE}/"
    assert "<title>" in left.text
    assert {name: stats.stats[name].total for name in ("total", "forwarded", "dropped")} == {
        "total": 4,
        "forwarded": 3,
        "dropped": 1,
    }
    assert stats.stats[f"dropped_{left.metadata['reason']}"].total == 1


def test_pages_of_datatroves_own_reader(tmp_path: Path) -> None:
    pytest.importorskip("magic", reason="libmagic", exc_type=ImportError)
    (tmp_path / "in").mkdir()
    archive(tmp_path / "in" / "one.warc.gz", [(address(0), "200 OK", [HTML], story(0))])
    run(tmp_path, WarcReader(str(tmp_path / "in")))
    (document,) = documents(tmp_path / "articles").values()
    assert document.text == expected_text(STORIES_HERE[0])
    assert document.metadata["fetched_at"] == FETCHED


def test_the_step_is_picklable(tmp_path: Path) -> None:
    made = pickle.loads(pickle.dumps(NewsArticles(timeout=7, exclusion_writer=JsonlWriter(str(tmp_path)))))
    assert made.timeout == 7
    assert made.exclusion_writer is not None


def page(number: int, url: Any = None) -> Document:
    return Document(text=story(number).decode(), id=str(number), metadata={"url": url or address(number)})


def slow_or_deadly(html: str, url: str, headers: Any, date: Any) -> tuple[dict[str, Any] | None, str]:
    if url.endswith("slow"):
        time.sleep(600)
    if url.endswith("deadly"):
        os._exit(9)
    return extract(html, url, headers, date)


def test_pages_that_never_end_or_end_their_process_cost_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step, "extract", slow_or_deadly)
    writer = JsonlWriter(str(tmp_path), compression=None)
    # The others must be through in that time on a busy machine too.
    given = [
        page(0, f"{SITE}/slow"),
        page(1),
        page(0, f"{SITE}/deadly"),
        page(2),
        page(3, 5),
        page(3, "ftp://x.example/"),
    ]
    found = list(NewsArticles(timeout=10, exclusion_writer=writer).run(iter(given)))
    assert [document.metadata["url"] for document in found] == [address(1), address(2)]
    lines = (tmp_path / "00000.jsonl").read_text("utf-8").splitlines()
    reasons = [json.loads(line)["metadata"]["reason"] for line in lines]
    assert reasons == ["timeout", "crash", "no-url", "no-url"]


def test_an_error_is_a_reason() -> None:
    found, reason = extract(None, address(0))  # type: ignore[arg-type]
    assert (found, reason) == (None, "error-TypeError")


def dies(*_: Any) -> None:
    os._exit(1)


def test_a_process_that_does_not_start_ends_the_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "extract", dies)
    monkeypatch.setattr(step, "STARTING", 0.5)

    def given() -> Iterator[Document]:
        yield page(0)

    with pytest.raises(RuntimeError, match="did not start"):
        list(NewsArticles().run(given()))


def test_without_datatrove_one_line_says_what_to_install() -> None:
    code = "import sys; sys.modules['datatrove'] = None; import newscrawl.integrations.datatrove"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stderr.splitlines()[-1].endswith("this step needs datatrove: pip install 'newscrawl[datatrove]'")
