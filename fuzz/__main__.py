"""Fuzzes the targets, one after the other:  python -m fuzz [--target NAME] [--seconds 600]

Exits with 1 at the first finding, which stands in fuzz/found/NAME then, and so is replayed by the tests.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile

from fuzz.table import CORPUS, DICTIONARIES, FOUND, GROWN, HERE, TARGETS, Target

HANGS = 20
"""Seconds from which on one input is a finding; the slowest usual ones take a tenth of one."""
MEGABYTES = 1000
"""Memory of the process from which on it is a finding."""


def command(target: Target, seconds: int) -> list[str]:
    """The call that fuzzes one target."""
    folders = [GROWN / target.name, CORPUS / target.name, FOUND / target.name]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={HANGS}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-max_len={target.longest}",
        f"-artifact_prefix={folders[-1]}/",
        "-print_final_stats=1",
        "-verbosity=1",
    ]
    if target.dictionary:
        options.append(f"-dict={DICTIONARIES / target.dictionary}.dict")
    return [sys.executable, "-m", "fuzz.one", target.name, *options, *map(str, folders)]


def main(arguments: list[str] | None = None) -> int:
    """0 where nothing was found, 1 at the first finding, 2 where fuzzing can't begin."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Fuzzes newscrawl's parsers.")
    parser.add_argument("--target", choices=TARGETS, help="one target, not all")
    parser.add_argument("--seconds", type=int, default=600, help="how long each target runs (600)")
    asked = parser.parse_args(arguments)
    if importlib.util.find_spec("atheris") is None:
        print("fuzz: atheris is missing; it runs on Linux with Python 3.11 to 3.13: make fuzz PYTHON=python3.13")
        return 2
    for target in [TARGETS[asked.target]] if asked.target else TARGETS.values():
        print(f"fuzz: {target.name}, {asked.seconds} s", flush=True)
        with tempfile.TemporaryDirectory(prefix="newscrawl-fuzz-") as folder:  # libFuzzer ends without a sweep
            environment = os.environ | {"TMPDIR": folder}
            done = subprocess.run(command(target, asked.seconds), cwd=HERE.parent, env=environment, check=False)
        if done.returncode:
            print(f"fuzz: {target.name}: a finding; the last file in {FOUND / target.name} shows it again")
            return 1
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
