"""The check that says how far a dataset agrees with the demo web."""

from __future__ import annotations

from typing import Any

from newscrawl.demo import check, load_expected

ARTICLES = [row for row in load_expected() if row["kind"] == "article"]
NOW = [row for row in ARTICLES if not row.get("later")]


def records(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"url": row["url"], "text": row["text"]} for row in rows]


def test_the_whole_web() -> None:
    found = check(records(NOW))
    assert found.ok
    assert found.expected == found.found == found.exact == len(NOW) - 2
    assert (
        found.line()
        == f"{found.expected} of {found.expected} articles found, {found.exact} with exactly the expected text"
    )


def test_one_carrier_of_the_wire_story_is_enough() -> None:
    carriers = [row for row in NOW if row.get("wire")]
    for carrier in carriers:
        kept = [row for row in NOW if row not in carriers or row is carrier]
        assert check(records(kept)).ok
    none = check(records([row for row in NOW if row not in carriers]))
    assert len(none.missing) == 1
    assert "missing: http://" in none.line()


def test_a_missing_an_extra_a_double_and_a_differing_one() -> None:
    rows = records(NOW)
    lost = rows.pop(0)
    rows[0] = {**rows[0], "text": rows[0]["text"] + "\n\nLeave A Reply"}
    rows += [rows[1], {"url": "http://stadtblatt.example/impressum/", "text": "Impressum"}]
    found = check(rows)
    assert not found.ok
    assert found.missing == (lost["url"],)
    assert found.extra == (rows[1]["url"], "http://stadtblatt.example/impressum/")
    assert found.differing == (rows[0]["url"],)
    assert found.exact == found.found - 1
    assert "not expected: http://" in found.line()


def test_after_publishing_both_versions_are_right() -> None:
    updated = [{"url": row["url"], "text": row["updated"]["text"]} for row in ARTICLES if "updated" in row]
    found = check([*records(ARTICLES), *updated], published=True)
    assert found.ok
    assert found.exact == found.found
    assert check(records(NOW), published=True).missing
    assert check(records(ARTICLES)).extra


def test_with_a_browser_the_script_site_counts() -> None:
    rendered = [row["rendered"] | {"url": row["url"]} for row in load_expected() if "text" in row.get("rendered", {})]
    assert check(records(NOW), rendered=True).missing == tuple(row["url"] for row in rendered)
    assert check(records([*NOW, *rendered]), rendered=True).ok
