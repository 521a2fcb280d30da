"""Settings and spider arguments, right and wrong."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from newscrawl.core.site import SitesError
from newscrawl.crawl.arguments import apply_arguments, sites_from_arguments
from newscrawl.crawl.checks import check_classes, check_values
from newscrawl.crawl.config import Config, ConfigError


def config(**settings: Any) -> Config:
    return Config.from_settings({f"NEWSCRAWL_{name}": value for name, value in settings.items()})


def test_nothing_set_is_the_defaults() -> None:
    found = config()
    assert (found.output, found.state_url) == (Path("output"), "sqlite:///output/state.db")
    assert not found.single_file
    assert found.max_articles is None


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_a_file_has_its_state_beside_it(suffix: str) -> None:
    found = config(OUTPUT=f"data/news{suffix}")
    assert found.single_file
    assert found.state_url == "sqlite:///data/news.state.db"
    assert found.beside("rejected.jsonl") == Path("data/news.rejected.jsonl")


def test_what_is_set_is_read() -> None:
    found = config(
        STATE="x.db",
        SINCE="2026-11-01",
        LANGUAGES="de, en",
        MAX_ARTICLES="7",
        MAX_TIME="1.5",
        VISIT_ALL="1",
        PURPOSE="research",
    )
    assert found.state_url == "sqlite:///x.db"
    assert found.since == datetime(2026, 11, 1, tzinfo=UTC)
    assert (found.languages, found.max_articles, found.max_time) == (("de", "en"), 7, 1.5)
    assert (found.visit_all, found.purpose) == (True, "research")
    assert config(STATE="postgresql://h/d").state_url == "postgresql://h/d"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_ARTICLES", "many"),
        ("MAX_ARTICLES", "0"),
        ("MAX_TIME", "-1"),
        ("MAX_TIME", "inf"),
        ("COMPRESSION", "bz2"),
        ("SINCE", "yesterday"),
        ("PURPOSE", "fun"),
        ("MAX_DEPTH", "-1"),
        ("MAX_DEPTH", "deep"),
        ("PAGE_TIMEOUT", "0"),
        ("RETRY_AFTER_MAX", "-1"),
        ("VISIT_ALL", "maybe"),
    ],
)
def test_what_is_wrong_is_named_in_one_line(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"NEWSCRAWL_{name}: '{value}'") as caught:
        config(**{name: value})
    assert "\n" not in str(caught.value)


def test_spider_arguments_become_sites_and_settings(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    file.write_text('[[site]]\nurl = "https://c.example/"\n')
    arguments = {
        "sites": "a.example, http://b.example/",
        "sites_file": str(file),
        "since": "2026-11-01",
        "max_time": "2m",
    }
    assert [site.url for site in sites_from_arguments(arguments)] == [
        "https://a.example/",
        "http://b.example/",
        "https://c.example/",
    ]
    settings = Settings()
    apply_arguments(arguments, settings)
    found = Config.from_settings(settings)
    assert (found.since, found.max_time) == (datetime(2026, 11, 1, tzinfo=UTC), 120)


def test_no_site_and_unknown_arguments_are_errors() -> None:
    with pytest.raises(SitesError, match="no site is named"):
        sites_from_arguments({})
    with pytest.raises(ValueError, match="there is no such argument; there are sites"):
        apply_arguments({"sinze": "7d"}, Settings())
    with pytest.raises(ValueError, match="write 36h, 7d, 2w"):
        apply_arguments({"since": "soon"}, Settings())


def test_nothing_is_a_value_where_it_means_something() -> None:
    found = config(MAX_DEPTH="0", RETRY_AFTER_MAX=0, CRAWL_DELAY_MAX="0", VISIT_ALL="no")
    assert (found.max_depth, found.retry_after_max, found.crawl_delay_max, found.visit_all) == (0, 0.0, 0.0, False)


def test_the_purpose_is_an_argument() -> None:
    settings = Settings()
    apply_arguments({"sites": "a.example", "purpose": "training"}, settings)
    assert Config.from_settings(settings).purpose == "training"


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("DOWNLOAD_DELAY", "abc", "is no number"),
        ("DOWNLOAD_TIMEOUT", "nan", "is no number"),
        ("CONCURRENT_REQUESTS", "1.5", "is no whole number"),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", "0", "is less than 1"),
        ("RETRY_TIMES", "", "is no whole number"),
        ("AUTOTHROTTLE_ENABLED", "maybe", "is neither 0 nor 1"),
        ("LOG_LEVEL", "chatty", "is none of CRITICAL"),
    ],
)
def test_a_wrong_value_of_scrapys_settings_is_named(name: str, value: str, wrong: str) -> None:
    with pytest.raises(ConfigError, match=f"^{name}: '{value}' {wrong}"):
        check_values(Settings({name: value}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOWNLOAD_DELAY", "0.25"),
        ("DOWNLOAD_TIMEOUT", "2.5"),
        ("RETRY_PRIORITY_ADJUST", "-2"),
        ("COOKIES_ENABLED", "true"),
        ("FEED_EXPORT_INDENT", None),
        ("MINE", "abc"),
    ],
)
def test_right_values_pass(name: str, value: str | None) -> None:
    settings = Settings({name: value})
    settings.setmodule("newscrawl.settings", priority="addon")
    check_values(settings)
    check_classes(settings)


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("DOWNLOADER", "no.such.Class", "'no.such.Class' can't be loaded .ModuleNotFoundError: No module named 'no'"),
        ("SCHEDULER", "word", "'word' can't be loaded .ValueError"),
        ("STATS_CLASS", "collections.Nothing", "'collections.Nothing' can't be loaded .NameError"),
        ("ITEM_PIPELINES", {"no.Pipeline": 1}, "'no.Pipeline' can't be loaded"),
        ("DOWNLOAD_HANDLERS", '{"http": "no.Handler"}', "'no.Handler' can't be loaded"),
    ],
)
def test_a_class_that_cannot_be_loaded_is_named(name: str, value: Any, wrong: str) -> None:
    settings = Settings()
    settings.set(name, value)
    with pytest.raises(ConfigError, match=f"^{name}: {wrong}") as caught:
        check_classes(settings)
    assert "\n" not in str(caught.value)


def test_an_archive_needs_what_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert config(ARCHIVE="yes").archive
    monkeypatch.setitem(sys.modules, "warcio", None)
    assert not config().archive
    with pytest.raises(ConfigError, match=r"--archive \(NEWSCRAWL_ARCHIVE\) needs warcio: pip install"):
        config(ARCHIVE="1")
