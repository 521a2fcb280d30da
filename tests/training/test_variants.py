"""Pages in other forms: without names, and with another article's block in them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from lxml import html as lxml_html

from newscrawl.core.extraction.body.outline import read_outline
from newscrawl.core.extraction.page import read_page
from newscrawl.core.extraction.text import tight
from tests.theme.page import URL, Shape, write_page
from tests.theme.stories import STORIES
from training.corpus import Example, examples
from training.sheets import sheets
from training.variants import bare, donors, grafted

STORY, OTHER = STORIES[0], STORIES[1]
TEXT = frozenset(tight(line) for text in STORY.paragraphs for line in text.split("\n"))
DONOR = [line for text in OTHER.paragraphs for line in text.split("\n")]


def runs(html: str) -> list[str]:
    return [run.text for run in read_outline(read_page(html, URL).slim_tree).runs]


def graft(html: str, seed: int, text: frozenset[str] = TEXT) -> str | None:
    return grafted(html, URL, text, DONOR, random.Random(seed))


def test_a_bare_page_has_no_names_and_says_the_same() -> None:
    html = write_page(Shape(STORY)).replace("<p>", '<p role="x" itemprop="y" data-testid="z">')
    plain = bare(html.encode(), URL)
    tree = lxml_html.document_fromstring(plain)
    names = ("class", "id", "itemprop", "itemtype", "role", "data-testid")
    assert not [e for e in tree.iter() for name in names if e.get(name) is not None]
    assert not tree.xpath("//article|//main|//section|//header|//footer|//aside|//nav|//figure|//figcaption")
    assert runs(plain) == runs(html)
    assert tree.xpath("//meta[@property='og:title']/@content") == [STORY.title]
    assert tree.xpath("//script[contains(@type, 'ld+json')]")


def test_the_page_itself_is_not_changed() -> None:
    html = write_page(Shape(STORY))
    assert bare(html, URL) == bare(html, URL)
    assert graft(html, 1) == graft(html, 1)


@pytest.mark.parametrize(
    "shape", [Shape(STORY), Shape(STORY, names=False, semantic=False), Shape(STORY, wrapper="none")]
)
@pytest.mark.parametrize("seed", range(8))
def test_a_graft_adds_lines_of_the_donor_and_nothing_else(shape: Shape, seed: int) -> None:
    html = write_page(shape)
    found = graft(html, seed)
    assert found is not None
    before, after = runs(html), runs(found)
    known = {tight(text) for text in (*DONOR, DONOR[0][:90])}
    added = [text for text in after if tight(text) in known]
    assert added
    assert sorted(text for text in after if tight(text) not in known) == sorted(before)


def test_grafts_stand_in_different_places() -> None:
    html = write_page(Shape(STORY))
    places = set()
    for seed in range(30):
        found = graft(html, seed)
        assert found is not None
        lines = [tight(line) for line in runs(found)]
        first = min(place for place, line in enumerate(lines) if line in {tight(t) for t in (*DONOR, DONOR[0][:90])})
        own = [place for place, line in enumerate(lines) if line in TEXT]
        places.add("inside" if own[0] < first < own[-1] else "behind" if first > own[-1] else "before")
    assert {"inside", "behind"} <= places


def test_a_graft_stands_where_nearly_all_of_the_text_does() -> None:
    text = "".join(f"<p>{line}</p>" for line in "\n".join(STORY.paragraphs).split("\n"))
    html = (
        f"<div id='text'><div>{text}</div></div><div id='bar'><div><div><p>{STORY.paragraphs[0]}</p></div></div></div>"
    )
    for seed in range(12):
        found = graft(html, seed)
        assert found is not None
        (bar,) = lxml_html.document_fromstring(found).xpath("//*[@id='bar']")
        assert bar.text_content() == STORY.paragraphs[0]


@pytest.mark.parametrize(
    ("html", "text", "donor"),
    [
        (write_page(Shape(STORY)), frozenset({"notthere"}), DONOR),  # the article is not found
        (write_page(Shape(STORY)), frozenset(), DONOR),
        ("", TEXT, DONOR),
        ("".join(f"<p>{text}</p>" for text in STORY.paragraphs), TEXT, DONOR),  # nothing but the body is around it
        (write_page(Shape(STORY)), TEXT, DONOR[:2]),  # too little to graft
    ],
)
def test_without_a_home_or_a_donor_there_is_no_graft(html: str, text: frozenset[str], donor: list[str]) -> None:
    assert grafted(html, URL, text, donor, random.Random(1)) is None


def test_donors_are_long_enough_and_sorted_by_country() -> None:
    long = "\n\n".join(DONOR)
    found = donors([("de", "a.example", long), ("de", "b.example", "short\n\nlines"), ("fr", "c.example", long)])
    assert found == {"de": [("a.example", [line for line in DONOR if len(line) > 40])],
                     "fr": [("c.example", [line for line in DONOR if len(line) > 40])]}  # fmt: skip
    assert donors([]) == {}


@pytest.fixture
def two_sites(tmp_path: Path) -> list[Example]:
    (tmp_path / "pages").mkdir()
    rows = []
    for number, story in enumerate((STORY, OTHER)):
        (tmp_path / "pages" / f"{number}.html").write_text(write_page(Shape(story)), encoding="utf-8")
        body = "\\n\\n".join(text.replace("\n", "\\n").replace('"', '\\"') for text in story.paragraphs)
        rows.append(f'{{"id": "{number}", "url": "https://s{number}.example/a", "body": "{body}"}}\n')
    (tmp_path / "truth.jsonl").write_text("".join(rows), encoding="utf-8")
    return examples(tmp_path)


def test_the_forms_of_a_page_are_labelled_by_their_texts(two_sites: list[Example]) -> None:
    made = sheets(two_sites, processes=1)
    assert [sheet.form for sheet in made] == ["plain", "bare", "grafted"] * 2
    for sheet in made:
        story, other = (STORY, OTHER) if sheet.example.site == "s0.example" else (OTHER, STORY)
        own = {tight(line) for text in story.paragraphs for line in text.split("\n")}
        foreign = {tight(line) for text in other.paragraphs for line in text.split("\n")}
        labels = list(zip(sheet.names, sheet.labels.wanted, sheet.labels.weight, strict=True))
        assert all(wanted == 1 and weight for name, wanted, weight in labels if name in own)
        assert all(wanted == 0 and weight == 1 for name, wanted, weight in labels if name in foreign)
        assert {name for name, _, _ in labels} >= own
        assert bool({name for name, _, _ in labels} & foreign) == (sheet.form == "grafted")
