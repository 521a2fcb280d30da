from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.core.decode import as_given, decode
from newscrawl.core.extraction.jsonld import parse_json_ld
from newscrawl.core.extraction.page import Page, read_page, without

URL = "https://news.example/a"
RUSSIAN = "<p>Сегодня в городе открыли новый мост через реку, движение начнётся в понедельник.</p>"
GERMAN = "<p>Über die Straße fährt künftig größerer Verkehr, heißt es aus dem Münchner Rathaus.</p>"
JAPANESE = "<p>市は新しい図書館を来年の春に開館すると発表した。</p>"
CHINESE = "<p>市政府昨天宣布，新的图书馆将于明年春天对公众开放。</p>"


def text(page: Page) -> str:
    return str(page.tree.text_content())


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (RUSSIAN.encode(), None, RUSSIAN),
        (RUSSIAN.encode(), "text/html; charset=iso-8859-1", RUSSIAN),
        (RUSSIAN.encode("cp1251"), "text/html; charset=windows-1251", RUSSIAN),
        (b'<meta charset="windows-1251">' + RUSSIAN.encode("cp1251"), None, RUSSIAN),
        (b'<meta charset="utf-8">' + RUSSIAN.encode("cp1251"), "text/html; charset=utf-8", RUSSIAN),
        (GERMAN.encode("latin-1"), "text/html; charset=iso-8859-1", GERMAN),
        (GERMAN.encode("latin-1"), "text/html; charset=utf-8", GERMAN),
        (b"<meta charset=shift_jis>" + JAPANESE.encode("shift_jis"), None, JAPANESE),
        (JAPANESE.encode("euc_jp"), 'text/html; charset="EUC-JP"', JAPANESE),
        (JAPANESE.encode("iso2022_jp"), "text/html; charset=iso-2022-jp", JAPANESE),
        (CHINESE.encode("gb18030"), "text/html; charset=gb2312", CHINESE),
        (CHINESE.encode("gb18030"), None, CHINESE),
        (RUSSIAN.encode("utf-16"), None, RUSSIAN),
        (GERMAN.encode("utf-16-le"), None, GERMAN),
        (GERMAN.encode("utf-16-be"), None, GERMAN),
        (b"\xef\xbb\xbf" + GERMAN.encode(), "text/html; charset=iso-8859-1", GERMAN),
        (GERMAN.encode(), "text/html; charset=no-such-thing", GERMAN),
        (b"<p>plain</p>", "text/html; charset=utf-16", "<p>plain</p>"),
    ],
)
def test_bytes_are_read_in_the_encoding_they_are_in(body: bytes, content_type: str | None, expected: str) -> None:
    html, encoding, _ = decode(body, content_type)
    assert html.endswith(expected)
    assert encoding


def test_a_few_broken_bytes_do_not_spoil_utf8() -> None:
    body = (RUSSIAN * 20).encode() + b"\xd0" + b"<p>end</p>"
    html, encoding, _ = decode(body, "text/html; charset=utf-8")
    assert encoding == "utf-8"
    assert html.startswith(RUSSIAN)
    assert html.count("\ufffd") == 1


def test_nulls_and_controls_are_left_out() -> None:
    assert decode(b"<p>a\x00b\x08c\td\n</p>")[0] == "<p>abc\td\n</p>"
    assert as_given("a\x00b\ud800c\x7f")[:] == ("abc", "utf-8", b"abc")


def test_a_declaration_of_xml_is_no_obstacle() -> None:
    page = read_page('<?xml version="1.0" encoding="utf-8"?>\n<html><body><p>Größe</p></body></html>', URL)
    assert text(page).strip() == "Größe"
    page = read_page(
        '<?xml version="1.0" encoding="shift_jis"?><html><p>日本語の文章</p></html>'.encode("shift_jis"), URL
    )
    assert (text(page), page.encoding) == ("日本語の文章", "cp932")


def test_a_meta_in_characters_has_no_say() -> None:
    assert "Größe" in text(read_page('<meta charset="iso-8859-1"><p>Größe</p>', URL))


@pytest.mark.parametrize("body", [b"", b" ", b"\x00\x00", b"<!doctype html>", b"<!-- only a comment -->"])
def test_nothing_gives_an_empty_page(body: bytes) -> None:
    page = read_page(body, URL)
    assert page.tree.tag == "html"
    assert text(page).strip() == ""
    assert page.json_ld == []


def test_a_deep_document_is_not_lost() -> None:
    page = read_page("<html><body>" + "<div>" * 1000 + "<p>deep</p>" + "</div>" * 1000, URL)
    assert text(page) == "deep"


@pytest.mark.parametrize("blank", ["", " ", "\n\t "])
@pytest.mark.parametrize("quote", ["'", '"', ""])
@pytest.mark.parametrize("name", ["class", "CLASS", "style"])
def test_attributes_of_any_length_are_cut(name: str, quote: str, blank: str) -> None:
    value = "x>'"[: 2 if quote else 0] + "x" * 2001
    page = read_page(f"<p data-d=\"{value}\" {name}{blank}={blank}{quote}{value}{quote} id='a'>text</p>", URL)
    paragraph = page.tree.find(".//p")
    assert paragraph is not None
    assert dict(paragraph.attrib) == {"data-d": value, "id": "a"}


def test_an_attribute_of_the_greatest_length_stays() -> None:
    page = read_page(f"<p class='{'ж' * 2000}'>text</p>", URL)
    assert [element.tag for element in page.classed(lambda name: len(name) == 2000)] == ["p"]


def test_elements_by_name_and_by_class() -> None:
    page = read_page("<p class='a b'>1</p><div class=''><p class='b'>2<b class='a b'>3</b></p></div><p>4</p>", URL)
    assert [element.text for element in page.elements["p"]] == ["1", "2", "4"]
    assert page.elements["table"] == []
    assert [element.text for element in page.classed(lambda name: "a" in name)] == ["1", "3"]
    assert [element.text for element in page.classed(lambda name: "b" in name)] == ["1", "2", "3"]
    assert page.classed(lambda name: not name) == []
    assert page.count("p", "b") == 4
    assert page.count() == int(page.tree.xpath("count(//*)"))


def test_a_base_moves_links() -> None:
    assert read_page("<base href='/de/'><p>x</p>", URL).base_url == "https://news.example/de/"
    assert read_page("<base href='http://[x'><p>x</p>", URL).base_url == URL
    assert read_page("<p>x</p>", URL).base_url == URL
    assert read_page("<base target=_blank><base href=/de/><base href=/fr/>", URL).base_url == "https://news.example/de/"


def test_the_slim_tree_keeps_text_and_json_ld_and_leaves_the_page_alone() -> None:
    page = read_page(
        "<body><script>var a</script><script type='application/ld+json'>{}</script><p>one<img src=a>"
        "two<style>p{}</style>"
        "three</p>tail<svg><path/></svg>!</body>",
        URL,
    )
    before = page.count()
    assert page.slim_tree.text_content() == "{}onetwothreetail!"
    assert [element.tag for element in page.slim_tree.iter()] == ["html", "body", "script", "p"]
    assert page.count() == before
    assert page.count("img", "svg") == 2
    assert without(page.tree, ("p",)).text_content() == "var a{}tail!"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('{"@type": "A"}', [{"@type": "A"}]),
        ('[{"a": 1}, [{"b": 2}]]', [{"a": 1}, {"b": 2}]),
        ('{"@context": "x", "@graph": [{"a": 1}, {"b": 2}]}', [{"a": 1}, {"b": 2}]),
        ('{"@type": "P", "@graph": {"a": 1}}', [{"@type": "P", "@graph": {"a": 1}}, {"a": 1}]),
        ('{"a": "line\nbreak\ttab"}', [{"a": "line\nbreak\ttab"}]),
        ('{"a": [1, 2,], "b": 3,}', [{"a": [1, 2], "b": 3}]),
        ('//<![CDATA[\n{"a": 1}\n//]]>', [{"a": 1}]),
        ('/*<![CDATA[*/{"a": 1}/*]]>*/', [{"a": 1}]),
        ('<!-- {"a": 1} -->', [{"a": 1}]),
        ('{"a": 1};', [{"a": 1}]),
        ('{"a": "\\x \\u12"}', [{"a": "\\x \\u12"}]),
        ("{&quot;a&quot;: 1}", [{"a": 1}]),
        ('{"a": 1}\n{"b": 2}', [{"a": 1}, {"b": 2}]),
        ('{"a": 1} trailing', [{"a": 1}]),
        ("", []),
        ("null", []),
        ("nothing", []),
        ("[" * 100_000, []),
    ],
)
def test_json_ld_is_read_as_pages_write_it(script: str, expected: list[object]) -> None:
    assert parse_json_ld(script) == expected


def test_json_ld_comes_from_scripts_of_its_type() -> None:
    page = read_page(
        '<script type="application/ld+json; charset=utf-8">{"a":1}</script><script>{"b":1}</script>'
        '<script type="APPLICATION/LD+JSON">{"c":1}</script><script type="application/ld+json"></script>',
        URL,
    )
    assert page.json_ld == [{"a": 1}, {"c": 1}]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600), st.one_of(st.none(), st.text(max_size=40)))
def test_any_bytes_give_a_page(body: bytes, content_type: str | None) -> None:
    page = read_page(body, URL, content_type)
    assert page.tree.tag == "html"
    assert "\x00" not in page.html


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_bounded_json_ld(script: str) -> None:
    assert all(isinstance(node, dict) for node in parse_json_ld(script))


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=0x20, exclude_categories=["Cs", "Co", "Cn"]), max_size=200))
def test_utf8_comes_back_as_it_went(characters: str) -> None:
    assert decode(characters.encode())[0] == characters.replace("\x7f", "").removeprefix("\ufeff")
