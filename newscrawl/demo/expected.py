"""What a right crawl of the bundled web brings, and how far a dataset agrees with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


def load_expected() -> list[dict[str, Any]]:
    """One dict a page of the bundled web, as `expected.json` has it.

    host, url: where; kind: "article", the name of the rejection (core.verdict.Reason), or "disallowed" (robots.txt
    forbids it, never fetched).  also: further names that are right for a page that is several things.  Articles have
    title, text (exact), language, authors, tags, date_published and, where the page gives them, date_modified, section,
    description, paywalled.  wire: articles with the same value carry the same body.  later: not there before the web
    publishes; updated: what changes then.  rendered: what the page is once its script has run; of: the address that a
    duplicate stands for.
    """
    rows: list[dict[str, Any]] = json.loads((files("newscrawl.demo") / "expected.json").read_text(encoding="utf-8"))
    return rows


@dataclass(frozen=True, slots=True)
class Check:
    """How far the records of a crawl agree with what the web holds."""

    expected: int
    """Articles that should be there; a wire story counts once."""
    found: int
    exact: int
    """Of those found, how many have exactly the expected text."""
    missing: tuple[str, ...] = ()
    """Addresses of expected articles that are not there."""
    extra: tuple[str, ...] = ()
    """Addresses of records that are no expected article, and of articles that stand there twice."""
    differing: tuple[str, ...] = ()
    """Addresses of articles whose text differs."""

    @property
    def ok(self) -> bool:
        """Every expected article is there once and nothing else is; texts may differ."""
        return not self.missing and not self.extra

    def line(self) -> str:
        """One line for people."""
        text = f"{self.found} of {self.expected} articles found, {self.exact} with exactly the expected text"
        if self.missing:
            text += f"; missing: {', '.join(self.missing)}"
        if self.extra:
            text += f"; not expected: {', '.join(self.extra)}"
        return text


def check(records: Iterable[Mapping[str, Any]], *, published: bool = False, rendered: bool = False) -> Check:
    """Compare records (at least `url` and `text`; marked doubles have `duplicate_of`) with the bundled web.

    published: the crawl saw the web after it had published; then either version of a story that was updated is right.
    rendered: a browser was there.  Of a wire story one carrier is enough: which one is kept depends on who came first.
    """
    wanted = _articles(published, rendered)
    seen: dict[str, bool] = {}
    extra: list[str] = []
    for record in records:
        url = str(record["url"])
        article = wanted.get(url)
        again = url in seen and not (published and article and "updated" in article)
        if article is None or again:
            extra.append(url)
        else:
            seen[url] = record["text"] in _texts(article, published)
    groups = {url: str(article.get("wire") or url) for url, article in wanted.items()}
    there = {groups[url] for url in seen}
    missing = {group: url for url, group in groups.items() if group not in there}
    return Check(
        expected=len(set(groups.values())),
        found=len(there),
        exact=len({groups[url] for url, exact in seen.items() if exact}),
        missing=tuple(missing.values()),
        extra=tuple(extra),
        differing=tuple(url for url, exact in seen.items() if not exact),
    )


def _articles(published: bool, rendered: bool) -> dict[str, dict[str, Any]]:
    found = {}
    for row in load_expected():
        page = {**row, **row.get("rendered", {})} if rendered else row
        if page["kind"] == "article" and (published or not page.get("later")):
            found[str(page["url"])] = page
    return found


def _texts(article: dict[str, Any], published: bool) -> set[str]:
    texts = {article["text"]}
    if published and "updated" in article:
        texts.add(article["updated"]["text"])
    return texts
