"""The latest articles of each site, as far as they show what is typical of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, select

from newscrawl.core.typical import Counted, Prints, SitePages
from newscrawl.store.dialects import insert_into
from newscrawl.store.schema import site_pages


class TypicalPages:
    """Reads the table of counted pages; `keep` writes it, in the transaction that confirms the articles."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_site(self, site: str) -> SitePages:
        """What was counted of a site; nothing for one that is not known."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(site_pages).where(site_pages.c.site == site)).all()
        return SitePages(Counted(row.number, row.article_id, Prints(row.title, row.text, row.lines)) for row in rows)

    def site_of(self, identity: str) -> str | None:
        """The site that an address (its core.urls.identity) belongs to by its beginning; the longest where several fit.

        None where no page of such a site was counted.
        """
        with self._engine.connect() as connection:
            sites = connection.execute(select(site_pages.c.site).distinct()).scalars().all()
        fitting = [site for site in sites if (identity + "/").startswith(site.rstrip("/") + "/")]
        return max(fitting, key=len, default=None)


def keep(connection: Connection, counted: Sequence[tuple[str, Counted]]) -> None:
    """Keep articles with their sites; each takes the place of the one that left its site's window. Repeatable."""
    if not counted:
        return
    insert = insert_into(site_pages, connection)
    changes = {column.name: insert.excluded[column.name] for column in site_pages.c if not column.primary_key}
    upsert = insert.on_conflict_do_update(index_elements=["site", "slot"], set_=changes)
    latest = {(site, page.slot): page for site, page in counted}  # a row can't change twice in one statement
    connection.execute(upsert, [_row(site, page) for (site, _), page in latest.items()])


def _row(site: str, page: Counted) -> dict[str, str | int | bytes]:
    return {
        "site": site,
        "slot": page.slot,
        "number": page.number,
        "article_id": page.article_id,
        "title": page.prints.title,
        "text": page.prints.text,
        "lines": page.prints.lines,
    }
