"""The pages under docs/ name all there is, and nothing that is not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from newscrawl import extract
from newscrawl.core.article import Article
from newscrawl.core.candidate import ONCE, SourceKind
from newscrawl.core.site import Site, SitesError, load_sites
from newscrawl.core.verdict import Reason
from newscrawl.crawl.config import Config
from newscrawl.demo.pages import Resource
from newscrawl.demo.pages import load_sites as load_demo_sites

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
CODE = sorted((ROOT / "newscrawl").rglob("*.py"))


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def rows(text: str, column: int = 0) -> list[str]:
    """What stands in backticks in one column of a page's tables, cell by cell in order."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [name for line in lines for name in re.findall(r"`([^`]+)`", line.split(" | ")[column])]


def section(text: str, heading: str) -> str:
    """The part of a page from a heading to the next of its level."""
    level = heading.split(" ")[0]
    start = text.index(f"\n{heading}\n") + len(heading) + 2
    return re.split(rf"^{level} ", text[start:], maxsplit=1, flags=re.MULTILINE)[0]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """The fragments that a page's headings answer to, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def newscrawl(*arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "newscrawl", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def options_of(help_text: str) -> set[str]:
    """The options that a help text lists: those at the beginning of its lines."""
    listed = re.findall(r"^  (-\S.*?)(?:  |$)", help_text, flags=re.MULTILINE)
    return set(re.findall(r"(?<![\w-])(--[a-z][a-z-]*|-s)\b", " ".join(listed))) - {"--help"}


def commands() -> list[str]:
    """The commands, as the program itself says in the line of an unknown one."""
    run = subprocess.run(
        [sys.executable, "-m", "newscrawl", "xyzzy"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 2
    return re.findall(r"[a-z]+", run.stderr.rpartition("there are")[2].partition(";")[0])


class Recorder(Mapping[str, Any]):
    """Settings that hold nothing and note what is asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def settings_read() -> set[str]:
    recorder = Recorder()
    Config.from_settings(recorder)
    named = {name for path in CODE for name in re.findall(r"NEWSCRAWL_[A-Z][A-Z_]*[A-Z]", path.read_text("utf-8"))}
    return recorder.asked | named


def test_the_record_has_a_row_a_field_in_order() -> None:
    table = rows(page("record.md").split("## One article")[0])
    assert table == [field.name for field in fields(Article)]


def test_every_reason_has_a_row() -> None:
    assert rows(section(page("record.md"), "## Reasons")) == [str(reason) for reason in Reason]


def test_discovered_by_names_every_kind_of_source() -> None:
    line = next(line for line in page("record.md").splitlines() if line.startswith("| `discovered_by`"))
    assert re.findall(r"`([^`]+)`", line)[1:] == [str(kind) for kind in SourceKind if kind not in ONCE]


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    text = page("settings.md")
    documented = {name for name in rows(text) if name.startswith("NEWSCRAWL_")}
    assert documented == settings_read()


def test_defaults_of_settings_are_those_of_the_code() -> None:
    table = {
        line.split(" | ")[0].strip("| `"): line.split(" | ")[1].strip("`")
        for line in page("settings.md").splitlines()
        if line.startswith("| `NEWSCRAWL_")
    }
    config = Config.from_settings({})
    for name, value in {
        "OUTPUT": config.output,
        "SHARD_LINES": config.shard_lines,
        "SHARD_BYTES": config.shard_bytes,
        "ARCHIVE_BYTES": config.archive_bytes,
        "PAGE_TIMEOUT": config.page_timeout,
        "MAX_DEPTH": config.max_depth,
        "SECTION_PAGES": config.section_pages,
        "SECTIONS_MAX": config.sections_max,
        "ARCHIVE_PAGES": config.archive_pages,
        "TRAP_BUDGET": config.trap_budget,
        "SITES_AT_ONCE": config.sites_at_once,
        "ATTEMPTS_MAX": config.attempts_max,
        "RETRY_AFTER_MAX": config.retry_after_max,
        "CRAWL_DELAY_MAX": config.crawl_delay_max,
        "ROBOTS_BACKOFF": config.robots_backoff,
        "RENDER": config.render,
        "BROWSER_PAGES": config.browser_pages,
        "BROWSER_TIMEOUT": config.browser_timeout,
        "HOST_REFUSALS_MAX": config.host_refusals_max,
    }.items():
        expected = f"{value:g}" if isinstance(value, float) else str(value)
        assert table[f"NEWSCRAWL_{name}"] == expected, name


def test_every_key_of_request_meta_is_documented() -> None:
    keys = {
        key
        for path in CODE
        for key in re.findall(
            r"(?:request|response)\.meta(?:\.get\(|\[|\.setdefault\()\s*[\"']([\w-]+)[\"']", path.read_text("utf-8")
        )
    }
    keys |= {
        key
        for path in CODE
        for key in re.findall(r"(?:META|ORIGIN|HEADS|CAPTURES|RENDER)_KEY = \"([\w-]+)\"", path.read_text("utf-8"))
    }
    assert keys == set(rows(section(page("settings.md"), "## Request.meta")))


def test_every_command_and_option_is_documented() -> None:
    text = page("commands.md")
    known = commands()
    assert len(known) >= 5
    headings = {heading.split()[2]: heading for heading in re.findall(r"^## newscrawl .*$", text, flags=re.MULTILINE)}
    assert set(headings) == set(known)
    for command in known:
        cells = re.findall(r"^\| (`-.*?) \|", section(text, headings[command]), flags=re.MULTILINE)
        documented = set(re.findall(r"(--[a-z-]+|-s)\b", " ".join(cells)))
        assert options_of(newscrawl(command, "--help")) == documented, command


def test_toml_blocks_are_sites_files(tmp_path: Path) -> None:
    found = [block for path in PAGES for block in blocks(path.read_text("utf-8"), "toml")]
    assert found
    for block in found:
        file = tmp_path / "sites.toml"
        file.write_text(block, encoding="utf-8")
        assert len(load_sites(file)) == len(tomllib.loads(block)["site"])


def test_every_key_of_the_sites_file_has_a_row() -> None:
    keys = {field.name for field in fields(Site)} - {"bare"}
    assert set(rows(page("sites-file.md"))) == keys


def test_the_wrong_key_reads_as_documented(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    file.write_text('[[site]]\nurl = "https://www.example.org/"\n\n\n\n\ndenny = ["/shop/"]\n', encoding="utf-8")
    with pytest.raises(SitesError) as caught:
        load_sites(file)
    line = next(line.strip() for line in page("sites-file.md").splitlines() if "denny" in line)
    assert str(caught.value).replace(str(file), file.name) == line


def test_python_blocks_compile_and_import_what_there_is() -> None:
    found = [block for path in PAGES for block in blocks(path.read_text("utf-8"), "python")]
    assert found
    for block in found:
        compile(block, "docs", "exec")
        imports = [line for line in block.splitlines() if line.startswith("from newscrawl")]
        exec("\n".join(imports), {})


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_within_the_project_resolve(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target or target.startswith("mailto:"):
            continue
        file, _, fragment = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), target
        if fragment:
            assert fragment in anchors(there.read_text(encoding="utf-8")), target


def test_paths_that_pages_name_exist() -> None:
    for path in PAGES:
        for name in re.findall(r"`(newscrawl/[\w/.]+)`", path.read_text(encoding="utf-8")):
            assert (ROOT / name).exists(), f"{path.name}: {name}"


def test_the_readme_says_how_to_begin_and_leads_to_every_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in readme
    assert "make test" in readme
    assert {f"docs/{path.name}" for path in ROOT.glob("docs/*.md")} <= set(
        re.findall(r"\]\((docs/[\w-]+\.md)\)", readme)
    )


def test_the_record_in_the_readme_is_the_one_that_the_demo_writes() -> None:
    (block,) = blocks((ROOT / "README.md").read_text("utf-8"), "json")
    shown = json.loads(block)
    parts = urlsplit(shown["url"])
    site = next(site for site in load_demo_sites() if site.host == parts.netloc)
    page_there = site.find(parts.path, "", published=False)
    assert isinstance(page_there, Resource)
    article = extract(page_there.body, shown["url"])
    assert article is not None
    record = article.to_dict()
    assert article.text.startswith(shown.pop("text").removesuffix("…"))
    of_the_crawl = {"source", "discovered_by", "http_status"}
    assert {key: value for key, value in shown.items() if key not in of_the_crawl} == {
        key: record[key] for key in shown if key not in of_the_crawl
    }
