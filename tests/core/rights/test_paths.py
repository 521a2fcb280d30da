"""Patterns of paths, by RFC 9309's examples (sections 2.2.2 and 2.2.3) and TDMRep's."""

from __future__ import annotations

import pytest

from newscrawl.core.rights.paths import covers, covers_all, normal, origin_of, path_of


@pytest.mark.parametrize(
    ("pattern", "path", "covered"),
    [
        ("/foo/bar?baz=quz", "/foo/bar?baz=quz", True),
        ("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", False),
        ("/foo/bar/ツ", "/foo/bar/%E3%83%84", True),
        ("/foo/bar/%E3%83%84", "/foo/bar/%e3%83%84", True),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz", True),
        ("/this/path/exactly$", "/this/path/exactly", True),
        ("/this/path/exactly$", "/this/path/exactly/not", False),
        ("/this/*/exactly", "/this/or/that/exactly/more", True),
        ("/this/*/exactly", "/this/exactly", False),
        ("/path/foo-%24", "/path/foo-%24", True),
        ("/*.gif$", "/a.gif", True),
        ("/*.gif$", "/a.gif?x", False),
        ("/a*b$", "/ab", True),
        ("/ab*b$", "/ab", False),
        ("/*", "/", True),
        ("*", "/", True),
        ("/directory-b/images/*.jpg", "/directory-b/images/x.jpg", True),
        ("/A", "/a", False),
        ("", "/", False),
        ("/" + "a" * 3000, "/" + "a" * 3000, False),
        ("/" + "*a" * 900 + "b", "/" + "a" * 20_000, False),
    ],
)
def test_patterns(pattern: str, path: str, covered: bool) -> None:
    assert covers(normal(pattern), normal(path)) is covered


@pytest.mark.parametrize(("pattern", "all_of_it"), [("/", True), ("*", True), ("/*", True), ("/a", False), ("", False)])
def test_patterns_of_all(pattern: str, all_of_it: bool) -> None:
    assert covers_all(pattern) is all_of_it


def test_paths_of_addresses() -> None:
    assert path_of("https://a.example") == "/"
    assert path_of("https://a.example/x%7e?q=1#f") == "/x~?q=1"
    assert path_of("https://[broken/x") == "/"
    assert origin_of("https://A.example:8443/x") == "https://a.example:8443"
    assert origin_of("https://[broken/x") == origin_of("/x") == ""
