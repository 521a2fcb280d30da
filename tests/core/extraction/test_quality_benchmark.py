"""The benchmark of the extraction, on the golden pages as a corpus."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "benchmarks" / "extraction_quality.py"
GOLDEN = Path(__file__).parent / "golden"


def run(*args: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([sys.executable, str(SCRIPT), *args], capture_output=True, text=True, env=env, timeout=120)


def test_without_a_corpus_it_says_so(tmp_path: Path) -> None:
    for args in ((), (str(tmp_path),)):
        done = run(*args)
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.startswith("no corpus: ")


def test_it_measures_a_corpus(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    lines = []
    for path in sorted(GOLDEN.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        if path.stem not in ("en-without-metadata", "fr-json-ld-graph", "de-section"):
            continue
        article = record.get("article", {"title": "", "text": ""})
        shutil.copy(GOLDEN / f"{path.stem}.html.gz", tmp_path / "pages")
        body = article["text"].removeprefix(article["title"]).strip()
        known = {
            "title": article["title"],
            "published": article.get("date_published"),
            "authors": article.get("authors"),
        }
        lines.append(json.dumps({"id": path.stem, "source": "golden", "url": record["url"], "body": body, **known}))
    (tmp_path / "truth.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = run(str(tmp_path), "--output", str(tmp_path / "out.jsonl"), "--processes", "1")
    assert done.returncode == 0, done.stderr
    ours = {line[:30].strip(): line.split()[-2] for line in done.stdout.splitlines() if line.strip()}
    assert ours["golden: body F1"] == ours["golden: exact"] + "0" == "1.0000"
    assert ours["title"] == ours["articles that pass"] == ours["others that are rejected"] == "1.0000"
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [record["page_id"] for record in records] == ["de-section", "en-without-metadata", "fr-json-ld-graph"]
    assert [record["rejected"] for record in records] == ["index-page", None, None]
