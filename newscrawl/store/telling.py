"""What the store knows of one address, in all of its tables; for people, so that speed is no matter. Reads only."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, or_, select

from newscrawl.core.site import Site
from newscrawl.core.urls import identity
from newscrawl.store.schema import addresses, articles, runs, sources

OTHERS_MAX = 20


class Telling:
    """Answers are rows as dicts, JSON-able but for bytes; times are POSIX times."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def _rows(self, query: Any) -> list[dict[str, Any]]:
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def others(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        """Further addresses of the article or page of a row of `addresses`: redirected, canonical, doubles."""
        a = addresses.c
        same = [a.url == row["url"]]
        if row["article_id"]:
            same.append(a.article_id == row["article_id"])
        query = select(a.key, a.url, a.state, a.reason).where(a.site == row["site"], a.key != row["key"], or_(*same))
        return self._rows(query.order_by(a.key).limit(OTHERS_MAX))

    def article(self, article_id: str) -> dict[str, Any] | None:
        """The article with this id, where it has a line."""
        return next(iter(self._rows(select(articles).where(articles.c.id == article_id))), None)

    def repeating(self, article_id: str) -> list[dict[str, Any]]:
        """Articles that are marked as doubles of this one, the first few."""
        a = articles.c
        return self._rows(select(articles).where(a.duplicate_of == article_id).order_by(a.written_at).limit(OTHERS_MAX))

    def run(self, run_id: str) -> dict[str, Any] | None:
        """One run."""
        return next(iter(self._rows(select(runs).where(runs.c.run_id == run_id))), None)

    def source(self, site: str, url: str) -> dict[str, Any] | None:
        """A sitemap, feed, front or section page of a site."""
        s = sources.c
        return next(iter(self._rows(select(sources).where(s.site == site, s.url == url))), None)

    def sources(self, site: str) -> list[dict[str, Any]]:
        """All of a site's."""
        return self._rows(select(sources).where(sources.c.site == site))

    def site_of(self, url: str) -> str | None:
        """The site that an address belongs to, of those whose sources are known; the longest where several fit."""
        known = {row["site"] for row in self._rows(select(sources.c.site).distinct())}
        key = identity(url)
        inside = [site for site in known if (key + "/").startswith(site.rstrip("/") + "/")]
        covering = inside or [site for site in known if Site(url=f"https://{site}", name=site).covers(url)]
        return max(covering, key=len, default=None)
