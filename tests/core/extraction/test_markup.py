from __future__ import annotations

import pytest
from lxml import etree
from lxml.html import fragment_fromstring

from newscrawl.core.extraction.markup import even_out, trimmed


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


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<div><nav>a</nav><p>b</p>c<footer><p>d</p></footer>e<aside>f</aside></div>", "<div><p>b</p>ce</div>"),
        ("<div>a<div><i></i><span> </span></div>b</div>", "<div>a\nb</div>"),
        ("<p>a<a id='x'> </a>b<span></span>c</p>", "<p>a bc</p>"),
        ("<ul><li>a<br></li><li><br></li><li></li></ul>", "<ul><li>a<br/></li><li><br/></li>\n</ul>"),
        ("<div><img src='a'></div>", '<div><img src="a"/></div>'),
    ],
)
def test_what_is_never_text_is_cut_from_a_copy(html: str, expected: str) -> None:
    tree = fragment_fromstring(html)
    before = etree.tostring(tree)
    assert etree.tostring(trimmed(tree), encoding="unicode") == expected
    assert etree.tostring(tree) == before
