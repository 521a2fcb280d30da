"""A corpus folder as training reads it, and the groups that are left out together."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.quality.corpus import CorpusError
from training import forest
from training.__main__ import main
from training.corpus import examples


def write(folder: Path, *rows: dict[str, object] | str, pages: tuple[str, ...] = ("a", "b")) -> Path:
    (folder / "pages").mkdir(exist_ok=True)
    for name in pages:
        (folder / "pages" / f"{name}.html").write_bytes(b"<p>page</p>")
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / "truth.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def row(name: str, url: str = "https://www.a.example/1", **more: object) -> dict[str, object]:
    return {"id": name, "url": url, "body": "Text.", **more}


def test_pages_come_in_the_order_of_their_ids_with_their_groups(tmp_path: Path) -> None:
    write(tmp_path, row("b", "https://news.site.co.uk/x", source="one"), row("a", "https://www.b.de/1", country="at"))
    segments = tmp_path / "segments"
    (segments / "pages").mkdir(parents=True)
    (segments / "pages" / "aa.html.gz").write_bytes(gzip.compress(b"<p>part</p>"))
    part = {"id": "aa", "url": "https://blog.c.fr/1", "with": ["part"], "without": []}
    (segments / "segments.jsonl").write_text(json.dumps(part), encoding="utf-8")
    found = examples(tmp_path)
    assert [example.page.id for example in found] == ["a", "aa", "b"]
    assert [example.suite for example in found] == ["pages", "segments", "one"]
    assert [example.site for example in found] == ["b.de", "c.fr", "site.co.uk"]
    assert [example.country for example in found] == ["at", "fr", "uk"]
    assert [example.html() for example in found] == [b"<p>page</p>", b"<p>part</p>", b"<p>page</p>"]


def test_an_address_without_a_domain_is_a_site_of_its_own(tmp_path: Path) -> None:
    (example, other) = examples(write(tmp_path, row("a", "/just/a/path"), row("b", "https://127.0.0.1/x")))
    assert example.site == "/just/a/path"
    assert example.country == ""
    assert other.site


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (("{",), "truth.jsonl:1: no JSON"),
        (("[]",), "truth.jsonl:1: no JSON object"),
        ((row("a"), {"id": "b", "url": "u"}), "truth.jsonl:2: `body` is missing"),
        ((row("a"), row("a")), "truth.jsonl:2: id 'a' stands in an earlier line, too"),
        ((row("c"),), "c.html.gz is missing"),
        ((row("../a"),), "is no name of a file"),
        ((row("a", authors="Ada"),), "`authors` is no list of texts"),
    ],
)
def test_a_broken_corpus_ends_training_with_one_line(
    rows: tuple[dict[str, object] | str, ...], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(write(tmp_path, *rows))]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert len(err.splitlines()) == 1


def test_a_folder_that_is_no_corpus_ends_training_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "none")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_page_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    write(tmp_path, row("a"), pages=())
    (tmp_path / "pages" / "a.html.gz").write_bytes(b"no gzip")
    (example,) = examples(tmp_path)
    with pytest.raises(CorpusError, match=r"a\.html\.gz"):
        example.html()


@pytest.mark.parametrize("count", [2, 5])
def test_no_group_is_on_both_sides_of_a_fold(count: int) -> None:
    groups = [f"site{number % 17}" for number in range(200)]
    tested = np.zeros(200, int)
    for train, test in forest.folds(groups, count):
        assert (train ^ test).all()
        named = np.array(groups)
        assert not set(named[train]) & set(named[test])
        tested += test
    assert (tested == 1).all()


def test_folds_are_the_same_each_time_and_do_not_follow_the_order_of_pages() -> None:
    groups = [f"site{number % 17}" for number in range(60)]
    first, second = (list(forest.folds(groups, 3)) for _ in range(2))
    assert all((one[1] == two[1]).all() for one, two in zip(first, second, strict=True))
    turned = list(forest.folds(groups[::-1], 3))
    assert all((one[1] == two[1][::-1]).all() for one, two in zip(first, turned, strict=True))


def test_folds_are_about_the_same_size() -> None:
    sizes = [int(test.sum()) for _, test in forest.folds([str(number) for number in range(100)], 3)]
    assert sorted(sizes) == [33, 33, 34]
