from __future__ import annotations

import pytest
from lxml import etree
from lxml.html import fragment_fromstring

from newscrawl.core.extraction.markup import even_out


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<br><br>b<br>c</p>", "<p>a<br/>\n<br/>b<br/>c</p>"),
        ("<p>a<br> <br>b</p>", "<p>a<br/> <br/>b</p>"),
        ("<pre>a\n b<b>c\nd</b>\ne</pre>", "<pre>a<br/> b<b>c<br/>d</b><br/>e</pre>"),
        ("<pre>a\n\nb</pre>", "<pre>a<br/>\n<br/>b</pre>"),
        ("<pre><code>a\nb</code></pre>", "<pre><code>a<br/>b</code></pre>"),
        ("<p>a\n<q>b</q>\n<code>c</code> d</p>", "<p>a\n<span>b</span>\n<span>c</span> d</p>"),
        ("<p>a</p>", "<p>a</p>"),
    ],
)
def test_breaks_are_kept_and_sentences_whole(html: str, expected: str) -> None:
    tree = fragment_fromstring(html)
    even_out(tree)
    assert etree.tostring(tree, encoding="unicode") == expected
