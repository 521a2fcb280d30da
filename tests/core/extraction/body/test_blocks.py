from __future__ import annotations

import pytest
from lxml import etree

from newscrawl.core.extraction.body.blocks import Walk, join
from newscrawl.core.extraction.body.features import Hints
from newscrawl.core.extraction.body.main_text import read_text
from newscrawl.core.extraction.body.outline import read_outline
from newscrawl.core.extraction.body.refine import Known
from newscrawl.core.extraction.page import read_page

LONG = "The crane was built in 1911 and lifted its last load in 1987; a museum has asked for its cabin and its hook."
PROSE = (
    "The harbour master closed the northern basin on Friday because the old crane had begun to lean towards the water.",
    "Engineers will take it down in three pieces, and the largest of them weighs more than forty tons, he said.",
    "Fishing boats can use the southern basin until the work is done, which should be before the end of October.",
    LONG,
)  # fmt: skip


def text(xml: str) -> str:
    return join(Walk().blocks(etree.fromstring(f"<body>{xml}</body>")))


def page_text(html: str) -> str:
    first, second, third, last = (f"<p>{text}</p>" for text in PROSE)
    page = read_page(f"<article>{first}{second}{html}{third}{last}</article>", "https://news.example/a")
    found = read_text(page, read_outline(page.slim_tree), Hints(), Known(), lambda blocks: None)
    whole = join(found.blocks)
    return whole.removeprefix(f"{PROSE[0]}\n\n{PROSE[1]}\n\n").removesuffix(f"\n\n{PROSE[2]}\n\n{PROSE[3]}")


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<p>a<lb/>b<lb/> <lb/>c</p>", "a\nb\n\nc"),
        ("<p>a</p><head>b<lb/><lb/>c</head><quote><p>d</p><p>e</p></quote>", "a\n\nb\nc\n\nd\n\ne"),
        ("<list><item>a<list><item>b</item></list></item><item>c<lb/><lb/>d</item></list><p>e</p>", "a\nb\nc\nd\n\ne"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "a\nb"),
    ],
)
def test_paragraphs_lists_and_quotes(xml: str, expected: str) -> None:
    assert text(xml) == expected


def test_a_text_that_is_set_as_a_list_is_paragraphs() -> None:
    assert text("<list><item><head>a</head><p>b</p><p>c</p></item><item><p>d</p></item></list>") == "a\n\nb\n\nc\n\nd"
    assert text("<ol><li><p>a</p><p>b</p></li><li><p>c</p><p>d</p></li></ol>") == "a\n\nb\n\nc\n\nd"
    assert text("<ol><li><p>a</p></li><li><p>c</p></li></ol>") == "a\nc"


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<row><cell>Year</cell><cell>Cranes</cell></row><row><cell>1911</cell><cell>2</cell></row>",
         "Year | Cranes\n1911 | 2"),
        ("<row><cell/><cell>1911</cell><cell>1987</cell></row><row><cell>a</cell><cell/><cell>2</cell></row>",
         "| 1911 | 1987\na | | 2"),
        ("<row><cell/><cell>a</cell><cell/></row><row><cell/><cell>b</cell><cell/></row>", "a\nb"),
        ("<row><cell>a</cell><cell><p>b</p><p>c<lb/>d</p>e<hi>f</hi></cell></row>", "a | b c d ef"),
        ("<caption>Of cranes</caption><tbody><tr><th>a</th><td>b</td></tr></tbody>", "Of cranes\na | b"),
        ("<row/><row><cell> </cell></row>", ""),
    ],
)  # fmt: skip
def test_a_table_of_data_is_a_line_a_row(xml: str, expected: str) -> None:
    assert text(f"<p>x</p><table>{xml}</table><p>y</p>") == "\n\n".join(filter(None, ("x", expected, "y")))


@pytest.mark.parametrize(
    "xml",
    [
        f"<row><cell><p>a</p><p>{LONG}</p></cell></row><row><cell>c</cell></row>",
        f"<tr><td><table><tr><td>a</td></tr></table></td><td><p>{LONG}</p><p>c</p></td></tr>",
    ],
)
def test_a_table_that_sets_out_text_is_paragraphs(xml: str) -> None:
    assert text(f"<table>{xml}</table>") == f"a\n\n{LONG}\n\nc"


def test_columns_of_paragraphs_are_read_one_after_the_other() -> None:
    cell = f"<cell><p>{LONG}</p><p>{LONG}</p></cell>"
    assert text(f"<table><row>{cell}{cell}</row></table>") == "\n\n".join([LONG] * 4)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>{LONG}<br><br>{LONG[::-1]}<br>so.</p>", f"{LONG}\n\n{LONG[::-1]}\nso."),
        ("<p>He said <q>yes</q> and ran <code>ls</code> on it.</p>", "He said yes and ran ls on it."),
        ("<pre>first\n  second\nthird</pre>", "first\nsecond\nthird"),
        ("<ul><li>one<ul><li>under one</li></ul></li><li>two</li></ul>", "one\nunder one\ntwo"),
        ("<blockquote><p>Said one.</p><p>Said another.</p></blockquote>", "Said one.\n\nSaid another."),
        (
            "<table><thead><tr><th></th><th>1911</th></tr></thead><tbody><tr><th>Cranes</th><td><p>2</p></td></tr></table>",
            "| 1911\nCranes | 2",
        ),
    ],
)
def test_a_page_keeps_its_form(html: str, expected: str) -> None:
    assert page_text(html) == expected
