"""The training of the judge of lines, from pages to files, on a small corpus of invented pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.quality.corpus import CorpusError, Page
from benchmarks.quality.scoring import BodyScore
from newscrawl.core.extraction.body.features import FEATURES
from newscrawl.core.extraction.body.sureness import SIGNS
from newscrawl.core.models.forest import forest_from
from tests.training.invented import SITES, write_corpus
from training import __main__ as program
from training import forest, lines, sureness
from training.corpus import Example, examples
from training.measure import Measured, table
from training.sheets import Sheet, sheets

PAGES = 20
FILES = ("lines.json", "sureness.json")


@pytest.fixture(scope="module", autouse=True)
def few_trees() -> Iterator[None]:
    """Small models, whose files the tests say the place of."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "TREES", 12)
        patch.setattr(lines, "OPTIONS", {**lines.OPTIONS, "min_data_in_leaf": 10, "learning_rate": 0.3})
        patch.delattr(program, "MODELS")
        yield


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("invented") / "corpus", PAGES)


@pytest.fixture(scope="module")
def made(corpus: Path) -> list[Sheet]:
    return sheets(examples(corpus), processes=1)


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(program, "MODELS", tmp_path, raising=False)
    return tmp_path


def test_every_page_comes_in_its_forms(made: list[Sheet]) -> None:
    assert [sheet.form for sheet in made[:3]] == ["plain", "bare", "grafted"]
    assert {sheet.example.page.id for sheet in made} == {f"p{number:03}" for number in range(PAGES)}
    assert [sheet.example.page.id for sheet in made] == sorted(sheet.example.page.id for sheet in made)
    for sheet in made:
        assert sheet.matrix.shape == (len(sheet.names), len(FEATURES))
        assert np.isfinite(sheet.matrix).all()
        assert len(sheet.names) == len(sheet.size) == len(sheet.labels.wanted) == len(sheet.labels.weight)
        assert set(sheet.labels.wanted) <= {0.0, 1.0}


def test_training_twice_gives_the_same_files_to_the_bit(
    corpus: Path, made: list[Sheet], models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = program.train_lines(made, more=True, processes=1)
    first = [(models / name).read_bytes() for name in FILES]
    assert program.main([str(corpus), "--processes", "1", "--only", "lines"]) == 0
    assert [(models / name).read_bytes() for name in FILES] == first
    judge, sure = (json.loads(data) for data in first)
    assert forest_from(judge).features == FEATURES
    assert len(judge["trees"]) == lines.TREES
    assert tuple(sure["weights"]) == SIGNS
    assert sorted(entry.example.page.id for entry in measured) == [f"p{number:03}" for number in range(PAGES)]
    shown = capsys.readouterr().out
    for groups, times in (("sites", 2), ("suites", 1), ("countries", 1)):
        assert shown.count(f"main text, on {groups} that were left out:") == times
    assert f"({PAGES // 2} pages)" in shown


def test_the_judge_learns_what_is_article(made: list[Sheet]) -> None:
    known = [sheet for sheet in made if sheet.labels.wanted.any()]
    model = forest_from(lines.train(known))
    for sheet in known:
        chances, wanted = model.probabilities(sheet.matrix), sheet.labels.wanted == 1
        assert chances[wanted].mean() > chances[~wanted].mean() + 0.3


def test_pages_count_the_same_and_forms_less(made: list[Sheet]) -> None:
    sums = {(sheet.example.page.id, sheet.form): float(lines._weights(sheet).sum()) for sheet in made}
    for (_, form), total in sums.items():
        assert total == pytest.approx(100 * lines.TRUST[form])


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[list[Sheet]]:
    """What is trained on, training by training."""
    found: list[list[Sheet]] = []
    train = lines.train

    def watched(rest: list[Sheet]) -> dict[str, Any]:
        found.append(rest)
        return train(rest)

    monkeypatch.setattr(lines, "train", watched)
    return found


@pytest.mark.parametrize("group", ["site", "suite", "country"])
def test_no_site_is_left_out_and_trained_on(made: list[Sheet], group: str, trained: list[list[Sheet]]) -> None:
    folds = lines.left_out(made, lambda example: str(getattr(example, group)), 3)
    assert len(folds) == len(trained)
    for (out, _), rest in zip(folds, trained, strict=True):
        assert not {page.site for page in out} & {sheet.example.site for sheet in rest}
        assert len({page.page.id for page in out}) == len(out)
    assert sorted(page.page.id for out, _ in folds for page in out) == [f"p{n:03}" for n in range(PAGES)]
    assert len({sheet.example.site for sheet in made}) == SITES


def test_a_group_that_shares_sites_with_another_is_left_out_whole(
    made: list[Sheet], trained: list[list[Sheet]]
) -> None:
    first = {f"p{number:03}" for number in range(SITES // 2)}
    ((out, _),) = lines.left_out(made, lambda example: str(example.page.id in first), 3)
    assert {page.page.id for page in out} == first
    assert {sheet.example.page.id[-1] for sheet in trained[0]} == set("56789")


def test_a_single_group_is_never_left_out(made: list[Sheet]) -> None:
    assert lines.left_out(made, lambda example: "all", 3) == []
    assert lines.left_out([], lambda example: example.site, 3) == []


def test_without_pages_nothing_is_trained(models: Path) -> None:
    with pytest.raises(CorpusError, match="no page"):
        program.train_lines([], more=False, processes=1)
    assert not list(models.iterdir())


def test_too_little_to_learn_from_ends_training_with_one_line(
    tmp_path: Path, models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_corpus(tmp_path / "corpus", 1)
    assert program.main([str(folder), "--processes", "1", "--only", "lines"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not list(models.glob("*.json"))


def test_a_page_that_cannot_be_read_ends_training_with_one_line(
    tmp_path: Path, models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_corpus(tmp_path / "corpus", 2)
    (folder / "pages" / "p001.html").rename(folder / "pages" / "p001.html.gz")
    assert program.main([str(folder), "--processes", "1", "--only", "lines"]) == 2
    err = capsys.readouterr().err
    assert "p001.html.gz" in err
    assert len(err.splitlines()) == 1


def measured(count: int, right: float = 0.6, suite: str = "one") -> list[Measured]:
    """Pages whose texts are right the likelier, the more the judge expects of them."""
    dice = np.random.default_rng(1)
    found = []
    for number in range(count):
        expected = float(dice.random())
        fits = dice.random() < right * 2 * expected
        page = Page(id=str(number), url=f"https://s{number % 23}.example/a", path=Path("a"), body="", source=suite)
        signs = {**dict.fromkeys(SIGNS, 0.0), "expected": expected, "agreement": float(dice.random())}
        found.append(Measured(Example(page), BodyScore(float(fits), float(not fits), 0.0), "fast", signs))
    return found


def test_what_the_judge_expects_makes_a_text_surer(tmp_path: Path) -> None:
    data = sureness.train(measured(300))
    assert tuple(data["weights"]) == SIGNS
    assert data["weights"]["expected"] > 1
    assert abs(data["weights"]["agreement"]) < 0.3 * data["weights"]["expected"]
    assert data["weights"]["kinship"] == 0
    assert data == sureness.train(measured(300))
    sureness.save(data, tmp_path / "sureness.json")
    assert json.loads((tmp_path / "sureness.json").read_text(encoding="utf-8")) == data


@pytest.mark.parametrize("share", [0.0, 1000.0])
def test_where_all_texts_are_right_or_none_is_nothing_is_learned(share: float) -> None:
    with pytest.raises(CorpusError, match="too few pages"):
        sureness.train(measured(20, share))
    assert sureness.calibration(measured(20, share)) == []


def test_bands_of_the_calibration_hold_all_pages() -> None:
    bands = sureness.calibration(measured(300))
    assert sum(int(line.split()[1]) for line in bands) == 300
    shares = [float(line.split()[-1]) for line in bands]
    assert shares[-1] > shares[0] + 0.3


def test_a_table_has_a_line_a_suite() -> None:
    one, other = measured(4, 1000.0), measured(3, 0.0, suite="b")
    first, second = table([*one, *other])
    assert first.split()[0] == "b"
    assert "F1 0.0000" in first
    assert "(3 pages)" in first
    assert "F1 1.0000  P 1.0000  R 1.0000  exact 1.000  (4 pages)" in second


def test_weights_and_options_reach_the_trees() -> None:
    rows = np.arange(40, dtype=np.float32)[:, None]
    labels = (np.arange(40) % 2).astype(np.float64)
    model = forest.train(rows, labels, labels * 9 + 1, ["only"], trees=3, min_data_in_leaf=2, num_leaves=2)
    assert all(len(tree) in (1, 3) for tree in model["trees"])
    assert forest.evaluate(model).probabilities(rows).mean() > 0.7
