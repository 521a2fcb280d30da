"""Settings and spider arguments, right and wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from newscrawl.core.site import SitesError
from newscrawl.crawl.arguments import apply_arguments, sites_from_arguments
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
