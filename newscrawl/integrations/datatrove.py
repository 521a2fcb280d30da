"""newscrawl as a step of datatrove's pipelines: pages in, articles out, on any of its executors.

Every task does its share of the files by itself and keeps nothing between tasks, so Slurm and Ray run it as they run
datatrove's own extractors. What a crawl does over many pages (doubles, versions, dates asked for) is left to later
steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from typing import Any

try:
    from datatrove.data import Document, DocumentsPipeline
    from datatrove.pipeline.base import PipelineStep
    from datatrove.pipeline.extractors.base import ExtractorSandbox
    from datatrove.pipeline.readers.base import BaseDiskReader
    from datatrove.pipeline.writers.disk_base import DiskWriter
except ModuleNotFoundError as error:
    if error.name is None or error.name.partition(".")[0] != "datatrove":
        raise
    raise ModuleNotFoundError(
        "this step needs datatrove: pip install 'newscrawl[datatrove]'", name="datatrove"
    ) from error

__all__ = ["NewsArticles", "PageReader"]

HTML = ("text/html", "application/xhtml+xml")
STARTING = 120.0
"""Seconds that a process may take to import what it needs, on a node whose file system is slow."""
WARM_UP = ("<p>", "http://example.org/", None, None)


class PageReader(BaseDiskReader):  # type: ignore[misc]
    """Reads the pages of WARC files: one Document an HTML answer with status 200.

    Other than datatrove's WarcReader it keeps the headers, in which Content-Type and the publisher's word on use stand,
    reads bytes by all that tells their encoding, unpacks every content encoding, and needs neither libmagic nor
    cchardet. `text` is the page's characters, `id` the WARC-Record-ID; `metadata` holds `url`, `date` (WARC-Date) and
    `headers` (a dict). Raises what warcio raises where a file is damaged.
    """

    name = "newscrawl pages"
    _requires_dependencies = ["warcio"]  # noqa: RUF012 (datatrove's own form)

    def __init__(self, data_folder: Any, paths_file: Any = None, *, compression: str | None = "infer", **options: Any):
        """As datatrove's readers: a folder or its address; `options` (limit, glob_pattern, ...) are theirs."""
        self.compression = compression
        super().__init__(data_folder, paths_file, **options)

    def read_file(self, filepath: str) -> Iterator[Document]:
        """The pages of one file."""
        from warcio.archiveiterator import ArchiveIterator

        with self.data_folder.open(filepath, "rb", compression=self.compression) as file:
            for number, record in enumerate(ArchiveIterator(file, no_record_parse=True)):
                with self.track_time():
                    data = _page(record) if record.rec_type == "response" else None
                    document = self.get_document_from_dict(data, filepath, number) if data else None
                if document is not None:
                    yield document


def _page(record: Any) -> dict[str, Any] | None:
    from newscrawl.core.content_encoding import Broken
    from newscrawl.core.decode import decode
    from newscrawl.core.raw_answer import CONTENT_MAX
    from newscrawl.dataset.archive.blocks import read_answer

    named = record.rec_headers.get_header
    if (record.length or 0) > CONTENT_MAX:
        return None
    answer = read_answer(b"".join(iter(record.raw_stream.read, b"")), named("WARC-Target-URI") or named("uri") or "")
    if answer is None or answer.status != 200:
        return None
    kind = answer.header("Content-Type")
    if (kind or HTML[0]).partition(";")[0].strip().lower() not in HTML:
        return None
    try:
        text = decode(answer.content(), kind).text
    except (Broken, OverflowError):
        return None
    url, date = answer.url, named("WARC-Date") or named("archive-date")
    return {"text": text, "id": named("WARC-Record-ID"), "url": url, "date": date, "headers": dict(answer.headers)}


class NewsArticles(PipelineStep):  # type: ignore[misc]
    """Turns pages into articles: `text` becomes the article's text, the other fields of the record its metadata.

    Takes Documents whose text is HTML with `url` in the metadata, as PageReader and datatrove's WarcReader give them;
    `date` becomes `fetched_at`, and `headers`, a dict, is read where it is there. What is no article is dropped and
    counted by its reason, as are pages that take too long (`timeout`) or end their process (`crash`);
    `exclusion_writer` gets them as they came, with `reason` in the metadata. Picklable.
    """

    name = "newscrawl articles"
    type = "EXTRACT"

    def __init__(self, timeout: float = 30.0, exclusion_writer: DiskWriter | None = None) -> None:
        """`timeout`: seconds that one page may take before its process is replaced."""
        super().__init__()
        self.timeout, self.exclusion_writer = timeout, exclusion_writer

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """The articles among the documents. Raises RuntimeError where no process can be started."""
        with self.exclusion_writer or nullcontext() as writer, _Sandbox(self.timeout, WARM_UP) as sandbox:
            for document in data:
                self.stat_update("total")
                with self.track_time():
                    found, reason = _read(sandbox, document)
                if found is None:
                    self.stat_update("dropped", f"dropped_{reason}")
                    if writer is not None:
                        document.metadata["reason"] = reason
                        writer.write(document, rank)
                    continue
                _fill(document, found)
                self.stat_update("forwarded")
                self.update_doc_stats(document)
                yield document


class _Sandbox(ExtractorSandbox):  # type: ignore[misc]
    """A process's imports may take longer than a page."""

    timeout: float

    def _ensure_process(self, extract_fn: Callable[..., Any]) -> None:
        timeout, self.timeout = self.timeout, STARTING
        try:
            super()._ensure_process(extract_fn)
        except (TimeoutError, EOFError) as error:
            raise RuntimeError(f"newscrawl's process did not start within {STARTING:.0f} seconds") from error
        finally:
            self.timeout = timeout


def _read(sandbox: _Sandbox, document: Document) -> tuple[dict[str, Any] | None, str]:
    url, metadata = document.metadata.get("url"), document.metadata
    if not isinstance(url, str):
        return None, "no-url"
    asked = (document.text, url, metadata.get("headers"), metadata.get("date"))
    try:
        found: tuple[dict[str, Any] | None, str] = sandbox.process_document(asked, extract)
    except TimeoutError:
        return None, "timeout"
    except (EOFError, ConnectionError):
        return None, "crash"
    return found


def _fill(document: Document, record: dict[str, Any]) -> None:
    document.text, document.id = record.pop("text"), record.pop("id")
    document.metadata = {**document.metadata, **record}
    document.metadata.pop("headers", None)


def extract(
    html: str | bytes, url: str, headers: Mapping[str, str] | None = None, date: str | None = None
) -> tuple[dict[str, Any] | None, str]:
    """The record of a page, without what only a crawl knows; where it is no article None, and the reason.

    Never raises: one page must not end a task over thousands.
    """
    try:
        return _extract(html, url, headers, date)
    except Exception as error:
        return None, f"error-{type(error).__name__}"


def _extract(
    html: str | bytes, url: str, headers: Mapping[str, str] | None, date: str | None
) -> tuple[dict[str, Any] | None, str]:
    from newscrawl.core.extraction import extract_page
    from newscrawl.core.extraction.usage import answer_rights
    from newscrawl.core.urls import clean, host_key, registered_domain

    try:
        clean(url)
    except ValueError:
        return None, "no-url"
    kind = next((value for name, value in (headers or {}).items() if name.lower() == "content-type"), None)
    found = extract_page(html, url, content_type=kind if isinstance(html, bytes) else None)
    if found.rejection is not None:
        return None, str(found.rejection.reason)
    article = found.article
    if article is None:
        return None, "no-text"
    article.rights = answer_rights(found.rights, headers, url, date)
    article.source = registered_domain(host_key(url.split("/")[2]))
    article.requested_url, article.discovered_by, article.http_status = url, "given", 200
    article.fetched_at = date
    return article.to_dict(), ""
