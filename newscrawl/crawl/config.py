"""newscrawl's own settings, read once into one typed value."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, TypeVar

from newscrawl.crawl.outputs import staging_folder
from newscrawl.dataset.reading import ENDINGS, is_shard
from newscrawl.dataset.remote import is_remote

N = TypeVar("N", int, float, None)


class ConfigError(ValueError):
    """A setting that can't be read; one line that names it."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """What a run is asked for. docs/settings.md says what each setting does."""

    output: Path = Path("output")
    remote: str | None = None
    """The address that finished files are uploaded to; `output` is where they are written first."""
    storage_options: Mapping[str, Any] = field(default_factory=dict)
    upload_tries: int = 5
    state: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    languages: tuple[str, ...] = ()
    max_articles: int | None = None
    max_time: float | None = None
    visit_all: bool = False
    purpose: str | None = None
    duplicates: str = "mark"
    duplicates_days: int = 30
    archive: bool = False
    archive_bytes: int = 2**30
    archive_private_headers: tuple[str, ...] = ()
    compression: str = ""
    shard_lines: int = 50_000
    shard_bytes: int = 256 * 2**20
    processes: int = 2
    page_timeout: float = 30.0
    page_memory: int | None = 640 * 2**20
    """None: no limit."""
    sites_at_once: int = 200
    max_depth: int = 1
    parts_max: int = 20
    section_pages: int = 20
    sections_max: int = 100
    archive_pages: int = 100
    trap_budget: int = 20
    attempts_max: int = 5
    looks_max: int = 200
    retry_after_max: float = 300.0
    crawl_delay_max: float = 60.0
    robots_backoff: float = 1.0
    host_refusals_max: int = 10
    render: str = "auto"
    browser: str | None = None
    browser_pages: int = 2
    browser_timeout: float = 30.0

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Config:
        """Read the NEWSCRAWL_* settings of a Scrapy project. Raises ConfigError, one line that names the setting."""
        read = _Reader(settings)
        place = cls.of_output(read.text("OUTPUT") or "output", read.text("STAGING"))
        return cls(
            output=place.output,
            remote=place.remote,
            storage_options=read.table("STORAGE_OPTIONS"),
            upload_tries=read.whole("UPLOAD_TRIES", cls.upload_tries),
            state=read.text("STATE"),
            since=read.moment("SINCE"),
            until=read.moment("UNTIL"),
            languages=tuple(read.listed("LANGUAGES")),
            max_articles=read.whole("MAX_ARTICLES", None),
            max_time=read.seconds("MAX_TIME", None),
            visit_all=read.truth("VISIT_ALL"),
            purpose=read.choice("PURPOSE", ("", "research", "training")) or None,
            duplicates=read.choice("DUPLICATES", ("", "mark", "drop")) or cls.duplicates,
            duplicates_days=read.whole("DUPLICATES_DAYS", cls.duplicates_days, least=0),
            archive=read.truth("ARCHIVE") and _can_read_archives(),
            archive_private_headers=tuple(read.listed("ARCHIVE_PRIVATE_HEADERS")),
            archive_bytes=read.whole("ARCHIVE_BYTES", cls.archive_bytes),
            compression=read.choice("COMPRESSION", ("", "gz", "zst")),
            shard_lines=read.whole("SHARD_LINES", cls.shard_lines),
            shard_bytes=read.whole("SHARD_BYTES", cls.shard_bytes),
            processes=read.whole("EXTRACTION_PROCESSES", os.cpu_count() or cls.processes),
            page_timeout=read.seconds("PAGE_TIMEOUT", cls.page_timeout),
            page_memory=read.whole("PAGE_MEMORY", 640 * 2**20, least=0) or None,
            max_depth=read.whole("MAX_DEPTH", cls.max_depth, least=0),
            section_pages=read.whole("SECTION_PAGES", cls.section_pages),
            sections_max=read.whole("SECTIONS_MAX", cls.sections_max, least=0),
            archive_pages=read.whole("ARCHIVE_PAGES", cls.archive_pages, least=0),
            trap_budget=read.whole("TRAP_BUDGET", cls.trap_budget),
            sites_at_once=read.whole("SITES_AT_ONCE", cls.sites_at_once),
            parts_max=read.whole("PARTS_MAX", cls.parts_max),
            attempts_max=read.whole("ATTEMPTS_MAX", cls.attempts_max),
            looks_max=read.whole("LOOKS_MAX", cls.looks_max, least=0),
            retry_after_max=read.seconds("RETRY_AFTER_MAX", cls.retry_after_max, zero=True),
            crawl_delay_max=read.seconds("CRAWL_DELAY_MAX", cls.crawl_delay_max, zero=True),
            host_refusals_max=read.whole("HOST_REFUSALS_MAX", cls.host_refusals_max),
            render=read.choice("RENDER", ("", "auto", "never", "always")) or cls.render,
            browser=read.text("BROWSER"),
            browser_pages=read.whole("BROWSER_PAGES", cls.browser_pages),
            browser_timeout=read.seconds("BROWSER_TIMEOUT", cls.browser_timeout),
            robots_backoff=read.seconds("ROBOTS_BACKOFF", cls.robots_backoff, zero=True),
        )

    @classmethod
    def of_output(cls, output: str | Path, staging: str | Path | None = None) -> Self:
        """The config of a run that writes to a path, or to an address by way of a folder. Raises ConfigError."""
        if not is_remote(str(output)):
            return cls(output=Path(output))
        url = str(output)
        if url.endswith(ENDINGS):
            raise ConfigError(f"{url}: only folders can be uploaded to; name one, as in s3://BUCKET/FOLDER")
        return cls(output=Path(staging) if staging else staging_folder(url), remote=url)

    @property
    def single_file(self) -> bool:
        """Whether the output is one file instead of a folder of shards."""
        return is_shard(self.output)

    @property
    def state_url(self) -> str:
        """The store's SQLAlchemy URL: as set, else state.db in the output folder, or beside the output file."""
        if self.state:
            return self.state if "://" in self.state else f"sqlite:///{self.state}"
        return f"sqlite:///{self.beside('state.db')}"

    def beside(self, name: str) -> Path:
        """Where a file that belongs to the output lies: in its folder, or next to its file as STEM.NAME."""
        if not self.single_file:
            return self.output / name
        stem = self.output.name.partition(".jsonl")[0]
        return self.output.with_name(f"{stem}.{name}")


def _can_read_archives() -> bool:
    """An archive that nothing here can read would be noticed too late. Raises ConfigError."""
    if importlib.util.find_spec("warcio") is None:
        raise ConfigError("--archive (NEWSCRAWL_ARCHIVE) needs warcio: pip install 'newscrawl[archive]'")
    return True


_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")


class _Reader:
    """Reads one setting a call; an empty one counts as not set."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings

    def _value(self, name: str) -> Any:
        value = self._settings.get(f"NEWSCRAWL_{name}")
        return None if value in ("", None) else value

    def text(self, name: str) -> str | None:
        value = self._value(name)
        return None if value is None else str(value)

    def listed(self, name: str) -> list[str]:
        value = self._value(name) or ()
        parts = value.split(",") if isinstance(value, str) else value
        return [str(part).strip() for part in parts if str(part).strip()]

    def table(self, name: str) -> dict[str, Any]:
        value = self._value(name)
        if value is None:
            return {}
        try:
            found = json.loads(value) if isinstance(value, str) else dict(value)
        except (TypeError, ValueError):
            found = None
        if not isinstance(found, dict):
            raise ConfigError(f"NEWSCRAWL_{name}: {value!r} is no JSON object")
        return found

    def truth(self, name: str) -> bool:
        value = self._value(name)
        word = "0" if value is None else str(value).lower()
        if word not in _TRUE + _FALSE:
            raise ConfigError(f"NEWSCRAWL_{name}: {value!r} is neither 0 nor 1")
        return word in _TRUE

    def whole(self, name: str, default: N, *, least: int = 1) -> int | N:
        value = self._value(name)
        if value is None:
            return default
        try:
            number = int(value)
        except (TypeError, ValueError, OverflowError):
            number = least - 1
        if number < least:
            raise ConfigError(f"NEWSCRAWL_{name}: {value!r} is no whole number of at least {least}")
        return number

    def seconds(self, name: str, default: N, *, zero: bool = False) -> float | N:
        value = self._value(name)
        if value is None:
            return default
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = -1.0
        if not 0 <= number < float("inf") or (number == 0 and not zero):
            raise ConfigError(f"NEWSCRAWL_{name}: {value!r} is no number of seconds {'from' if zero else 'above'} 0")
        return number

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        value = self.text(name) or ""
        if value not in choices:
            raise ConfigError(f"NEWSCRAWL_{name}: {value!r} is none of {', '.join(filter(None, choices))}")
        return value

    def moment(self, name: str) -> datetime | None:
        value = self._value(name)
        if value is None or isinstance(value, datetime):
            return value
        try:
            parsed = datetime.fromisoformat(str(value))
        except ValueError:
            raise ConfigError(f"NEWSCRAWL_{name}: {value!r} is no ISO 8601 date or time, such as 2026-11-01") from None
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
