"""What of a dataset belongs to articles, or to a site, that are to be forgotten: found before anything is changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from newscrawl.core.forgetting import Wanted, host_of, is_below, mark_of, site_mark, text_mark
from newscrawl.core.urls import identity
from newscrawl.crawl.config import Config
from newscrawl.dataset.archive.blanking import Stretch, stretches
from newscrawl.dataset.archive.heads import sites_named
from newscrawl.dataset.reading import is_shard
from newscrawl.dataset.rewriting import taken_lines
from newscrawl.store import Store

__all__ = ["Plan", "Search", "takes_page"]

_KINDS = ("articles", "rejected")


@dataclass(slots=True)
class Plan:
    """What there is of it."""

    wanted: Wanted
    lines: dict[Path, int] = field(default_factory=dict)
    """How many lines go, by file."""
    versions: int = 0
    """Lines of articles among them."""
    pages: dict[Path, int] = field(default_factory=dict)
    """How many archived pages go, by file; 0 where only its site's address does, which the file's first record has."""
    rows: int = 0
    """Addresses and articles in the store."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it is there."""
        return not (self.lines or self.pages or self.rows)


class Search:
    """Looks through a dataset and its store; changes nothing."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config, self._store = config, store

    def begin(self, urls: Sequence[str] = (), ids: Sequence[str] = (), site: str | None = None) -> Plan:
        """Find all that belongs to addresses, ids, or a site (its name, domain or address); changes nothing.

        What an earlier call was to take out and has not is found with it. Raises DatasetError.
        """
        wanted, known = Wanted(), self._store.known
        for url in urls:
            wanted.add_key(identity(url))
        for article_id in ids:
            wanted.add(article_id)
        if site is not None:
            wanted.names.add(site)
            if "." in site or ":" in site:
                wanted.sites.add(identity(site))
        left = self._store.tombstones.unfinished()
        if left:
            for mark, of in left.items():
                wanted.add(mark, of)
                wanted.left.update((mark, of))
            wanted.sites.update(name for name in known.sites() if site_mark(name) in left)
            wanted.keys.update(known.marked(left))
        return self.again(wanted)

    def again(self, wanted: Wanted) -> Plan:
        """The same for what was found before, and what has come since. Raises DatasetError."""
        while True:
            self._ask_store(wanted)
            before = _size(wanted)
            plan = Plan(wanted)
            for kind, path in self.files():
                count = taken_lines(path, partial(wanted.takes, kind), partial(wanted.learn, kind))
                if count:
                    plan.lines[path] = count
                    plan.versions += count if kind == "articles" else 0
            if wanted.names:
                homes = {home for _, home, _ in self._store.known.articles(wanted.named)}
                wanted.sites.update(homes - wanted.apart)
            if _size(wanted) == before:
                break
        for path in self._archives():
            count = sum(takes_page(wanted, stretch) for stretch in stretches(path))
            if count or (wanted.sites and any(map(wanted.is_site, sites_named(path)))):
                plan.pages[path] = count
        plan.rows = self._store.known.rows(wanted.marks, wanted.keys)
        return plan

    def _ask_store(self, wanted: Wanted) -> None:
        """Note what the store knows of other addresses, and of the sites."""
        known = self._store.known
        self._set_apart(wanted)
        for site in sorted(wanted.sites):
            for key, article_id in known.of_site(site):
                wanted.add_key(key, site_mark(site))
                if article_id:
                    wanted.add(article_id, site_mark(site))
        before = -1
        while _size(wanted) != before:
            before = _size(wanted)
            for key, article_id, site in known.spellings(wanted.marks, wanted.keys):
                if article_id:
                    wanted.add(article_id, wanted.marks.get(mark_of(key)))
                    wanted.add_key(key, wanted.marks[article_id])
                wanted.add_key(key)
                wanted.homes.add(site)

    def _set_apart(self, wanted: Wanted) -> None:
        """Note the other sites that lie below the whole ones, or on one host with them: these may have one name.

        Of an address that is itself no site's, all goes that lies below it and is no other site's.
        """
        if not wanted.sites:
            return
        known, tombstones = self._store.known, self._store.tombstones
        there = known.sites()
        hosts = {host_of(site) for site in wanted.sites if site in there or tombstones.site(site) is not None}
        wanted.apart = {
            other
            for other in there - wanted.sites
            if host_of(other) in hosts or any(is_below(other, site) for site in wanted.sites)
        }
        rows = [row for other in wanted.apart for row in known.of_site(other)]
        wanted.apart_marks = {mark_of(key) for key, _ in rows} | {article_id for _, article_id in rows if article_id}

    def marks(self, wanted: Wanted) -> dict[str, str]:
        """The marks of the tombstones, each with that under which it is filed."""
        marks = dict(wanted.marks)
        homes = {article_id: (site, text) for article_id, site, text in self._store.known.articles(marks)}
        texts = wanted.texts | {(article_id, text) for article_id, (_, text) in homes.items() if text}
        for article_id, text in texts:
            site = homes.get(article_id, ("", None))[0]
            if site and site not in wanted.sites:
                marks[text_mark(site, text)] = marks.get(article_id, article_id)
        for site in wanted.sites:
            marks[site_mark(site)] = site_mark(site)
        filed = wanted.left | {site_mark(site) for site in wanted.sites}
        asked_for = [site for site in sorted(wanted.sites) if site_mark(site) not in wanted.left]
        if asked_for:
            whole = site_mark(asked_for[0])
            marks = {mark: of if of in filed else whole for mark, of in marks.items()}
        return marks

    def files(self) -> Iterator[tuple[str, Path]]:
        """The files of lines, each with its kind."""
        config = self._config
        if config.single_file:
            both = (("articles", config.output), ("rejected", config.beside("rejected.jsonl")))
            yield from ((kind, path) for kind, path in both if path.is_file())
            return
        for kind in _KINDS:
            for path in sorted((config.output / kind).glob("*/*")):
                if is_shard(path):
                    yield kind, path

    def _archives(self) -> Iterator[Path]:
        for path in sorted(self._config.beside("archive").glob("*/*.warc.gz*")):
            if path.name.endswith((".warc.gz", ".warc.gz.part")):
                yield path


def _size(wanted: Wanted) -> int:
    return len(wanted.marks) + len(wanted.keys) + len(wanted.sites) + len(wanted.names) + len(wanted.homes)


def takes_page(wanted: Wanted, stretch: Stretch) -> bool:
    """Whether an archived page belongs to it."""
    context = stretch.context
    if context is None:
        return wanted.takes_page(stretch.addresses)
    return wanted.takes_page(stretch.addresses, context.site_url, context.site)
