from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.matching import blocks_of
from newscrawl.core.extraction.body.outline import Outline, Place, Run, read_outline
from newscrawl.core.extraction.body.refine import Known, Refined, refine
from newscrawl.core.quality.boilerplate import Boilerplate, boilerplate, speaks_of

LONG = "The council voted for the bridge on Monday evening, and the work is to begin in the spring of next year."
NEXT = "Thirty-one members were for it, five against, and the others stayed away from the vote, the mayor said."


def clean(*lines: str | Block | tuple[str, int, int], known: Known | None = None) -> Refined:
    """Lines as text, as a block, or as (text, characters in links, place)."""
    blocks, runs = [], []
    for line in lines:
        text = line if isinstance(line, str) else line.text if isinstance(line, Block) else line[0]
        blocks.append(line if isinstance(line, Block) else Block(text))
        runs.append(Run(text, line[1], line[2]) if isinstance(line, tuple) else Run(text, 0, Place.NONE))
    return refine(blocks, Outline(runs), known or Known())


def kept(*lines: str | Block | tuple[str, int, int], known: Known | None = None) -> list[str]:
    return [block.text for block in clean(*lines, known=known).blocks]


def test_an_article_stays_as_it_is() -> None:
    assert kept(LONG, Block("A heading", "head"), NEXT, "“No,” he said.", LONG[::-1] + ".") == [
        LONG, "A heading", NEXT, "“No,” he said.", LONG[::-1] + ".",
    ]  # fmt: skip


def test_the_seed_of_all_this() -> None:
    found = clean(
        "A bridge for the town", "0 31", LONG, f"{NEXT}\nThey went home.", "Freedom", "Leave A Reply",
        "Your email address will not be published.",
        "This website uses cookies to improve your experience. We'll assume you're ok with this. Accept Read More",
        known=Known(title="A bridge for the town", labels=("Freedom",)),
    )  # fmt: skip
    assert [block.text for block in found.blocks] == [LONG, f"{NEXT}\nThey went home."]
    assert {line for _, line in found.dropped} >= {"A bridge for the town", "0 31", "Freedom", "Leave A Reply"}


def test_a_title_and_what_stands_above_it_goes() -> None:
    known = Known(title="Council votes for the bridge", headings=("Town hall Council votes for the bridge",))
    assert kept("News", "Council votes for the bridge", LONG, NEXT, known=known) == [LONG, NEXT]
    assert kept("Town hall: Council votes for the bridge!", LONG, NEXT, known=known) == [LONG, NEXT]
    assert kept(LONG, NEXT, known=known) == [LONG, NEXT]


def test_a_standfirst_above_the_title_stays() -> None:
    assert kept(LONG, "The bridge", NEXT, known=Known(title="The bridge")) == [LONG, NEXT]


@pytest.mark.parametrize(
    "line",
    [
        "By Wren Hadley",
        "Wren Hadley",
        "Wren Hadley, Marrow",
        "Von Jana Beyer und Udo Falk",
        "Posted on 9 November 2026 by Hilda Crane",
        "2. März 2026, 14:05 Uhr",
        "12.03.2026",
        "2026-03-12 10:26",
        "3 min read",
        "Lesedauer: 4 Minuten",
        "1.204 views",
        "Local news",
        "|",
    ],
)
def test_lines_about_the_article_go_from_its_head(line: str) -> None:
    known = Known(authors=("Wren Hadley",), labels=("Local News",))
    assert kept(line, LONG, NEXT, known=known) == [LONG, NEXT]
    assert kept(LONG, line, NEXT, known=known) == [LONG, NEXT]


@pytest.mark.parametrize(
    "line", ["(dpa)", "AFP/Reuters", "Reuters, dpa", "(jb)", "Tags: bridge, town", "© 2026 The Gazette"]
)
def test_credits_go_from_the_end(line: str) -> None:
    assert kept(LONG, NEXT, line) == [LONG, NEXT]


def test_an_authors_name_in_a_sentence_stays() -> None:
    known = Known(authors=("Wren Hadley",))
    line = "Wren Hadley has counted the cranes for nine years, and she has never seen so many of them."
    assert kept(LONG, NEXT, line, known=known) == [LONG, NEXT, line]


def test_links_go() -> None:
    teaser = "Swans return to the lake after ten years"
    assert kept(LONG, (teaser, 40, Place.NONE), NEXT) == [LONG, NEXT]
    assert kept(LONG, (teaser, 10, Place.NONE), NEXT) == [LONG, teaser, NEXT]


def test_headings_that_are_links_stay_where_they_are_many() -> None:
    runs = [Run(f"Entry number {n} of the day", 40, Place.HEADING) for n in range(5)]
    blocks = [block for run in runs for block in (Block(run.text, "head"), Block(f"{run.text}: {LONG}"))]
    assert refine(blocks, Outline(runs), Known()).blocks == blocks


def test_a_list_of_links_goes_and_a_list_stays() -> None:
    links = [Block(f"Kicker: headline number {n}", "item", 1) for n in range(3)]
    steps = [Block(f"Step number {n} is this", "item", 2) for n in range(3)]
    runs = [Run(b.text, 17, Place.ITEM) for b in links] + [Run(b.text, 0, Place.ITEM) for b in steps]
    found = refine([Block(LONG), *links, Block(NEXT), *steps], Outline(runs), Known()).blocks
    assert [block.text for block in found] == [LONG, NEXT, *(step.text for step in steps)]


@pytest.mark.parametrize("place", [Place.FORM, Place.COMMENTS, Place.SHARING, Place.CONSENT, Place.NAVIGATION])
def test_short_lines_in_foreign_places_go(place: int) -> None:
    assert kept(LONG, NEXT, ("Name and address here", 0, place), LONG[::-1]) == [LONG, NEXT, LONG[::-1]]


def test_a_place_that_holds_most_of_the_text_is_misnamed() -> None:
    lines = [(f"{n} {LONG}", 0, Place.COMMENTS) for n in range(4)]
    assert kept(*lines) == [line[0] for line in lines]


def test_a_filter_that_takes_most_is_not_believed() -> None:
    lines = [(f"Only a link, number {n}", 22, Place.NONE) for n in range(4)]
    assert kept(*lines, "A line.") == [*(line[0] for line in lines), "A line."]


def test_a_heading_at_the_end_goes() -> None:
    assert kept(LONG, NEXT, Block("What comes next", "head")) == [LONG, NEXT]


def test_an_empty_text_stays_empty() -> None:
    assert kept() == []
    assert kept("Comments", known=Known(title="Comments")) == []


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        (
            Boilerplate.COMMENT,
            "Leave a reply|Kommentar hinterlassen|Laisser un commentaire|Deja un comentario|"
            "Lascia un commento|Dodaj komentarz|"
            "Оставить комментарий|Yorum yapın|اترك تعليقاً|コメントを残す|发表评论|댓글 남기기|"
            "Deine E-Mail-Adresse wird nicht "
            "veröffentlicht.|Votre adresse e-mail ne sera pas publiée.|دیدگاهتان را بنویسید",
        ),
        (
            Boilerplate.CONSENT,
            "We use cookies to improve this site.|Diese Website verwendet Cookies.|"
            "Nous utilisons des cookies.|Usamos cookies.|"
            "Wij gebruiken cookies.|Мы используем файлы cookie.|"
            "Bu site çerezleri kullanır, çerez kullanımı kabul edilir.|"
            "当サイトではクッキーを使用しています。|本网站使用cookies",
        ),
        (
            Boilerplate.MORE,
            "Read more|Lesen Sie auch: Der Park|Lire aussi : le parc|Lea también: el parque|"
            "Leggi anche: il parco|Lees ook: het park|"
            "Läs också: parken|Czytaj także: park|Читайте также: парк|اقرأ أيضا: الحديقة|関連記事|"
            "相关阅读|Story continues below",
        ),
        (Boilerplate.SHARE, "Share|Share on Facebook|Teilen|Facebook, Twitter und WhatsApp|Partager|シェア|分享到"),
        (Boilerplate.ADVERT, "Advertisement|Advertisement 1Story continues below|Anzeige|Publicité|Реклама|広告"),
        (Boilerplate.TAGS, "Tags: a, b|Schlagwörter: a|Теги: а|Etiketler :|标签：公园"),
        (Boilerplate.COUNTER, "0 31|12 views|5 min read|Lesezeit 3 Minuten|2 hours ago"),
        (
            Boilerplate.NEWSLETTER,
            "Sign up for our newsletter|Подписывайтесь на наш канал|"
            "Follow us on our Facebook page and never miss a story|Newsletter",
        ),
        (
            Boilerplate.PAYWALL,
            "Subscribe to continue reading|Cet article est réservé aux abonnés|この記事は会員限定です",
        ),
        (Boilerplate.CREDIT, "Photo: AFP|Foto: dpa|© 2026 Gazette|Tous droits réservés"),
    ],
)
def test_words_of_boilerplate(kind: Boilerplate, lines: str) -> None:
    assert {line: boilerplate(line) for line in lines.split("|")} == dict.fromkeys(lines.split("|"), kind)


@pytest.mark.parametrize(
    "line",
    [
        LONG,
        NEXT,
        "Read the treaty before you sign it, she told them.",
        "He shared the prize with two others.",
        "Die Kommentare der Minister fielen knapp aus.",
        "She baked cookies for the whole street.",
        "Nein.",
        "In 2026 wurde das Werk geschlossen.",
        "Il a dit non.",
        "他说没有。",
        LONG * 6 + " We use cookies to improve your experience.",
    ],
)
def test_sentences_of_articles_are_no_boilerplate(line: str) -> None:
    assert boilerplate(line) is None


def test_phrases_are_counted() -> None:
    assert speaks_of(Boilerplate.CONSENT, "We use cookies. You accept cookies. Cookie settings are here.") >= 2
    assert speaks_of(Boilerplate.TAGS, "Tags: a") == 0


def read(page: str) -> list[str]:
    """What stays of all runs of a page."""
    outline = read_outline(document_fromstring(page))
    return [block.text for block in refine(blocks_of(outline, range(len(outline.runs))), outline, Known()).blocks]


@pytest.mark.parametrize(
    "behind",
    [
        "<p>Bridges</p>",
        "<div><h3>Kanun teklifi</h3></div>",
        "<ul><li>Bridges</li><li>Town hall</li></ul>",
        "<div><div><span>あわせてどうぞ</span></div></div><p>Town</p>",
    ],
    ids=["paragraph", "heading", "list", "several"],
)
@pytest.mark.parametrize(
    "text",
    [f"<div><p>{LONG}</p><p>{NEXT}</p></div>", f"<div><p>{LONG}</p></div>", f"<div><p>{LONG}<br>{NEXT}</p></div>"],
    ids=["paragraphs", "paragraph", "lines"],
)
def test_labels_behind_the_element_of_the_text_go(text: str, behind: str) -> None:
    assert "\n".join(read(f"<body><article>{text}{behind}</article>")) == "\n".join(
        line for line in (LONG, NEXT) if line in text
    )


@pytest.mark.parametrize(
    "page",
    [
        f"<div><p>{LONG}</p><p>{NEXT}</p><p>Bridges</p></div>",
        f"<div><p>{LONG}</p><p>{NEXT}</p><div><p>Bridges</p></div></div>",
        f"<div><p>{LONG}</p></div><div><p>{NEXT}</p></div><p>Bridges</p>",
        f"<div><p>{LONG}</p><p>{NEXT}</p></div><p>They went home.</p>",
        f"<div><p>{LONG}</p><p>{NEXT}</p></div><p>{'Bridges and towns ' * 5}</p>",
    ],
    ids=["sibling", "inside", "scattered", "sentence", "long"],
)
def test_a_last_line_of_the_text_itself_stays(page: str) -> None:
    assert len(read(f"<body><article>{page}</article>")) == 3


@pytest.mark.parametrize("line", ["0 comments 31 views", "Kommentarer 0 Visninger 31", "7 टिप्पणियाँ 1.2k बार"])
def test_counts_with_their_words_above_the_text_go(line: str) -> None:
    assert kept(line, LONG, NEXT) == [LONG, NEXT]


@pytest.mark.parametrize(
    "line", ["31 views of a town", "3 boats 2 crews.", "Two towns and 3 boats", "Town hall and bridge"]
)
def test_other_lines_with_numbers_above_the_text_stay(line: str) -> None:
    assert kept(line, LONG, NEXT) == [line, LONG, NEXT]
