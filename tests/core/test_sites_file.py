"""core.sites_file: a sites file, and every mistake in it by file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.site import Site, SitesError, load_sites
from newscrawl.core.toml_lines import key_lines

GOOD = """\
# [[site]] in a comment
[defaults]
languages = ["de", "en-GB"]
subdomains = false
deny = [
    "/shop/",  # [[site]]
    '''/x[[site]]/''',
]
delay = 2

[[site]]
url = "https://www.example.org/"
name = "example"
feeds = ["https://www.example.org/rss.xml", "/atom"]
sitemaps = ["/news.xml"]
sections = ["/politik/"]
allow = ['^/news/']
deny = []
delay = 0.5
render = "auto"
max_depth = 3
subdomains = ["Sport"]
hosts = ["other.example", "news.example.net:8080"]

[[site]]
url = "example.com"
"""


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "sites.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_file_with_all_keys(tmp_path: Path) -> None:
    assert load_sites(write(tmp_path, GOOD)) == [
        Site(
            url="https://www.example.org/",
            name="example",
            languages=("de", "en"),
            feeds=("https://www.example.org/rss.xml", "https://www.example.org/atom"),
            sitemaps=("https://www.example.org/news.xml",),
            sections=("https://www.example.org/politik/",),
            allow=("^/news/",),
            delay=0.5,
            render="auto",
            max_depth=3,
            subdomains=("sport",),
            hosts=("other.example", "news.example.net:8080"),
        ),
        Site(
            url="https://example.com/",
            name="example.com",
            languages=("de", "en"),
            deny=("/shop/", "/x[[site]]/"),
            delay=2.0,
            subdomains=False,
            bare=True,
        ),
    ]


def test_crlf_and_bom_are_read(tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    assert len(load_sites(write(tmp_path, raw))) == 2


def test_a_path_may_be_a_string(tmp_path: Path) -> None:
    assert len(load_sites(str(write(tmp_path, GOOD)))) == 2


SITE = '[[site]]\nurl = "https://e.org/"\n'
MISTAKES = [
    (SITE + 'feds = ["/a"]\n', 3, "feds", "did you mean 'feeds'?"),
    (SITE + "colour = 1\n", 3, "colour", "known are url, name"),
    (SITE + 'URL = "https://e.org/"\n', 3, "URL", "did you mean 'url'?"),
    ('[defaults]\nurl = "https://e.org/"\n' + SITE, 2, "url", "write it in each [[site]]"),
    ('[defaults]\nname = "x"\n' + SITE, 2, "name", "write it in each [[site]]"),
    ("[defaults]\nlanguage = ['de']\n" + SITE, 2, "language", "in [defaults]; did you mean 'languages'?"),
    ("[default]\n" + SITE, 1, "default", "did you mean 'defaults'?"),
    ("sites = 1\n" + SITE, 1, "sites", "did you mean 'site'?"),
    ("zzz = 1\n" + SITE, 1, "zzz", "known are defaults, site"),
    ("# none\n", 1, "site", "no site in this file"),
    ("", 1, "site", "no site in this file"),
    ("\nsite = []\n", 1, "site", "no site in this file"),
    ("\nsite = 'https://e.org/'\n", 2, "site", "a string instead of tables"),
    ("\n[site]\nurl = 'https://e.org/'\n", 2, "site", "a table instead of tables"),
    ("defaults = 3\n" + SITE, 1, "defaults", "a number instead of a table"),
    ('[[site]]\nname = "x"\n', 1, "url", "missing"),
    ("[[site]]\nurl = 5\n", 2, "url", "a number instead of an address"),
    ('[[site]]\nurl = "foo"\n', 2, "url", "no domain"),
    ('[[site]]\nurl = "ftp://e.org/"\n', 2, "url", "no scheme to crawl"),
    (SITE + "name = 3\n", 3, "name", "a number instead of a string"),
    (SITE + 'name = " "\n', 3, "name", "an empty name"),
    (SITE + 'languages = "de"\n', 3, "languages", "a string instead of a list of strings"),
    (SITE + 'languages = ["de", 3]\n', 3, "languages", "a number instead of a list of strings"),
    (SITE + 'languages = ["german!"]\n', 3, "languages", "no language code"),
    (SITE + 'feeds = ["rss.xml"]\n', 3, "feeds", "no address"),
    (SITE + 'sections = ["mailto:a@e.org"]\n', 3, "sections", "no address"),
    (SITE + 'allow = ["["]\n', 3, "allow", "no regular expression"),
    (SITE + 'deny = [\n  "ok",\n  "(",\n]\n', 3, "deny", "no regular expression"),
    (SITE + 'delay = "1"\n', 3, "delay", "a string instead of a number"),
    (SITE + "delay = true\n", 3, "delay", "true or false instead of a number"),
    (SITE + "delay = -1\n", 3, "delay", "no delay"),
    (SITE + "delay = nan\n", 3, "delay", "no delay"),
    (SITE + 'render = "allways"\n', 3, "render", "did you mean 'always'?"),
    (SITE + "render = 1979-05-27\n", 3, "render", "no way to render"),
    (SITE + "max_depth = 1.5\n", 3, "max_depth", "a number instead of a whole number"),
    (SITE + "max_depth = -1\n", 3, "max_depth", "no depth"),
    (SITE + "max_depth = 1979-05-27\n", 3, "max_depth", "a date or time instead"),
    (SITE + "subdomains = 1\n", 3, "subdomains", "a number instead of true, false or a list"),
    (SITE + 'subdomains = ["sport", 1]\n', 3, "subdomains", "a number instead of a list of strings"),
    (SITE + 'subdomains = ["https://sport.e.org/"]\n', 3, "subdomains", "is no subdomain; write what stands before"),
    (SITE + 'subdomains = ["sport:80"]\n', 3, "subdomains", "'sport:80' is no subdomain"),
    (SITE + "hosts = true\n", 3, "hosts", "true or false instead of a list of strings"),
    (SITE + 'hosts = ["https://other.example/"]\n', 3, "hosts", "is no host; write its name alone"),
    (SITE + 'hosts = ["other.example:99999"]\n', 3, "hosts", "is no host"),
    (SITE + 'hosts = ["sport"]\n', 3, "hosts", "'sport' is no host"),
    ('[defaults]\nhosts = ["other.example"]\n' + SITE, 2, "hosts", "write it in each [[site]]"),
    (SITE + "\n" + SITE, 5, "url", "the same site as in line 2"),
    (SITE + '[[site]]\nurl = "http://www.e.org"\n', 4, "url", "the same site as in line 2"),
    ('site = [{url = "https://e.org/", feds = []}]\n', 1, "feds", "did you mean 'feeds'?"),
    (SITE + 'deny = ["""\n[[site]]\nurl = 1\n"""]\nfeds = []\n', 7, "feds", "did you mean"),
    (
        SITE + "allow = [\n '[[site]]', # feds = 1\n \"\\\"\",\n]\n[[site]]\n\"url\" = 'e.com'\n'feds'=[]\n",
        9,
        "feds",
        "did",
    ),
]


@pytest.mark.parametrize(("text", "line", "key", "said"), MISTAKES)
def test_mistakes_are_named(tmp_path: Path, text: str, line: int, key: str, said: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(SitesError) as caught:
        load_sites(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}: {key}: ")
    assert said in message
    assert len(message.splitlines()) == 1


def test_a_name_of_several_lines_is_named_by_its_first(tmp_path: Path) -> None:
    path = write(tmp_path, SITE + 'name = """\n[[site]]\n"""\n')
    with pytest.raises(SitesError, match=r"sites\.toml:3: name: "):
        load_sites(path)


def test_broken_toml_is_named_by_line(tmp_path: Path) -> None:
    path = write(tmp_path, SITE + "name = \n")
    with pytest.raises(SitesError, match=r"sites\.toml:3: not TOML: "):
        load_sites(path)


def test_toml_broken_at_the_end_is_named_by_its_last_line(tmp_path: Path) -> None:
    path = write(tmp_path, SITE + 'name = """x')
    with pytest.raises(SitesError, match=r"sites\.toml:3: not TOML: "):
        load_sites(path)


def test_a_key_twice_is_broken_toml(tmp_path: Path) -> None:
    path = write(tmp_path, SITE + 'url = "https://f.org/"\n')
    with pytest.raises(SitesError, match=r"sites\.toml:3: not TOML: "):
        load_sites(path)


def test_other_encodings_are_named_by_line(tmp_path: Path) -> None:
    path = write(tmp_path, SITE.encode() + 'name = "Zeitung für"\n'.encode("latin-1"))
    with pytest.raises(SitesError, match=r"sites\.toml:3: not UTF-8"):
        load_sites(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SitesError, match=r"none\.toml: cannot be read: No such file"):
        load_sites(tmp_path / "none.toml")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SitesError, match="cannot be read: Is a directory"):
        load_sites(tmp_path)


def test_no_file_name() -> None:
    with pytest.raises(SitesError, match="cannot be read: embedded null byte"):
        load_sites("a\0b")


def test_a_pattern_python_warns_of_is_taken(tmp_path: Path) -> None:
    sites = load_sites(write(tmp_path, SITE + "deny = ['[[a]x']\n"))
    assert not sites[0].wants("https://e.org/ax")


@given(st.binary(max_size=200))
def test_any_file_is_read_or_refused_in_one_line(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    path = write(tmp_path_factory.getbasetemp(), body)
    with pytest.raises(SitesError) as caught:
        load_sites(path)
    assert len(str(caught.value).splitlines()) == 1


def test_lines_of_dotted_and_quoted_keys() -> None:
    lines = key_lines("a.b = 1\n\"c d\" = '''\n\n'''\n[t] # x\n'e' = {f = [\n1]}\n[[u]]\n[[u]]\ng = 1\n")
    assert lines.keys == {("", 0, "a"): 1, ("", 0, "c d"): 2, ("t", 0, "e"): 6, ("u", 1, "g"): 10}
    assert lines.tables == {("t", 0): 5, ("u", 0): 8, ("u", 1): 9}
    assert lines.find("u", 1, "g") == 10
    assert lines.find("u", 0, "g") == 8
    assert lines.find("none", 0) == 1


def test_two_sites_of_one_name_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    file.write_text('[[site]]\nurl = "a.example"\nname = "x"\n\n[[site]]\nurl = "b.example"\nname = "x"\n')
    with pytest.raises(SitesError, match=r"sites\.toml:7: name: 'x' names the site in line 2 too"):
        load_sites(file)
