from __future__ import annotations

import pytest
from lxml import etree

from newscrawl.core.extraction.body.blocks import Block, Walk, join
from newscrawl.core.extraction.body.features import Hints
from newscrawl.core.extraction.body.main_text import read_text
from newscrawl.core.extraction.body.outline import Outline, Place, read_outline
from newscrawl.core.extraction.body.refine import Known
from newscrawl.core.extraction.page import Page, read_page

URL = "https://news.example/2026/a-story"
PROSE = (
    "The harbour master closed the northern basin on Friday because the old crane had begun to lean towards the water.",
    "Engineers will take it down in three pieces, and the largest of them weighs more than forty tons, he said.",
    "Fishing boats can use the southern basin until the work is done, which should be before the end of October.",
    "The crane was built in 1911 and lifted its last load in 1987; a museum has asked for the cabin and the hook.",
)


def walk(xml: str) -> list[tuple[str, str, int]]:
    return [(block.kind, block.text, block.group) for block in Walk().blocks(etree.fromstring(xml))]


def read(page: Page, title: str = "") -> list[str]:
    found = read_text(page, read_outline(page.slim_tree), Hints(title), Known(), lambda blocks: None)
    return [block.text for block in found.blocks]


def texts(html: str, title: str = "") -> list[str]:
    return read(read_page(html, URL), title)


def outline(html: str) -> Outline:
    return read_outline(read_page(html, URL).tree)


def test_a_tree_of_text_becomes_blocks() -> None:
    assert walk(
        "<body>loose<p>one <hi>two</hi>\nthree<lb/>four</p> tail <head>head</head><list><item>a</item>"
        "<item><p>b</p></item>"
        "</list><quote>said</quote><table><row><cell>1</cell><cell>2</cell></row><row><cell><p>3</p>"
        "</cell></row></table></body>"
    ) == [
        ("p", "loose", 0),
        ("p", "one two three\nfour", 0),
        ("p", "tail", 0),
        ("head", "head", 0),
        ("item", "a", 1),
        ("item", "b", 1),
        ("quote", "said", 0),
        ("row", "1 | 2", 2),
        ("row", "3", 2),
    ]


def test_a_tree_of_html_does_too() -> None:
    assert walk("<div>a<br/>b<h2>c</h2><ul><li>d</li></ul><p/>  </div>") == [
        ("p", "a\nb", 0),
        ("head", "c", 0),
        ("item", "d", 1),
    ]


def test_lines_of_a_list_make_one_paragraph() -> None:
    blocks = [Block("a"), Block("b", "item", 1), Block("c", "item", 1), Block("d", "item", 2), Block("e")]
    assert join(blocks) == "a\n\nb\nc\n\nd\n\ne"
    assert join([]) == ""


def test_an_outline_parts_runs_and_says_where_they_stand() -> None:
    found = outline(
        "<nav><a href='/x'>Home</a></nav><article><h2>Head</h2><p>One <a href='/y'>two</a> <a href='#n'>"
        "three</a><br>four</p>"
        "<div class='post-comments'><form><p>Name</p></form></div></article><article><p>other</p></article>"
        "<script>no</script><div id='cookie-notice'>We</div>tail"
    ).runs
    assert [run.text for run in found] == ["Home", "Head", "One two three", "four", "Name", "other", "We", "tail"]
    assert [run.article for run in found] == [0, 1, 1, 1, 1, 2, 0, 0]
    home, head, one, _, name, _, cookies, tail = found
    assert home.place & Place.NAVIGATION
    assert home.link_share == 1
    assert head.place & Place.HEADING
    assert one.link_share == pytest.approx(3 / 11)
    assert name.place & Place.FORM
    assert name.place & Place.COMMENTS
    assert cookies.place & Place.CONSENT
    assert tail.place == Place.NONE


def test_names_count_as_whole_words() -> None:
    assert not outline("<div class='commentary shareholder tagline'><p>text</p></div>").runs[0].place


def test_paragraphs_come_out_and_the_page_stays() -> None:
    page = read_page(f"<article><h1>T</h1>{''.join(f'<p>{p}</p>' for p in PROSE)}</article><script>x</script>", URL)
    before = etree.tostring(page.tree)
    assert read(page)[-4:] == list(PROSE)
    assert etree.tostring(page.tree) == before


def test_a_line_break_stays_one() -> None:
    html = f"<article><p>{PROSE[0]}<br />\n{PROSE[1]}</p><p>{PROSE[2]}</p><p>{PROSE[3]}</p></article>"
    assert texts(html) == [f"{PROSE[0]}\n{PROSE[1]}", PROSE[2], PROSE[3]]


def test_a_body_in_pieces_is_put_together() -> None:
    pieces = "".join(
        f"<div class='row'><div class='text'><p>{p}</p><p>{p[::-1]}.</p></div></div><aside>Ad</aside>" for p in PROSE
    )
    found = texts(f"<body><article><h1>Crane</h1>{pieces}</article></body>")
    assert [text for text in found if text in PROSE] == list(PROSE)


def test_other_articles_of_the_page_stay_out() -> None:
    first = "".join(f"<p>{p}</p>" for p in PROSE)
    other = "<p>" + "Quite another story about a lake and the swans that live on it. " * 12 + "</p>"
    assert not any("swans" in text for text in texts(f"<article>{first}</article><article>{other}</article>", "Crane"))


def test_a_list_between_paragraphs_is_kept() -> None:
    items = ("the cabin of the crane, which a museum wants;", "the hook, which weighs two tons and is of steel.")
    html = (
        f"<body><h1>The old crane</h1><p>{PROSE[0]}</p><p>{PROSE[1]}</p><ul><li>{items[0]}</li><li>{items[1]}</li></ul>"
        f"<p>{PROSE[2]}</p><ul><li><a href='/1'>Another story</a></li></ul><p>{PROSE[3]}</p></body>"
    )
    assert texts(html, "The old crane") == [PROSE[0], PROSE[1], *items, PROSE[2], PROSE[3]]


def test_comments_stay_out() -> None:
    html = (
        f"<article>{''.join(f'<p>{p}</p>' for p in PROSE)}</article><div id='comments'><ol class='comment-list'><li>"
        "<p>I remember when the crane was still in use, my grandfather worked there for thirty years.</p>"
        "</li></ol></div>"
    )
    assert not any("grandfather" in text for text in texts(html))


@pytest.mark.parametrize("html", ["", "<p></p>", "<script>var a = 'text'</script>"])
def test_nothing_gives_no_blocks(html: str) -> None:
    assert texts(html) == []


def test_a_table_that_is_a_frame_gives_its_main_cell() -> None:
    cells = f"<tr><td><a href='/'>Home</a></td><td>{''.join(f'<p>{p}' for p in PROSE)}</td></tr><tr><td>Foot</td></tr>"
    assert texts(f"<table>{cells}</table>") == list(PROSE)


def test_a_table_of_data_keeps_its_rows() -> None:
    rows = "".join(f"<tr><td>{year}</td><td>{count} cranes</td></tr>" for year, count in ((2024, 910), (2025, 1204)))
    html = (
        f"<article><p>{PROSE[0]}</p><p>{PROSE[1]}</p><table>{rows}</table><p>{PROSE[2]}</p><p>{PROSE[3]}</p></article>"
    )
    assert texts(html) == [PROSE[0], PROSE[1], "2024 | 910 cranes", "2025 | 1204 cranes", PROSE[2], PROSE[3]]
