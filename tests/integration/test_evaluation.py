"""Evaluation through the real store: what a search finds is what is scored."""

import pytest

from service.database import Database
from service.errors import InvalidRequest
from service.pipeline.embedding import HashEmbedder
from service.pipeline.evaluation import METRICS, evaluate
from service.pipeline.labelled import LabelledSet, Passage, Question
from service.pipeline.ranking import Mode
from service.pipeline.tuning import tune
from service.privacy.masking import Masker
from tests.resumes import open_store

SCOPES = {
    "한 사람": (Passage("a", "카프카로 주문을 나눴다"), Passage("b", "레디스로 세션을 두었다")),
    "another": (Passage("c", "수술실에서 무균술을 지켰다"),),
}


def data_of(*questions: Question) -> LabelledSet:
    return LabelledSet(SCOPES, questions)


def test_every_mode_finds_the_right_passage_of_the_right_resume(database: Database) -> None:
    questions = (
        Question("q1", "한 사람", "레디스로 세션을", None, {"b": 1.0}),
        Question("q2", "another", "무균술을 지켰다", None, {"c": 1.0}),
    )
    result = evaluate(database, open_store(database), HashEmbedder(), data_of(*questions))
    for mode in Mode:
        assert result.means(mode) == dict.fromkeys(METRICS, 1.0)
    assert (result.passages, result.resumes, result.refused) == (3, 2, 0)


def test_a_wrong_label_scores_worse(database: Database) -> None:
    question = Question("q1", "한 사람", "레디스로 세션을", None, {"a": 1.0})
    result = evaluate(database, open_store(database), HashEmbedder(), data_of(question))
    assert result.means(Mode.KEYWORD)["recall@1"] == 0


def test_masked_queries_lose_what_is_personal(database: Database, masker: Masker) -> None:
    question = Question("q1", "한 사람", "010-1234-5678", None, {"b": 1.0})
    result = evaluate(database, open_store(database), HashEmbedder(), data_of(question), masker)
    assert result.refused == 1
    assert result.means(Mode.HYBRID)["recall@10"] == 0


def test_tuning_weighs_both_arms_of_every_passage(database: Database) -> None:
    questions = [Question(f"q{place}", "한 사람", "레디스로 세션을", None, {"b": 1.0}) for place in range(20)]
    result = tune(database, open_store(database), HashEmbedder(), data_of(*questions), before=0.2)
    assert set(result.ndcg.values()) == {1.0}
    assert not result.changed


def test_too_few_questions_are_refused(database: Database) -> None:
    question = Question("q1", "한 사람", "레디스로 세션을", None, {"b": 1.0})
    with pytest.raises(InvalidRequest, match="at least"):
        tune(database, open_store(database), HashEmbedder(), data_of(question), before=0.2)
