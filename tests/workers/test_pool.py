"""The pool with real worker processes, which die, hang and raise."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from newscrawl.workers.pool import ExtractionPool, PoolFailure


def die(mark: Path | None = None) -> str:
    """Die; with a mark, only the first time."""
    if mark is None or not mark.exists():
        if mark is not None:
            mark.touch()
        os._exit(9)
    return "alive"


def hang(mark: Path | None = None) -> str:
    if mark is None or not mark.exists():
        if mark is not None:
            mark.touch()
        time.sleep(60)
    return "awake"


def fail() -> None:
    raise ValueError("as it should")


@pytest.fixture
async def pool() -> AsyncIterator[ExtractionPool]:
    pool = ExtractionPool(2, timeout=3.0)
    yield pool
    await pool.close()


async def test_a_call_may_have_a_time_limit_of_its_own(pool: ExtractionPool) -> None:
    assert await pool.run_within(30.0, pow, 2, 3) == 8
    with pytest.raises(PoolFailure, match="timeout"):
        await pool.run_within(0.3, hang)


async def test_results_and_errors_come_back(pool: ExtractionPool) -> None:
    assert await asyncio.gather(*(pool.run(pow, n, 2) for n in range(20))) == [n * n for n in range(20)]
    assert await pool.run(int, "ff", base=16) == 255
    with pytest.raises(ValueError, match="as it should"):
        await pool.run(fail)


async def test_a_dead_or_hung_worker_costs_one_retry(pool: ExtractionPool, tmp_path: Path) -> None:
    others = asyncio.gather(*(pool.run(pow, n, 2) for n in range(50)))
    assert await pool.run(die, tmp_path / "died") == "alive"
    assert await pool.run(hang, tmp_path / "hung") == "awake"
    assert len(await others) == 50


async def test_what_kills_or_hangs_twice_is_named(pool: ExtractionPool) -> None:
    for function, kind in ((die, "crash"), (hang, "timeout")):
        with pytest.raises(PoolFailure) as caught:
            await pool.run(function)
        assert caught.value.kind == kind
    assert await pool.run(pow, 2, 3) == 8


def terminate() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(10)


async def test_a_worker_that_is_ended_from_outside_says_nothing_of_its_page(pool: ExtractionPool) -> None:
    with pytest.raises(PoolFailure) as caught:
        await pool.run(terminate)
    assert caught.value.kind == "stopped"
    assert await pool.run(pow, 2, 3) == 8


async def test_a_fork_server_that_dies_is_replaced(pool: ExtractionPool) -> None:
    await pool.run(pow, 1, 1)
    servers = [c for c in psutil.Process().children() if "forkserver" in " ".join(c.cmdline())]
    waiting = [asyncio.ensure_future(pool.run(pow, n, 2)) for n in range(20)]
    for server in servers:
        for worker in server.children():
            worker.kill()
        server.kill()
    assert await asyncio.gather(*waiting) == [n * n for n in range(20)]
    assert await pool.run(pow, 3, 2) == 9


async def test_a_closed_pool_leaves_nothing_and_says_stopped() -> None:
    before = set(psutil.Process().children(recursive=True))
    pool = ExtractionPool(2, timeout=30.0)
    await pool.run(pow, 1, 1)
    # The children are multiprocessing's own servers, which serve the whole test process; theirs are the workers.
    workers = [c for c in psutil.Process().children(recursive=True) if c.ppid() != os.getpid() and c not in before]
    assert workers
    waiting = asyncio.ensure_future(pool.run(hang))
    await asyncio.sleep(0.2)
    await asyncio.gather(pool.close(), pool.close())
    with pytest.raises(PoolFailure) as caught:
        await waiting
    assert caught.value.kind == "stopped"
    with pytest.raises(PoolFailure):
        await pool.run(pow, 1, 1)
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []


async def test_a_pool_without_work_starts_nothing() -> None:
    pool = ExtractionPool(2, timeout=30.0)
    threads = threading.active_count()
    await pool.close()
    with pytest.raises(PoolFailure) as caught:
        await pool.run(pow, 1, 1)
    assert caught.value.kind == "stopped"
    pool.start()
    assert threading.active_count() == threads


SLOW_IMPORT = """
import os, pathlib, time

pathlib.Path({begun!r}).touch()
parent, end = os.getppid(), time.monotonic() + {seconds}
while os.getppid() == parent and time.monotonic() < end:
    time.sleep(0.02)
"""

STARTING = """
import pathlib, signal, sys, time

if __name__ == "__mp_main__" and "broken" in sys.argv:
    raise RuntimeError("as it should")

from newscrawl.workers import pool as module

if __name__ == "__main__":
    signal.signal(signal.SIGINT, lambda *_: None)
    module.PRELOAD = (*module.PRELOAD[:1], "slow_import")
    pool = module.ExtractionPool(2, timeout=5.0)
    pool.start()
    while not pathlib.Path({begun!r}).exists():
        time.sleep(0.02)
    time.sleep(2.0 if "broken" in sys.argv else 0.5)
"""


def start(folder: Path, *words: str, seconds: float) -> subprocess.Popen[str]:
    """A run that ends soon, while its workers' imports take so long, or until it has ended."""
    begun = str(folder / "begun")
    (folder / "slow_import.py").write_text(SLOW_IMPORT.format(begun=begun, seconds=seconds), encoding="utf-8")
    (folder / "main.py").write_text(STARTING.format(begun=begun), encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, str(folder / "main.py"), *words],
        env={**os.environ, "PYTHONPATH": f"{Path(__file__).parent.parent.parent}{os.pathsep}{folder}"},
        stderr=subprocess.PIPE,  # ends with the last of those who hold it: the server and the workers do
        text=True,
        start_new_session=True,
    )


def test_a_worker_that_still_starts_when_the_run_is_over_says_nothing(tmp_path: Path) -> None:
    process = start(tmp_path, seconds=30)
    _, stderr = process.communicate(timeout=60)
    assert (process.returncode, stderr) == (0, "")


def test_a_worker_that_cannot_start_says_why(tmp_path: Path) -> None:
    process = start(tmp_path, "broken", seconds=0.1)
    _, stderr = process.communicate(timeout=60)
    assert "RuntimeError: as it should" in stderr


def test_ctrl_c_while_the_workers_start_is_the_parents_affair(tmp_path: Path) -> None:
    process = start(tmp_path, seconds=1)
    end = time.monotonic() + 60
    while not any("forkserver" in " ".join(c.cmdline()) for c in psutil.Process(process.pid).children()):
        assert time.monotonic() < end
        time.sleep(0.005)
    while not (tmp_path / "begun").exists():
        assert time.monotonic() < end
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert (process.returncode, stderr) == (0, "")


def take(size: int) -> int:
    return len(bytes(size))


def abort(mark: Path) -> str:
    """As libraries do that get no memory; only the first time."""
    if not mark.exists():
        mark.touch()
        os.abort()
    return "alive"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux bounds the memory of a process")
async def test_a_worker_has_so_much_memory_and_the_next_one_too() -> None:
    pool = ExtractionPool(1, timeout=30.0, memory_limit=64 * 2**20)
    try:
        assert await pool.run(take, 32 * 2**20) == 32 * 2**20
        first = await pool.run(os.getpid)
        with pytest.raises(PoolFailure) as caught:
            await pool.run(take, 128 * 2**20)
        assert caught.value.kind == "memory"
        assert await pool.run(take, 32 * 2**20) == 32 * 2**20
        assert await pool.run(os.getpid) != first
    finally:
        await pool.close()


async def test_without_a_limit_there_is_none(pool: ExtractionPool) -> None:
    assert await pool.run(take, 2**30) == 2**30


async def test_a_library_that_aborts_costs_one_retry(pool: ExtractionPool, tmp_path: Path) -> None:
    assert await pool.run(abort, tmp_path / "aborted") == "alive"


CLOSING = """
import asyncio, os, pathlib

from newscrawl.workers import pool as module

module.PRELOAD = (*module.PRELOAD[:1], {preload!r})
module.JOIN_SECONDS = 0.1


async def main():
    pool = module.ExtractionPool(1, timeout=5.0)
    calls = [asyncio.ensure_future(pool.run(os.getpid)) for _ in range(100)]
    if {preload!r} == "held_import":
        while not pathlib.Path({begun!r}).exists():
            await asyncio.sleep(0.02)
        await asyncio.to_thread(os.getpid)
        await pool.close()
    errors = await asyncio.gather(*calls, return_exceptions=True)
    print({{f"{{type(error).__name__}}: {{error.kind}}" for error in errors}})
    print([error.kind for error in await asyncio.gather(pool.run(os.getpid), return_exceptions=True)])
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main())
"""


def close_early(folder: Path, preload: str, main: str = "") -> subprocess.CompletedProcess[str]:
    """A run whose workers have this module to import first; what its calls came to."""
    (folder / "main.py").write_text(
        main + CLOSING.format(preload=preload, begun=str(folder / "begun")), encoding="utf-8"
    )
    return subprocess.run(
        [sys.executable, str(folder / "main.py")],
        env={**os.environ, "PYTHONPATH": f"{Path(__file__).parent.parent.parent}{os.pathsep}{folder}"},
        capture_output=True,
        text=True,
        timeout=100,
    )


def test_a_pool_is_closed_while_its_workers_start(tmp_path: Path) -> None:
    """The import ends only with the run: who waits for it, in the event loop or in its threads, waits forever."""
    held = SLOW_IMPORT.format(begun=str(tmp_path / "begun"), seconds=1000)
    (tmp_path / "held_import.py").write_text(held, encoding="utf-8")
    run = close_early(tmp_path, "held_import")
    assert (run.stdout, run.stderr) == ("{'PoolFailure: stopped'}\n['stopped']\n", "")


def test_a_fork_server_that_cannot_start_is_no_fault_of_the_calls(tmp_path: Path) -> None:
    (tmp_path / "dying_import.py").write_text("import os\n\nos._exit(1)\n", encoding="utf-8")
    run = close_early(tmp_path, "dying_import")
    assert (run.stdout, run.stderr) == ("{'PoolFailure: broken'}\n['broken']\n", "")


def test_workers_that_cannot_start_are_no_fault_of_the_calls(tmp_path: Path) -> None:
    main = "if __name__ == '__mp_main__':\n    raise RuntimeError('as it should')\n"
    run = close_early(tmp_path, "json", main)
    assert run.stdout == "{'PoolFailure: broken'}\n['broken']\n"
    assert "RuntimeError: as it should" in run.stderr
