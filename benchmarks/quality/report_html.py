"""The worst pages as HTML: an index, and a page each with what is missing and what is extra.

Every page stands by itself: its style is in it, it has no script, and its content policy lets none run. All that comes
from a corpus is escaped.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.quality.diff import Part, compare
from benchmarks.quality.report_style import STYLE
from benchmarks.quality.results import Result

__all__ = ["write_report"]


def write_report(folder: Path, results: Sequence[Result], count: int) -> Path:
    """Writes FOLDER/index.html and a page for each of the `count` articles with the lowest F1; gives the index.

    Pages of an earlier report in the folder are overwritten or removed. Raises OSError.
    """
    articles = [result for result in results if result.page.body]
    worst = sorted(articles, key=lambda result: (result.score.f1, result.page.id))[:count]
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("page-[0-9]*.html"):
        old.unlink()
    for place, result in enumerate(worst, start=1):
        (folder / _name(place)).write_text(_diff_page(result, place, len(worst)), encoding="utf-8")
    index = folder / "index.html"
    index.write_text(_index(worst, len(articles)), encoding="utf-8")
    return index


def _index(worst: Sequence[Result], articles: int) -> str:
    heads = "".join(
        f'<th scope="col"{kind}>{name}</th>'
        for kind, names in ((' class="number"', "F1 Precision Recall"), ("", "Suite Language Country Quality Verdict"))
        for name in names.split()
    )
    rows = "\n".join(_row(result, place) for place, result in enumerate(worst, start=1))
    return _document(
        "Worst pages",
        f"""<h1>Worst pages</h1>
<p>{len(worst)} of {articles} articles, lowest F1 first. Each opens to its text beside the known one.</p>
<div class="wide"><table>
<thead><tr><th scope="col" class="number">#</th><th scope="col">Page</th>{heads}</tr></thead>
<tbody>
{rows}
</tbody></table></div>""",
    )


def _row(result: Result, place: int) -> str:
    page, score = result.page, result.score
    title = page.title or result.ours.title or page.id
    cells = [f"{score.f1:.3f}", _precision(result), _recall(result)]
    texts = [page.source, result.language, page.country or "-", _quality(result), result.ours.rejected or "passes"]
    return (
        f'<tr><td class="number">{place}</td><td><a href="{_name(place)}" dir="auto">{_text(title)}</a>'
        f'<br><small dir="ltr">{_text(page.url)}</small></td>'
        + "".join(f'<td class="number">{cell}</td>' for cell in cells)
        + "".join(f"<td>{_text(text)}</td>" for text in texts)
        + "</tr>"
    )


def _diff_page(result: Result, place: int, last: int) -> str:
    page, ours = result.page, result.ours
    known = page.body if result.score.with_standfirst else page.body[len(page.standfirst or "") :].strip()
    title = page.title or ours.title or page.id
    facts = {
        "F1": f"{result.score.f1:.4f}",
        "Precision, recall": f"{_precision(result)}, {_recall(result)}",
        "Address": _link(page.url),
        "Suite, id": f"{_text(page.source)}, {_text(page.id)}",
        "Language": _text(f"{ours.language or '-'} (the known text: {result.language})"),
        "Extractor": _text(ours.record.get("extractor") or "-"),
        "Quality": _text(_quality(result)),
        "Verdict": _text(ours.error or ours.rejected or "passes"),
        "Standfirst": "counted without it" if not result.score.with_standfirst else "",
    }
    listed = "\n".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts.items() if value)
    pieces = "".join(_piece(part, text) for part, text in compare(known, ours.text))
    return _document(
        title,
        f"""{_navigation(place, last)}
<h1 dir="auto">{_text(title)}</h1>
<dl>
{listed}
</dl>
<p class="legend">{_piece(Part.MISSING, "missing: in the known text, not in newscrawl's")}
{_piece(Part.EXTRA, "extra: in newscrawl's text, not in the known one")}</p>
<div class="text" dir="auto">{pieces or "Both texts are empty."}</div>""",
    )


def _piece(part: Part, text: str) -> str:
    if part is Part.MISSING:
        return f'<del title="missing: in the known text alone">{_text(text)}</del>'
    if part is Part.EXTRA:
        return f'<ins title="extra: in newscrawl\'s text alone">{_text(text)}</ins>'
    return _text(text)


def _navigation(place: int, last: int) -> str:
    links = ['<a href="index.html">All pages</a>']
    if place > 1:
        links.append(f'<a href="{_name(place - 1)}" rel="prev">&larr; worse</a>')
    links.append(f"<span>{place} of {last}</span>")
    if place < last:
        links.append(f'<a href="{_name(place + 1)}" rel="next">better &rarr;</a>')
    return f"<nav>{' '.join(links)}</nav>"


def _document(title: str, body: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{_text(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _name(place: int) -> str:
    return f"page-{place:04d}.html"


def _text(text: str) -> str:
    """Escaped, for an element's text and an attribute's value; no character that HTML does not have."""
    return html.escape("".join(char for char in text if char >= " " or char in "\n\t"))


def _link(url: str) -> str:
    """A link where the address is one of the web; its text alone where it is not."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        scheme = ""
    if scheme not in ("http", "https"):
        return _text(url)
    return f'<a href="{_text(url)}" rel="noopener noreferrer" dir="ltr">{_text(url)}</a>'


def _quality(result: Result) -> str:
    quality = result.ours.record.get("quality")
    return "-" if quality is None else f"{quality:.2f}"


def _precision(result: Result) -> str:
    return _ratio(result.score.right, result.score.extra)


def _recall(result: Result) -> str:
    return _ratio(result.score.right, result.score.missing)


def _ratio(part: float, rest: float) -> str:
    return f"{part / (part + rest):.3f}" if part + rest else "-"
