"""What can be said of an address without its page: robots.txt, where it was found, its state, its history, its site."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from newscrawl.cli.dataset_lines import Place, find_line
from newscrawl.cli.remembered import Remembered
from newscrawl.core.looks import LookTrust
from newscrawl.report.totals import span

Row = dict[str, Any]

_SHOWN_SOURCES = 8
STATES = {
    "pending": "found, and not fetched yet",
    "done": "its article has its line in the dataset",
    "rejected": "left out of the dataset",
    "failed": "given up, as it could not be fetched; --all tries it again",
}


def about_address(url: str) -> dict[str, Any]:
    """What the address alone says."""
    from newscrawl.core.likeness import article_likeness
    from newscrawl.core.urls import article_id, identity

    return {"url": url, "identity": identity(url), "id": article_id(url), "likeness": round(article_likeness(url), 3)}


def about_finding(row: Row, runs: Remembered) -> dict[str, Any]:
    """Which document named the address, when, and what it said; how likely that made it an article, and by what."""
    from newscrawl.core.likeness import article_likeness

    said = dict(row["candidate"] or {})
    title, score = said.get("title"), said.get("score", 0.5)
    found: dict[str, Any] = {
        "by": said.get("found_by"),
        "on": said.get("found_on"),
        "at": iso(row["first_seen"]),
        "address": row["url"],
        "title": title,
        "published": said.get("published"),
        "modified": said.get("modified"),
        "language": said.get("language"),
    }
    found = {name: value for name, value in found.items() if value is not None}
    if said:
        found["score"] = round(score, 3)
        found["score_rests_on"] = _score_words(said, round(article_likeness(row["url"]), 3))
    else:
        found["by"] = "nothing: the address came by redirect, or as a page's canonical address"
    source = runs.store.telling.source(row["site"], said["found_on"]) if said.get("found_on") else None
    if source is not None:
        found["source"] = about_source(source)
    return found


def _score_words(said: Row, alone: float) -> str:
    if said.get("score") == 1.0:
        return "its source, which lists articles only"
    if said.get("title"):
        return f"its address ({alone}), the text of the link, its place on the page, and what was learned of its shape"
    return f"its address ({alone}), and its place in the source"


def about_state(row: Row, runs: Remembered) -> dict[str, Any]:
    """What became of the address, in words, and what is next."""
    from newscrawl.report.words import in_words

    state, reason = row["state"], row["reason"]
    tried = state == "pending" and row["attempts"]
    words = "could not be fetched yet, and is tried again" if tried else STATES.get(state, state)
    found: dict[str, Any] = {"found": True, "state": state, "in_words": words}
    if reason:
        found["reason"] = reason
        found["reason_in_words"] = in_words(reason)
    if row["attempts"]:
        found["attempts"] = row["attempts"]
        found["first_failed"] = iso(row["first_failed_at"])
    if state == "pending":
        found["next_try"] = iso(row.get("retry_at")) or "the next run"
    run = runs.store.telling.run(row["run_id"]) if state == "pending" and row["taken"] else None
    if run is not None and run["ended_at"] is None:
        found["taken"] = "by the run that goes on"
    return {**found, "changed": iso(row["changed_at"]), "run_id": row["run_id"], "site": row["site"]}


def about_forgotten(url: str, runs: Remembered) -> dict[str, Any] | None:
    """That an address, or its whole site, was forgotten, and when; None where it was not."""
    from newscrawl.core.forgetting import mark_of, site_mark
    from newscrawl.core.urls import identity

    key = identity(url)
    parts = key.split("/")
    above = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    gone = runs.store.tombstones.among([mark_of(key), *map(site_mark, above)])
    if not gone:
        return None
    what = "it was forgotten" if mark_of(key) in gone else "its site was forgotten"
    return {"found": False, "state": "forgotten", "in_words": f"{what}, and stays out", "at": iso(min(gone.values()))}


def verdict_of(row: Row, line: Place | None) -> dict[str, Any]:
    """What the runs have come to, where the page itself is not read now."""
    from newscrawl.report.words import in_words

    state, reason = row["state"], row["reason"]
    if state == "done":
        return {"article": True, "as_of": iso(row["changed_at"])}
    if state == "rejected":
        evidence = line.record.get("evidence") if line else None
        return {"article": False, "reason": reason, "in_words": in_words(reason or ""), "evidence": evidence}
    said = f", after {row['attempts']} runs that failed, the last by {reason}" if row["attempts"] else ""
    return {"article": None, "in_words": f"not known: {STATES[state]}{said}"}


def twin_of(line: Place | None, runs: Remembered) -> str | None:
    """The address of the article that a double was left out for."""
    evidence = line.record.get("evidence") if line else None
    other = evidence.get("id") if isinstance(evidence, dict) else None
    article = runs.store.telling.article(other) if isinstance(other, str) else None
    return None if article is None else str(article["url"])


def about_history(row: Row, runs: Remembered) -> tuple[dict[str, Any], Place | None]:
    """When what happened to the address; with its line in the dataset, where it has one that can be found."""
    article = runs.store.telling.article(row["article_id"]) if row["article_id"] else None
    line = _line(row, article, runs)
    looks = row.get("looks") or 0
    found: dict[str, Any] = {
        "first_seen": iso(row["first_seen"]),
        "fetched": iso(row.get("fetched_at")),
        "dated": iso(row["dated"]),
        "change_told_by_source": iso(row.get("modified")),
    }
    if article is not None:
        found |= {
            "article_id": article["id"],
            "version": article["version"],
            "written": iso(article["written_at"]),
            "written_by_run": article["run_id"],
            "looks": looks,
            "last_look": iso(row.get("fetched_at")) if looks else None,
            "last_look_found": f"no article: {row['reason']}" if row["reason"] else None,
            "next_look": iso(row.get("look_at")) or "none is planned",
            **_doubles(article, runs),
        }
    if row.get("etag") or row.get("last_modified"):
        found["validators"] = ", ".join(filter(None, (row.get("etag"), row.get("last_modified"))))
    if line is not None:
        found["line"] = str(line)
        found["archive"] = _archived(line.record.get("archive"))
    return {name: value for name, value in found.items() if value is not None}, line


def _doubles(article: Row, runs: Remembered) -> Row:
    """Which article it repeats, and which ones repeat it."""
    other = runs.store.telling.article(article["duplicate_of"]) if article["duplicate_of"] else None
    copies = [row["url"] for row in runs.store.telling.repeating(article["id"])]
    return {
        "repeats": other["url"] if other else article["duplicate_of"],
        "cluster_id": article["cluster_id"] or (article["id"] if copies else None),
        "repeated_by": copies or None,
    }


def _archived(place: Any) -> str | None:
    """Where in an archive the page stands."""
    if not isinstance(place, dict):
        return None
    return f"{place.get('file')}, {place.get('length')} bytes from byte {place.get('offset')} on"


def _line(row: Row, article: Row | None, runs: Remembered) -> Place | None:
    if runs.output is None:
        return None
    if article is not None:
        wanted = article["id"]
        return find_line(runs.output, "articles", article["run_id"], wanted, lambda record: record.get("id") == wanted)
    if row["state"] == "rejected":
        from newscrawl.core.urls import identity

        key = row["key"]

        def is_it(record: Row) -> bool:
            return key in {identity(str(record.get(name))) for name in ("url", "requested_url") if record.get(name)}

        return find_line(runs.output, "rejected", row["run_id"], row["url"], is_it)
    return None


def about_others(row: Row, runs: Remembered) -> dict[str, Any]:
    """Further addresses under which the article or page is known, with what became of each."""
    found = {}
    for other in runs.store.telling.others(row):
        found[other["key"]] = other["state"] + (f", {other['reason']}" if other["reason"] else "")
    return found


def about_site(site: str, url: str, runs: Remembered) -> dict[str, Any]:
    """What is known of a site: its addresses, its sources and when they are due, what its articles look like."""
    store = runs.store
    counts = store.addresses.states(site)
    sources = sorted(store.telling.sources(site), key=lambda row: (-row["brought"], row["url"]))
    found: dict[str, Any] = {
        "site": site,
        "addresses": ", ".join(f"{counts[name]} {name}" for name in STATES if counts[name]) or "none",
        "sources": len(sources),
        "sources_that_brought_most": [f"{row['url']}: {about_source(row)}" for row in sources[:_SHOWN_SOURCES]],
    }
    if counts["done"]:
        found["dates_of_change"] = about_dates(store.looks.trust(site))
    if any(row["url"] == url for row in sources):
        found["this_address"] = "is one of its sources"
    return found


def about_dates(trust: LookTrust) -> str:
    """Whether the word of a site's sitemaps and feeds for a change is a reason to look at an article again."""
    if trust.doubted_at is None or trust.believes(time.time()):
        return "believed"
    looks = f"{trust.unchanged} looks in a row for their sake brought no change"
    return f"not believed since {iso(trust.doubted_at)}: {looks}"


def about_shape(site: str, url: str, row: Row | None, runs: Remembered) -> dict[str, Any]:
    """What the site's addresses of this one's shape have turned out to be, and what that makes of a link to it."""
    from newscrawl.core.likeness import article_likeness
    from newscrawl.core.shapes import kind_of

    said = dict(row["candidate"] or {}) if row else {}
    found = runs.store.shapes.of_site(site).explain(url, article_likeness(url, said.get("title")))
    if found["endless_path"] or (row is not None and row["reason"] == "trap"):
        found["trap"] = kind_of(found["shape"])
    return found


def about_source(row: Row) -> str:
    """One source on a line: what it is, what it brought, when it was visited, how it went, when it is due again."""
    said = [str(row["kind"]), f"brought {row['brought']}"]
    if row["visited_at"]:
        answer = f" (HTTP {row['status']})" if row["status"] not in (None, 200, 304) else ""
        said.append(f"visited {iso(row['visited_at'])}{answer}")
    if row["problem"]:
        said.append(str(row["problem"]).removeprefix(f"{row['url']}: "))
    if row["due_at"] is not None:
        due = "at the next run" if row["due_at"] <= time.time() else iso(row["due_at"])
        said.append(f"due {due}" + (f", about every {span(row['interval'])}" if row["interval"] else ""))
    return ", ".join(said)


def iso(moment: float | None) -> str | None:
    """A POSIX time as ISO 8601, UTC, to the second."""
    return None if not moment else datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")
