"""What can be known to be wrong with a crawl before anything is fetched."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl.cli.errors import CallError
from newscrawl.dataset.reading import is_shard

if TYPE_CHECKING:
    from newscrawl.core.site import Site


def read_sites(arguments: list[str], file: Path | None) -> tuple[Site, ...]:
    """The sites named on the command line and in the file, each address once. Raises CallError."""
    from newscrawl.core.site import SitesError, load_sites, site_from_argument
    from newscrawl.core.urls import identity

    if not arguments and file is None:
        raise CallError("no site given; name one, as in `newscrawl crawl www.example.org`, or use --sites FILE.toml")
    if file is not None and not file.exists():
        raise CallError(f"--sites: {file} does not exist; check the name")
    try:
        sites = [site_from_argument(text) for text in arguments]
        sites += load_sites(file) if file is not None else []
    except SitesError as error:
        raise CallError(str(error)) from error
    # The first mention gives the place, the last one, which may be the file's and says more, the site.
    return tuple({identity(site.url): site for site in sites}.values())


def check_call(args: argparse.Namespace) -> None:
    """What can be known to be wrong before anything starts. Raises CallError."""
    if args.since and args.until and args.since >= args.until:
        raise CallError(f"--since: {args.since:%Y-%m-%d %H:%M} is not before --until; give an earlier time")
    if args.render == "always":
        _check_browser(dict(args.settings))
    check_where(args)
    if args.log_file:
        check_folder("--log-file", args.log_file.parent)
        if args.log_file.is_dir():
            raise CallError(f"--log-file: {args.log_file} is a folder; name a file in it")


def _check_browser(settings: dict[str, str]) -> None:
    from newscrawl.crawl.browsers import look_for_browser

    missing = look_for_browser(settings.get("NEWSCRAWL_BROWSER")).missing
    if missing:
        raise CallError(f"--render always needs a browser: {missing}")


def check_where(args: argparse.Namespace) -> None:
    """Whether what the options of options.add_where name can be written to. Raises CallError."""
    if isinstance(args.output, str):
        _check_staging(args.output, args.staging)
    elif args.staging:
        raise CallError("--staging: is for an --output that is an address, as s3://BUCKET/FOLDER; leave it out")
    else:
        check_output(args.output)
    if args.state and args.state.startswith("sqlite:///"):
        check_folder("--state", Path(args.state.removeprefix("sqlite:///")).parent)


def _check_staging(url: str, staging: Path | None) -> None:
    """The folder here is made with those above it: nobody is expected to know it."""
    from newscrawl.crawl.outputs import staging_folder

    folder = staging or staging_folder(url)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CallError(f"--staging: {folder} cannot be made ({error.strerror}); name another folder") from error
    check_folder("--staging", folder)


def check_output(path: Path) -> None:
    """Whether the output can be written: its folder is made here, and a file is tried in it. Raises CallError."""
    if is_shard(path):
        if path.is_dir():
            raise CallError(f"--output: {path} is a folder; name a file in it, or a folder without .jsonl in its name")
        check_folder("--output", path.parent)
        return
    if path.exists() and not path.is_dir():
        raise CallError(f"--output: {path} is a file; name a folder, or a file that ends in .jsonl")
    check_folder("--output", path.parent if not path.exists() else path)
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise CallError(f"--output: {path} cannot be made ({error.strerror}); name another folder") from error


def check_folder(option: str, folder: Path) -> None:
    """Whether the folder is there and takes files. Raises CallError."""
    import tempfile

    if not folder.is_dir():
        raise CallError(f"{option}: the folder {folder} does not exist; make it first: mkdir -p {folder}")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CallError(f"{option}: {folder} cannot be written to ({error.strerror}); name another folder") from error
