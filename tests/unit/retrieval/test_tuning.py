"""Tuning: what is chosen, how sure that is, and what is kept for which model."""

from pathlib import Path

import pytest

from service.errors import InvalidSettings
from service.pipeline.ranking import Fusion
from service.pipeline.tuning import FILE, Tuning, fit, keep, tuned

KURE = "nlpai-lab/KURE-v1+float32@0123"


def tuning(model_id: str = "m+float32@1", weight: float = 0.4) -> Tuning:
    return Tuning(model_id, 100, weight, 0.2, {"0.2": 0.5, "0.4": 0.6}, 0.1, (0.05, 0.15))


def test_the_best_weight_is_chosen_and_its_gain_measured_on_held_out_questions() -> None:
    result = fit([{0.2: 0.5, 0.4: 0.6, 1.0: 0.2}] * 50, 0.2, "m")
    assert (result.vector_weight, result.changed) == (0.4, True)
    assert result.gain == pytest.approx(0.1)
    assert result.interval == pytest.approx((0.1, 0.1))


def test_of_equal_weights_the_one_before_stays() -> None:
    result = fit([{0.0: 0.5, 0.2: 0.5, 0.4: 0.5}] * 50, 0.2, "m")
    assert not result.changed
    assert "kept" in result.report()


def test_a_gain_that_held_out_questions_do_not_share_is_not_believed() -> None:
    # Each question alone favours another weight: what the others choose is wrong for it.
    rows = [{0.2: 0.5, 0.4: 0.0, 1.0: 0.0} | {(0.4, 1.0)[place % 2]: 0.98} for place in range(20)]
    result = fit(rows, 0.2, "m")
    assert result.gain <= 0
    assert result.vector_weight == 0.2


def test_a_gain_that_chance_could_explain_is_said_to_be_one() -> None:
    rows = [{0.2: 0.5, 0.4: 0.5}] * 19 + [{0.2: 0.0, 0.4: 1.0}] * 2
    report = Tuning("m", 21, 0.4, 0.2, {}, 0.05, (-0.01, 0.1)).report()
    assert "chance" in report
    assert "chance" not in tuning().report()
    low, high = fit(rows, 0.2, "m").interval
    assert low < high


def test_the_same_questions_give_the_same_result() -> None:
    rows = [{0.2: 0.5, 0.4: place / 40} for place in range(40)]
    assert fit(rows, 0.2, "m") == fit(rows, 0.2, "m")


def test_a_weight_is_kept_for_its_model_alone(tmp_path: Path) -> None:
    keep(tmp_path, tuning())
    keep(tmp_path, tuning("other+float32@1", 0.9))
    assert tuned(Fusion(), tmp_path, "m+float32@1").vector_weight == 0.4
    assert tuned(Fusion(), tmp_path, "other+float32@1").vector_weight == 0.9
    assert tuned(Fusion(), tmp_path, "m+float32@2") == Fusion()
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_models_have_defaults_until_they_are_tuned(tmp_path: Path) -> None:
    default = tuned(Fusion(), tmp_path, KURE).vector_weight
    assert default > Fusion().vector_weight
    keep(tmp_path, tuning(KURE, 0.7))
    assert tuned(Fusion(), tmp_path, KURE).vector_weight == 0.7


def test_fusion_of_ranks_is_not_tuned(tmp_path: Path) -> None:
    keep(tmp_path, tuning())
    assert tuned(Fusion.by_name("rrf"), tmp_path, "m+float32@1") == Fusion.by_name("rrf")


@pytest.mark.parametrize("content", ["{", "[]", '{"m": "1"}', '{"m": -1}', '{"m": NaN}', '{"m": true}', "\udcff"])
def test_a_damaged_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(InvalidSettings):
        tuned(Fusion(), tmp_path, "m")
