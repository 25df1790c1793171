"""A reranker scores what the model scores, opens safe files only, and fails loudly."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from sentence_transformers import CrossEncoder

from service.errors import ModelUnusable, RerankerUnavailable
from service.pipeline.reranking import open_reranker
from tests.unit.retrieval.tiny_reranker import build_reranker

PASSAGES = ["게임 서버 운영", "파이썬", "결제 a b", "c"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_reranker(tmp_path_factory.mktemp("reranker"))


def test_scores_are_the_model_s_in_the_order_of_the_passages(folder: Path) -> None:
    reranker = open_reranker(str(folder), device="cpu")
    model = CrossEncoder(str(folder), device="cpu", local_files_only=True)
    expected = [float(score) for score in model.predict([("파이썬 서버", passage) for passage in PASSAGES])]
    scores = reranker.score("파이썬 서버", PASSAGES)
    assert scores == pytest.approx(expected)
    assert len(set(scores)) == 4
    assert reranker.score("파이썬", []) == []
    assert reranker.model_id.startswith(folder.name[:4])


@pytest.mark.parametrize("wrong", [RuntimeError("카나리아"), MemoryError(), AssertionError("카나리아")])
def test_a_failing_model_is_an_error_that_quotes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, wrong: Exception
) -> None:
    reranker = open_reranker(str(folder), device="cpu")

    def fail(*_: Any, **__: Any) -> None:
        raise wrong

    monkeypatch.setattr(reranker._rerank._model, "predict", fail)
    with pytest.raises(RerankerUnavailable) as caught:
        reranker.score("파이썬", PASSAGES)
    assert "카나리아" not in f"{caught.value} {caught.value.ids}"
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("scores", [[math.nan, 0, 1, 2], [math.inf, 0, 1, 2], [0.5]])
def test_scores_that_are_no_numbers_or_too_few_are_a_failure(
    folder: Path, monkeypatch: pytest.MonkeyPatch, scores: list[float]
) -> None:
    reranker = open_reranker(str(folder), device="cpu")
    monkeypatch.setattr(reranker._rerank._model, "predict", lambda *_, **__: scores)
    with pytest.raises(RerankerUnavailable):
        reranker.score("파이썬", PASSAGES)


def test_only_safetensors_are_opened(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="safetensors"):
        open_reranker(str(build_reranker(tmp_path, safe=False)), device="cpu")


def test_a_model_with_code_of_its_own_is_refused(tmp_path: Path) -> None:
    folder = build_reranker(tmp_path)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"auto_map": {"AutoModel": "evil.Model"}}))
    (folder / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    with pytest.raises(ModelUnusable, match="code of its own"):
        open_reranker(str(folder), device="cpu")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("content", ["", "[]", "{"])
def test_a_damaged_model_is_refused(tmp_path: Path, content: str) -> None:
    folder = build_reranker(tmp_path)
    (folder / "config.json").write_text(content)
    with pytest.raises(ModelUnusable):
        open_reranker(str(folder), device="cpu")


def test_a_model_with_several_scores_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="3 scores"):
        open_reranker(str(build_reranker(tmp_path, labels=3)), device="cpu")


def test_a_model_that_is_not_there_is_refused() -> None:
    with pytest.raises(ModelUnusable, match="VEIL_RERANK_MODEL"):
        open_reranker("/no/such/folder", device="cpu")
