"""Where an output that is an address is staged on this machine."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path


def staging_folder(url: str) -> Path:
    """The folder for an address: below XDG_STATE_HOME (~/.local/state), as what waits there is wanted yet, no cache."""
    base = os.environ.get("XDG_STATE_HOME", "")
    home = Path(base) if base.startswith("/") else Path.home() / ".local" / "state"
    plain = url.rstrip("/")
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", plain).strip("-")[:80]
    return home / "newscrawl" / f"{name}-{hashlib.sha256(plain.encode()).hexdigest()[:8]}"
