from __future__ import annotations

import pytest
from lxml.html import fromstring

from newscrawl.core.extraction.metadata.headings import Heading, read_heading


@pytest.mark.parametrize(
    ("html", "core"),
    [
        ('<h1><span class="kicker">Roads</span><span>Bridge closed</span></h1>', "Bridge closed"),
        ('<h1><span class="article__overline">Roads</span> Bridge closed</h1>', "Bridge closed"),
        ('<h1><a href="#"><small>Roads</small><br>Bridge closed</a></h1>', "Bridge closed"),
        ('<h1>Bridge closed <span class="entry-subtitle">Nobody knows why</span></h1>', "Bridge closed"),
        ('<h1><span class="dachzeile">Brücke</span><span class="hidden">:</span><b>Sie ist gesperrt</b></h1>',
         "Sie ist gesperrt"),
        ('<h1><time>3 May</time><span>Bridge closed</span></h1>', "Bridge closed"),
        ("<h1>Bridge <em>closed</em> again</h1>", None),
        ("<h1>Bridge closed</h1>", None),
        ('<h1><span class="kicker">Roads and more</span></h1>', None),
        ('<h1><span class="kicker">A kicker</span><span class="subtitle">and a subtitle</span></h1>', None),
    ],
)  # fmt: skip
def test_a_kicker_in_the_heading_is_no_part_of_the_headline(html: str, core: str | None) -> None:
    heading = read_heading(fromstring(html))
    assert heading is not None
    assert heading.core == core


def test_the_parts_of_a_heading() -> None:
    html = "<h1><span>Minister resigns</span><span>: </span><span>Bridge closed</span></h1>"
    assert read_heading(fromstring(html)) == Heading(
        "Minister resigns: Bridge closed", None, ("Minister resigns", "Bridge closed")
    )


def test_a_heading_without_text_is_none() -> None:
    assert read_heading(fromstring("<h1><img src='x'></h1>")) is None
