"""Pages whose article stands only in the data for their scripts, in the makes that frameworks and editors have."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from newscrawl.core.extraction import Extraction, extract_page
from newscrawl.core.extraction.body.data_texts import texts_in
from newscrawl.core.extraction.body.page_data import page_values
from newscrawl.core.extraction.from_data import lacks_text
from newscrawl.core.extraction.page import read_page
from newscrawl.core.verdict import Reason, Rejection

URL = "https://news.example/2026/11/14/harbour-crane-comes-down-by-october"
TITLE = "Old harbour crane comes down by October"
DESCRIPTION = "The northern basin stays closed while engineers take the leaning crane apart."
TEXT = (
    "The harbour master closed the northern basin on Friday because the old crane had begun to lean towards the water.",
    "Engineers will take the crane down in three pieces, and the largest of them weighs more than forty tons, he said.",
    "Fishing boats can use the southern basin until the work is done, which should be before the end of October.",
    "The crane was built in 1911 and lifted its last load in 1987; a museum has asked for the cabin and the hook.",
    "Residents who had signed a petition to keep it standing were told that the foundations could not be saved.",
)
OTHER = (
    "Choirs from nine villages sang in the town hall on Sunday, and the youngest singer was only six years old.",
    "The baker who had organised the evening counted more than four hundred guests, twice as many as a year before.",
    "Tickets had been sold out for weeks, and those who came too late listened from the square in front of the hall.",
    "Next year the choirs will meet in the old theatre, which has more seats and a roof that does not leak any more.",
    "Half of the money goes to the school, where the instruments have not been repaired for longer than a decade.",
    "The mayor thanked all those who had carried chairs, and promised to sing along if the choirs would have her.",
)
HTML = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
HEAD = (
    f'<title>{TITLE}</title><meta name="description" content="{DESCRIPTION}">'
    '<meta property="og:type" content="article">'
    '<meta property="article:published_time" content="2026-11-14T08:30:00+01:00">'
)


def shell(*scripts: str, head: str = HEAD) -> str:
    """What the server sends of a page that scripts fill."""
    return (
        f'<!doctype html><html lang="en"><head>{head}</head><body><div id="root"></div>'
        f"<noscript>You need to enable JavaScript to run this app.</noscript>{''.join(scripts)}</body></html>"
    )


def data(value: Any, name: str = "__NEXT_DATA__") -> str:
    return f'<script id="{name}" type="application/json">{json.dumps(value)}</script>'


def script(text: str) -> str:
    return f"<script>{text}</script>"


def read(*scripts: str, **parts: str) -> Extraction:
    return extract_page(shell(*scripts, **parts), URL)


def teasers() -> list[dict[str, Any]]:
    return [{"title": f"Story {n}", "url": f"/{n}", "summary": paragraph} for n, paragraph in enumerate(OTHER)]


def flight(*rows: str) -> str:
    """Rows as React streams them, in chunks that end anywhere."""
    stream = "".join(rows)
    chunks = [stream[start : start + 333] for start in range(0, len(stream), 333)]
    return "".join(script(f"self.__next_f.push([1,{json.dumps(chunk)}])") for chunk in ("", *chunks))


def elements() -> list[Any]:
    return [["$", "p", None, {"children": [paragraph[:40], ["$", "b", None, {"children": paragraph[40:]}]]}]
            for paragraph in TEXT]  # fmt: skip


def spans(paragraph: str, kind: str, name: str) -> list[dict[str, Any]]:
    """A paragraph in two pieces, the second one with a mark."""
    return [{kind: "text", name: paragraph[:30]}, {kind: "text", name: paragraph[30:], "marks": [{kind: "bold"}]}]


PROSE_MIRROR = {"type": "doc", "content": [{"type": "paragraph", "content": spans(p, "type", "text")} for p in TEXT]}
CONTENTFUL = {
    "nodeType": "document",
    "content": [{"nodeType": "paragraph", "data": {}, "content": spans(p, "nodeType", "value")} for p in TEXT],
}
PORTABLE = [{"_type": "block", "style": "normal", "children": spans(p, "_type", "text")} for p in TEXT]
LEXICAL = {
    "root": {"type": "root", "children": [{"type": "paragraph", "children": spans(p, "type", "text")} for p in TEXT]}
}
SLATE = [{"type": "p", "children": [{"text": p[:30]}, {"text": p[30:], "bold": True}]} for p in TEXT]
EDITOR_JS = {"time": 1, "blocks": [{"type": "paragraph", "data": {"text": p}} for p in TEXT], "version": "2"}
DRAFT_JS = {"blocks": [{"key": "a", "text": p, "type": "unstyled", "depth": 0} for p in TEXT], "entityMap": {}}
GUTENBERG = [{"blockName": "core/paragraph", "attrs": {}, "innerHTML": f"<p>{p}</p>"} for p in TEXT]
CONTENT_ELEMENTS = [
    {"type": "image", "url": "/a.jpg", "caption": "The crane, seen from the lighthouse on a morning in March."},
    *({"_id": "X", "type": "text", "content": p} for p in TEXT),
    {"type": "interstitial_link", "url": "/other", "content": "More of the harbour and its cranes."},
]  # fmt: skip
HAST = {
    "type": "root",
    "children": [{"type": "element", "tagName": "p", "children": [{"type": "text", "value": p}]} for p in TEXT],
}
NESTED = {"model": {"blocks": [
    {"type": "headline", "model": {"blocks": [{"type": "paragraph", "model": {"text": TITLE}}]}},
    *({"type": "text", "model": {"blocks": [{"type": "paragraph", "model": {
        "text": p, "blocks": [{"type": "fragment", "model": {"text": p}}]}}]}} for p in TEXT)]}}  # fmt: skip
NUXT_3 = [["ShallowReactive", 1], {"data": 2}, ["Reactive", 3], {"article": 4}, {"title": 5, "body": 6}, TITLE,
          list(range(7, 7 + len(TEXT))), *({"type": 12 + n, "text": 17 + n} for n in range(len(TEXT))),
          *(["paragraph"] * len(TEXT)), *TEXT]  # fmt: skip

MAKES = {
    "Next.js, a string of HTML": data({"props": {"pageProps": {"article": {"title": TITLE, "body": HTML}}}}),
    "escaped once more": data({"article": {"body": HTML.replace("<", "&lt;").replace(">", "&gt;")}}),
    "plain paragraphs": data({"article": {"text": "\n\n".join(TEXT)}}),
    "ProseMirror": data({"props": {"doc": PROSE_MIRROR}}),
    "ProseMirror in a string": data({"props": {"doc": json.dumps(PROSE_MIRROR)}}),
    "Contentful": data({"fields": {"body": CONTENTFUL}}),
    "Portable Text": data({"post": {"body": PORTABLE}}),
    "Lexical": data({"post": {"content": LEXICAL}}),
    "Slate": data({"post": {"value": SLATE}}),
    "Editor.js": data({"post": {"body": EDITOR_JS}}),
    "Draft.js": data({"post": {"body": DRAFT_JS}}),
    "Gutenberg": data({"post": {"blocks": GUTENBERG}}),
    "hast": data({"post": {"body": HAST}}, "other"),
    "blocks in blocks": data({"page": NESTED}),
    "Nuxt 3": data(NUXT_3, "__NUXT_DATA__"),
    "Fusion": script(
        f"window.Fusion=window.Fusion||{{}};Fusion.globalContent={json.dumps({'content_elements': CONTENT_ELEMENTS})};"
        "Fusion.globalContentConfig={a:1}"
    ),
    "Apollo": script(
        f"window.__APOLLO_STATE__ = {json.dumps({'Article:1': {'__typename': 'Article', 'html': HTML}})};"
    ),
    "initial state with undefined": script(
        f"window.__INITIAL_STATE__={json.dumps({'user': 0, 'article': {'body': HTML}}).replace('0', 'undefined', 1)};"
    ),
    "JSON.parse": script(f"window.state = JSON.parse({json.dumps(json.dumps({'a': {'body': HTML}}))});"),
    "JSON.parse of an address": script(
        f'window.state=JSON.parse(decodeURIComponent("{quote(json.dumps({"body": HTML}))}"))'
    ),
    "Nuxt 2": script(
        f"window.__NUXT__=(function(a,b){{return {{layout:a,data:[{{body:{json.dumps(HTML)}}}],x:b}}}}('x',void 0));"
    ),
    "a pushed query": script(f"(window.q=window.q||[]).push({json.dumps({'queries': [{'data': {'html': HTML}}]})})"),
    "React's elements": flight(f'1:I["x"]\n0:["$","main",null,{{"children":{json.dumps(elements())}}}]\n'),
    "React's text rows": flight(
        f"5:T{len(HTML.encode()):x},{HTML}", '6:["$","$L2",null,{"article":{"html":"$5"}}]\n7:null\n'
    ),
}


@pytest.mark.parametrize("make", MAKES)
def test_an_article_in_a_pages_data_comes_out(make: str) -> None:
    result = read(data({"items": teasers()}, "others"), MAKES[make])
    assert result.rejection is None
    assert result.article is not None
    assert result.article.text == "\n\n".join((TITLE, *TEXT))
    assert result.article.extractor is not None
    assert result.article.extractor.endswith(" data")
    assert result.article.date_published == "2026-11-14T08:30:00+01:00"
    assert result.article.quality is not None


def test_headings_lists_and_quotes_keep_their_form() -> None:
    blocks = [
        {"type": "paragraph", "data": {"text": TEXT[0]}},
        {"type": "header", "data": {"text": "What comes next"}},
        {"type": "list", "data": {"style": "unordered", "items": ["First the hook goes.", "Then the arm goes."]}},
        *({"type": "paragraph", "data": {"text": paragraph}} for paragraph in TEXT[1:]),
        {"type": "embed", "data": {"caption": "A film of the crane, which nobody reads here."}},
    ]
    article = read(data({"body": {"blocks": blocks}})).article
    assert article is not None
    wanted = (TITLE, TEXT[0], "What comes next", "First the hook goes.\nThen the arm goes.", *TEXT[1:])
    assert article.text == "\n\n".join(wanted)


def test_captions_links_and_placeholders_are_no_text() -> None:
    html = (
        f'<div class="image-box"><img src="a.jpg"><div class="caption"><p>The crane as it was in 1911.</p></div></div>'
        f"$$AD$$<p>{TEXT[0]}</p><p>{{{{gallery-3}}}}</p><p>https://media.example/a.mp3</p>"
        '<p><a href="/x">Read also: choirs sing in the town hall</a></p><p style="display: none">Hidden.</p>'
        f"{HTML[len(TEXT[0]) + 7 :]}"
    )
    article = read(data({"article": {"body": html}})).article
    assert article is not None
    assert article.text == "\n\n".join((TITLE, *TEXT))


def test_the_text_is_the_pages_and_not_another_ones() -> None:
    longer = "".join(f"<p>{paragraph}</p>" for paragraph in (*OTHER, *OTHER))
    titles = {"Choirs": longer, TITLE: HTML, "More": longer}
    articles = [{"title": title, "slug": title.lower(), "body": body} for title, body in titles.items()]
    article = read(data({"articles": articles})).article
    assert article is not None
    assert article.text == "\n\n".join((TITLE, *TEXT))


@pytest.mark.parametrize(
    "scripts",
    [
        (),
        (data({"article": {"title": "Choirs", "body": "".join(f"<p>{paragraph}</p>" for paragraph in OTHER)}}),),
        (data({"items": teasers()}),),
        (data({"items": [{"headline": TITLE, "url": f"/{n}", "text": text} for n, text in enumerate(TEXT)]}),),
        (data({"comments": [{"text": text} for text in TEXT]}),),
        (data({"article": {"body": f"<p>{TEXT[0][:60]}</p>"}}),),
        ('<script type="application/json">{"body": </script>', script("a={b:" * 500), script('x("' + "\\" * 999)),
        (script("=" + "[" * 100_000), data([[[]]] * 500), script("self.__next_f.push([1,5])")),
        (flight("5:Tzz,", "no row at all\n", "9:{broken\n", '0:"$5"\n', "a:Tffffff,short"),),
    ],
    ids=["nothing", "another", "teasers", "teasers of it", "comments", "too short", "broken", "deep", "odd rows"],
)
def test_a_page_without_its_text_stays_rejected(scripts: tuple[str, ...]) -> None:
    result = read(*scripts)
    assert result.rejection is not None
    assert result.rejection.reason == Reason.NEEDS_BROWSER


def test_a_text_that_is_not_free_stays_where_it_is() -> None:
    locked = HEAD + '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    assert read(data({"body": HTML}), head=locked).rejection is not None


def test_the_text_that_a_page_shows_counts_and_not_the_one_in_its_data() -> None:
    shown = f"<article><h1>{TITLE}</h1>{HTML}</article>"
    page = shell(data({"body": HTML + f"<p>{OTHER[0]}</p>" * 9})).replace('<div id="root"></div>', shown)
    article = extract_page(page, URL).article
    assert article is not None
    assert article.text == "\n\n".join((TITLE, *TEXT))
    assert not (article.extractor or "").endswith(" data")


def test_json_ld_is_the_last_to_be_asked() -> None:
    body = "\n\n".join(TEXT)
    declared: dict[str, Any] = {"@type": "NewsArticle", "headline": TITLE, "articleBody": body}
    result = read(f'<script type="application/ld+json">{json.dumps(declared)}</script>')
    assert result.article is not None
    assert result.article.text == "\n\n".join((TITLE, *TEXT))
    assert (result.article.extractor or "").endswith(" declared")
    for cut in (body[:-20] + "…", body[:120]):
        declared["articleBody"] = cut
        result = read(f'<script type="application/ld+json">{json.dumps(declared)}</script>')
        assert result.rejection is not None
        assert result.rejection.reason == Reason.NEEDS_BROWSER
    declared |= {"articleBody": body, "isAccessibleForFree": False}
    result = read(f'<script type="application/ld+json">{json.dumps(declared)}</script>')
    assert result.rejection is not None
    assert result.rejection.reason == Reason.PAYWALL_TEXT


def test_what_counts_as_a_want_of_text() -> None:
    assert lacks_text(Rejection(Reason.NO_TEXT))
    assert lacks_text(Rejection(Reason.CONSENT_TEXT, {"width": 900}))
    assert lacks_text(Rejection(Reason.NOT_AN_ARTICLE, {"width": 100}))
    assert not lacks_text(Rejection(Reason.NOT_AN_ARTICLE, {"width": 1000}))
    assert not lacks_text(Rejection(Reason.PAYWALL_TEXT, {"width": 100}))
    assert not lacks_text(Rejection(Reason.INDEX_PAGE, {"width": 100}))


@pytest.mark.parametrize(
    ("kind", "script", "texts"),
    [
        ("", 'self.__next_f.push([1,"' + "0:[x\\n" * 150_000 + '"])', 0),
        ("", "__next_f.push([ " * 200_000, 0),
        ("", '"' + '\\"' * 200_000 + "\\", 0),
        ('type="application/json"', json.dumps("<div>" + '<a href="/">on</a> and off. ' * 40_000 + "</div>"), 1),
        ('type="application/json" id="__NUXT_DATA__"', f"[[{'0,' * 300_000}0]]", 0),
    ],
    ids=[
        "rows that are none",
        "a stream that is none",
        "a string without end",
        "links in one element",
        "a list of itself",
    ],
)
def test_hostile_data_are_read_in_time(kind: str, script: str, texts: int) -> None:
    page = read_page(f"<title>A title of a page</title><script {kind}>{script}</script>", URL)
    assert sum(len(list(texts_in(value))) for value in page_values(page)) == texts
