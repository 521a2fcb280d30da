"""Which browser is found, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.crawl import browsers as finding
from newscrawl.crawl.browsers import ON_PATH, find_browser, look_for_browser, own_browser

REVISIONS = {"chromium": "1200", "chromium-headless-shell": "1200", "firefox": "7"}


def found(asked: str | None = None, *, own: str | None = None, there: tuple[str, ...] = (), extra: bool = True) -> str:
    """The path, or what is missing."""
    which = {name: f"/bin/{name}" for name in there}.get
    answer = find_browser(asked, extra=extra, own=lambda: own, which=which)
    assert (answer.path is None) != (answer.missing is None)
    return answer.path or f"missing: {answer.missing}"


def test_the_first_there_is_is_taken() -> None:
    assert found("mine", own="/own", there=("mine", *ON_PATH)) == "/bin/mine"
    assert found(own="/own", there=ON_PATH) == "/own"
    for place in range(len(ON_PATH)):
        assert found(there=ON_PATH[place:]) == f"/bin/{ON_PATH[place]}"
    assert found("", there=("google-chrome",)) == "/bin/google-chrome"


def test_what_is_missing_is_said_with_what_to_do() -> None:
    assert "playwright install chromium" in found()
    assert "NEWSCRAWL_BROWSER" in found()
    assert "pip install 'newscrawl[browser]'" in found("mine", own="/own", there=("mine",), extra=False)


def test_one_that_is_asked_for_and_not_there_is_not_replaced() -> None:
    said = found("/opt/mine", own="/own", there=ON_PATH)
    assert said.startswith("missing: NEWSCRAWL_BROWSER: /opt/mine is no program")


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("chromium_headless_shell-1200/chrome-headless-shell-linux64/chrome-headless-shell", True),
        ("chromium_headless_shell-1200/chrome-linux/headless_shell", True),
        ("chromium-1200/chrome-linux64/chrome", True),
        ("chromium-1200/chrome-mac/Chromium.app/Contents/MacOS/Chromium", True),
        ("chromium-1100/chrome-linux64/chrome", False),
        ("firefox-7/firefox/chrome", False),
        ("chromium-1200/chrome-linux64/chrome_crashpad_handler", False),
    ],
)
def test_playwrights_own_is_found_in_the_revision_that_it_wants(tmp_path: Path, path: str, found: bool) -> None:
    program = tmp_path / path
    program.parent.mkdir(parents=True)
    program.touch()
    assert own_browser(tmp_path, REVISIONS) is None  # not complete: a download that was broken off
    (tmp_path / path.split("/")[0] / "INSTALLATION_COMPLETE").touch()
    assert own_browser(tmp_path, REVISIONS) == (str(program) if found else None)
    assert own_browser(tmp_path, {}) is None


def test_the_smaller_one_comes_first(tmp_path: Path) -> None:
    for path in ("chromium-1200/a/chrome", "chromium_headless_shell-1200/a/headless_shell"):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).touch()
        (tmp_path / path.split("/")[0] / "INSTALLATION_COMPLETE").touch()
    assert str(own_browser(tmp_path, REVISIONS)).endswith("headless_shell")


def test_where_playwright_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert finding._registry({"PLAYWRIGHT_BROWSERS_PATH": "/x"}, tmp_path) == Path("/x")
    assert finding._registry({"PLAYWRIGHT_BROWSERS_PATH": "0"}, tmp_path) == tmp_path / ".local-browsers"
    assert finding._registry({"XDG_CACHE_HOME": "/c"}, tmp_path) == Path("/c/ms-playwright")
    assert finding._registry({}, tmp_path) == Path.home() / ".cache" / "ms-playwright"
    monkeypatch.setattr("sys.platform", "darwin")
    assert finding._registry({}, tmp_path).parts[-3:] == ("Library", "Caches", "ms-playwright")


def test_a_broken_list_of_revisions_is_none(tmp_path: Path) -> None:
    place = tmp_path / "browsers.json"
    assert finding._revisions(place) == {}
    for text in ("{", "[]", '{"browsers": [{"name": "chromium"}]}', '{"browsers": 7}'):
        place.write_text(text)
        assert finding._revisions(place) == {}
    place.write_text('{"browsers": [{"name": "chromium", "revision": 12}]}')
    assert finding._revisions(place) == {"chromium": "12"}


def test_on_this_machine(tmp_path: Path) -> None:
    program = tmp_path / "mine"
    program.write_text("#!/bin/sh\n")
    assert look_for_browser(str(program)).path is None  # nothing that can be run
    program.chmod(0o755)
    answer = look_for_browser(str(program))
    assert answer.path == str(program) or "newscrawl[browser]" in str(answer.missing)
