"""The dataset card: README.md in the form of the Hugging Face Hub."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from newscrawl.core.exports.front_matter import size_category, yaml

MOST_ROWS = 50
CRAWLS_OWN = "<!-- newscrawl crawl keeps this page up to date; put your own in its place, and it stays as it is -->"
"""A line of `uncounted_card`, by which it is known."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the counts do not say."""

    version: str
    """newscrawl's."""
    made_at: str
    """ISO 8601, UTC."""
    form: str
    """What the files are, as a sentence."""
    fields: str
    """What the columns are, as a sentence."""
    data_files: Mapping[str, Any] | None = None
    """Keys of the `configs` entry for datasets, such as data_files; None where it can't load the form."""
    features: Sequence[dict[str, Any]] = ()
    """See front_matter.features; empty where the files say it themselves."""
    filters: Sequence[str] = ()
    """Options that left records out, as they were typed."""
    left_out: Mapping[str, int] = field(default_factory=dict)


def card(figures: Mapping[str, Any], facts: Facts) -> str:
    """The page, of figures.as_dict() and the rest; what publishers wrote is escaped, so that it shows as text."""
    parts = [
        f"---\n{yaml(_front_matter(figures, facts))}---\n",
        "# News articles\n",
        _what(figures, facts),
        f"## Files and fields\n\n{facts.form} {facts.fields}\n",
        _rights(figures),
        _table("Sites", "site", figures["sites"], figures["records"]),
        _table("Languages", "language", figures["languages"], figures["records"]),
        _table("Months", "month of publishing", dict(reversed(figures["months"].items())), figures["records"]),
        _table("Kinds", "kind", figures["kinds"], figures["records"]),
        _quality(figures),
        _how(figures, facts),
        _LIMITS,
        _TAKE_DOWN,
    ]
    return "\n".join(parts)


def uncounted_card(facts: Facts) -> str:
    """The page that a crawl keeps in its output folder: how to load what is there. The same for the same facts."""
    matter = {**_ALWAYS, **_loading(facts)}
    return f"""---
{yaml(matter)}---
{CRAWLS_OWN}

# News articles

{facts.form} {facts.fields}

    datasets.load_dataset("this folder", split="train")

takes the articles with the types above. `newscrawl card --out` with this folder puts a page in the place of this one
that counts sites, languages, months, rights and quality.

{_TAKE_DOWN}"""


_ALWAYS: Mapping[str, Any] = {
    "pretty_name": "News articles",
    "license": "other",
    "license_name": "rights-of-the-publishers",
    "source_datasets": ["original"],
    "annotations_creators": ["no-annotation"],
    "language_creators": ["found"],
    "task_categories": ["text-generation"],
    "tags": ["news", "web", "newscrawl"],
}


def _loading(facts: Facts) -> dict[str, Any]:
    if not facts.data_files:
        return {}
    matter: dict[str, Any] = {"configs": [{"config_name": "default", **facts.data_files}]}
    if facts.features:
        matter["dataset_info"] = [{"config_name": "default", "features": list(facts.features)}]
    return matter


def _front_matter(figures: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
    languages = [code for code in figures["languages"] if code != "und"]
    matter: dict[str, Any] = {**_ALWAYS, "size_categories": [size_category(figures["records"])]}
    if languages:
        matter["language"] = languages
        matter["multilinguality"] = ["multilingual" if len(languages) > 1 else "monolingual"]
    return {**matter, **(_loading(facts) if figures["records"] else {})}


def _what(figures: Mapping[str, Any], facts: Facts) -> str:
    published, fetched = figures["published"], figures["fetched"]
    lines = [
        f"{figures['records']:,} articles of {_some(len(figures['sites']), 'news site')} in "
        f"{_some(len(figures['languages']), 'language')}, {figures['characters']:,} characters of text, "
        "taken from the publishers' own pages.\n",
        "| | |",
        "|---|---|",
        f"| published | {_span(published)} |",
        f"| fetched | {_span(fetched)} |",
        f"| near or exact doubles in it (`duplicate_of`) | {figures['duplicates']:,} |",
        f"| later versions of an article (`version` above 1) | {figures['updates']:,} |",
        f"| behind a paywall, by what the page says | {_counts(figures['paywalled'])} |",
        f"| made | {facts.made_at} with newscrawl {facts.version} |",
    ]
    return "\n".join(lines) + "\n"


def _rights(figures: Mapping[str, Any]) -> str:
    lines = [
        "## Rights\n",
        "The texts belong to their publishers; this dataset gives no license to them. What publishers say of use by "
        "machines was looked for in robots.txt, headers, pages, tdmrep.json and RSL licenses, and stands in `rights` "
        "of every record with place and time. The verdicts:\n",
        "| | allowed | reserved | nothing is said |",
        "|---|---:|---:|---:|",
        _verdicts("for the purpose of the run that fetched them", figures["rights"]),
        _verdicts("for the training of AI", figures["rights_training"]),
    ]
    if figures["signals"]:
        lines.append(f"\nRecords with a signal of each kind: {_counts(figures['signals'])}.")
    return "\n".join(lines) + "\n"


def _verdicts(name: str, counts: Mapping[str, int]) -> str:
    return f"| {name} | " + " | ".join(f"{counts.get(word, 0):,}" for word in ("allowed", "reserved", "unknown")) + " |"


def _table(title: str, name: str, counts: Mapping[str, int], whole: int) -> str:
    lines = [f"## {title}\n", f"| {name} | articles | share |", "|---|---:|---:|"]
    rows = list(counts.items())
    lines += [f"| {escaped(key)} | {number:,} | {number / whole:.1%} |" for key, number in rows[:MOST_ROWS]]
    if rest := rows[MOST_ROWS:]:
        number = sum(count for _, count in rest)
        lines.append(f"| {len(rest):,} more, in figures.json | {number:,} | {number / whole:.1%} |")
    return "\n".join(lines) + "\n"


def _quality(figures: Mapping[str, Any]) -> str:
    lines = [
        "## Quality\n",
        "`quality` is the probability that the page is an article and its text right, as newscrawl estimates it.\n",
        "| quality | articles |",
        "|---|---:|",
    ]
    for tenth, number in figures["quality"].items():
        name = tenth if tenth == "unknown" else f"{tenth} to {float(tenth) + 0.1:.1f}"
        lines.append(f"| {name} | {number:,} |")
    return "\n".join(lines) + "\n"


def _how(figures: Mapping[str, Any], facts: Facts) -> str:
    lines = [
        "## How it was made\n",
        "newscrawl found the articles by the sites' sitemaps, feeds, front and section pages, within robots.txt, and "
        "took from each page the article's own text without menus, teasers, comments and notices. Lines that stand on "
        "many pages of a site were left out as its boilerplate; pages that are no articles were rejected. What repeats "
        "another article says so in `duplicate_of`, unless it was left out; a changed article is a new line with the "
        "same `id` and the next `version`.\n",
        f"Read by: {_counts(figures['extractors'])}.",
    ]
    if facts.filters:
        lines.append(f"\nThis export was narrowed by `{' '.join(escaped(word) for word in facts.filters)}`.")
    if facts.left_out:
        lines.append(f"Left out: {_counts(facts.left_out)}.")
    return "\n".join(lines) + "\n"


_LIMITS = """## Limits

* Texts are what publishers wrote: they hold names of persons, errors, opinions, and what was later corrected.
* Extraction errs: now and then a line is missing or one too many. `quality` says how sure a record is.
* A site is not the press: what was named for crawling, announced by the sites and open to robots is here, nothing else.
* Dates and authors are what the pages say; what they don't say is null.
"""

_TAKE_DOWN = """## Take-down

Who holds rights in an article, or is named in one, can ask whoever publishes this dataset to take it out.
`newscrawl forget URL` takes it out of the dataset that this was made from, for good; make this again afterwards.
"""


def escaped(text: str) -> str:
    """A text as Markdown shows it and nothing more, on one line of a table."""
    line = " ".join(text.split())
    return "".join(f"\\{char}" if char in "\\`*_[]<>|#&!~" else char for char in line) or "(none)"


def _some(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _span(days: Sequence[str | None]) -> str:
    first, last = (escaped(day) if day else None for day in days)
    return "not known" if first is None else f"{first}" if first == last else f"{first} to {last}"


def _counts(counts: Mapping[str, int]) -> str:
    shown = [f"{escaped(name)} {number:,}" for name, number in list(counts.items())[:MOST_ROWS]]
    return ", ".join(shown) or "none"
