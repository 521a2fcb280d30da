"""The targets, and the inputs that are kept of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fuzz import addresses, documents, files, pages, texts

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
"""A folder a target: inputs written by hand, which fuzzing begins with."""
FOUND = HERE / "found"
"""The same: inputs that once made a target fail. Tests replay both."""
GROWN = HERE / "grown"
"""The same: what fuzzing added on this machine, so that it goes on where it ended."""
DICTIONARIES = HERE / "dictionaries"


@dataclass(frozen=True, slots=True)
class Target:
    """One parser, or a few that belong together."""

    name: str
    check: Callable[[bytes], None]
    """Parses any bytes. Raises, as a rule AssertionError, where a parser breaks what its docstring says."""
    dictionary: str | None = None
    """The name of a file of words in DICTIONARIES."""
    longest: int = 4096
    """Bytes of an input that fuzzing makes."""
    examples: int = 100
    """How many inputs a property test makes."""

    def kept(self) -> list[Path]:
        """The inputs in CORPUS and FOUND."""
        folders = (CORPUS / self.name, FOUND / self.name)
        return sorted(path for folder in folders if folder.is_dir() for path in folder.iterdir())


_ALL = (
    Target("page", pages.page, "html", 8192, 40),
    Target("page-data", pages.page_data, "html", 4096, 40),
    Target("links", pages.links, "html"),
    Target("block-page", pages.block_page, "html"),
    Target("decode", pages.decoding),
    Target("json-ld", pages.json_ld, "json"),
    Target("feed", documents.feed, "xml"),
    Target("sitemap", documents.sitemap, "xml"),
    Target("robots", documents.robots, "robots"),
    Target("rsl", documents.rsl, "xml"),
    Target("tdmrep", documents.tdmrep, "json"),
    Target("headers", documents.headers, "robots"),
    Target("feed-content", documents.feed_content, "html"),
    Target("address", addresses.address, "address", 512),
    Target("host", addresses.host, "address", 256),
    Target("date", texts.date, "date", 256),
    Target("text", texts.text, "text", 1024),
    Target("language", texts.language, "text", 1024),
    Target("sites-file", files.sites, "sites"),
    Target("encoding", files.encoding),
    Target("shard", files.shard),
    Target("seekable", files.seekable, longest=512),
    Target("manifest", files.manifest, "json"),
    Target("record", files.record, "json", 4096),
    Target("context", files.context, "json"),
    Target("warc", files.warc, "warc", 8192, 40),
)
TARGETS = {target.name: target for target in _ALL}
