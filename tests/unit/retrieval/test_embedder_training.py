"""The bundled model: what it is made from, how it is trained, and what it reaches."""

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from service.pipeline.embedding import open_embedder
from training.data.export import export
from training.data.reader import Passage, Question, Resume, read_resumes
from training.embedder.build import FOLDER, compare, even_out, quantise, save
from training.embedder.examples import Examples, Rewriter, gather
from training.embedder.learning import Plan, Trainer
from training.embedder.measure import Judgement, StaticModel, judge, load_model, summarise
from training.embedder.pairs import Concept, read_concepts, read_own_resumes
from training.embedder.vocabulary import add_words, find_words, train_tokenizer, weigh_pieces

ROOT = Path(__file__).parents[3]
DEVELOPMENT = ROOT / "training/data/dev/resumes.txt"
MEGABYTES = 12
KAFKA = Concept(("카프카", "Kafka", "아파치 카프카"), ("메시지 큐",))
CONFLICT = Concept(("갈등 해결", "conflict resolution"), (), ("설득",))
TEXTS = ["결제 시스템 장애", "결제 시스템에서 결제를", "장애 대응 시스템", "kafka consumer lag"] * 4
PLAN = Plan(steps=40, warm_up=2, rate=0.02, resumes=2, concepts=2, pairs=2)


@pytest.fixture(scope="module")
def bundled() -> StaticModel:
    return load_model(FOLDER)


@pytest.fixture
def examples() -> Examples:
    """Two resumes and two concepts whose sides share no piece."""
    found = gather(
        [
            Resume("a", (Passage("경력", "카프카", (Question("p", "줄"),)), Passage("경력", "간호"))),
            Resume("b", (Passage("경력", "용접", (Question("p", "불"),)), Passage("경력", "회계"))),
        ],
        [KAFKA, CONFLICT],
        {"days": [("오늘", "금일"), ("내일", "명일")], "chatbot": [("안녕", "반가워요")]},
        seed=1,
    )
    assert len(found.pairs) == 2
    return found


def start_training(examples: Examples, plan: Plan = PLAN) -> tuple[Trainer, np.ndarray]:
    tokenizer = train_tokenizer(examples.texts)
    examples.encode(tokenizer)
    start = np.random.default_rng(1).standard_normal((tokenizer.get_vocab_size(), 16)).astype(np.float32)
    return Trainer(start, examples, plan), start


def test_the_losses_fall(examples: Examples) -> None:
    trainer, _ = start_training(examples, replace(PLAN, dropped=0.0, near=0.0))
    seen: list[float] = []
    trainer.train(lambda _step, losses: seen.append(sum(losses)))
    assert np.mean(seen[-3:]) < np.mean(seen[:3]) / 2


def test_the_same_seed_trains_the_same_vectors(examples: Examples) -> None:
    first, start = start_training(examples)
    second, _ = start_training(examples)
    other, _ = start_training(examples, replace(PLAN, seed=7))
    vectors = first.train()
    assert np.array_equal(vectors, second.train())
    assert not np.array_equal(vectors, other.train())
    assert not np.array_equal(vectors, start)


def test_terms_are_replaced_by_their_synonyms_in_either_language() -> None:
    rewriter = Rewriter([KAFKA], random.Random(1))
    written = {rewriter.rewrite("Kafka 운영") for _ in range(40)}
    assert {"Kafka 운영", "카프카 운영", "아파치 카프카 운영"} <= written
    assert {rewriter.rewrite("KafkaStreams 운영") for _ in range(40)} == {"KafkaStreams 운영"}


def test_whole_words_become_pieces_and_shorter_pieces_stay() -> None:
    pieces = train_tokenizer(TEXTS)
    assert find_words(pieces, ["시스템장애를 보다", "시스템장애를"], least=2) == ["시스템장애를"]
    assert find_words(pieces, ["시스템장애를"], least=2) == []
    tokenizer = add_words(pieces, ["시스템장애"])
    assert tokenizer.encode("시스템장애 결제").tokens == ["시스템장애", *pieces.encode("결제").tokens]
    assert tokenizer.get_vocab_size() == pieces.get_vocab_size() + 1
    assert [tokenizer.id_to_token(number) for number in range(5)] == [pieces.id_to_token(number) for number in range(5)]


def test_rare_pieces_weigh_more_and_punctuation_nothing() -> None:
    tokenizer = train_tokenizer([*TEXTS, "용접 ."])
    weights = weigh_pieces(tokenizer, [*TEXTS, "용접 ."])
    numbers = tokenizer.get_vocab()
    assert weights[numbers["용접"]] > weights[numbers["결제"]] > 0
    assert weights[numbers["."]] == weights[0] == 0


def test_quantised_rows_are_within_half_a_step() -> None:
    vectors = np.random.default_rng(1).standard_normal((20, 8)).astype(np.float32)
    vectors[3] = 0
    rows, scales = quantise(vectors)
    assert rows.dtype == np.int8
    assert np.abs(rows * scales[:, None] - vectors).max() <= scales.max() / 2 + 1e-6


def test_what_all_texts_share_is_shrunk_and_the_rest_kept() -> None:
    rng = np.random.default_rng(1)
    rows = rng.standard_normal((300, 8)).astype(np.float32)
    rows[:, 0] += 10
    texts = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    evened = even_out(rows, texts)
    before, after = rows.var(axis=0), evened.var(axis=0)
    assert (
        np.abs(evened[:, 0]).mean() / after[1:].mean() ** 0.5 < np.abs(rows[:, 0]).mean() / before[1:].mean() ** 0.5 / 2
    )
    assert np.corrcoef(rows[:, 3], evened[:, 3])[0, 1] > 0.95


def test_models_are_compared_by_what_they_say(tmp_path: Path, bundled: StaticModel) -> None:
    save(bundled.tokenizer, bundled.vectors, tmp_path / "same")
    noise = np.random.default_rng(1).standard_normal(bundled.vectors.shape).astype(np.float32)
    save(bundled.tokenizer, bundled.vectors + noise * bundled.vectors.std(), tmp_path / "other")
    assert compare(tmp_path / "same", FOLDER) > 0.999
    assert compare(tmp_path / "other", FOLDER) < 0.9


def test_a_query_is_ranked_within_its_resume(tmp_path: Path, bundled: StaticModel) -> None:
    resume = Resume(
        "a", (Passage("경력", "카프카 운영", (Question("l", "카프카 운영 경험"),)), Passage("기술", "용접"))
    )
    export([resume, replace(resume, id="b")], tmp_path)
    judgements = judge(bundled, tmp_path)
    assert judgements == [Judgement("l", (0,))] * 2
    assert summarise([Judgement("p", (0,)), Judgement("p", (1,)), Judgement("p", (10,))]) == pytest.approx(
        {
            "queries": 3,
            "ndcg@10": (1 + 1 / np.log2(3)) / 3,
            "recall@1": 1 / 3,
            "recall@5": 2 / 3,
            "recall@10": 2 / 3,
            "recall@1 p": 1 / 3,
            "ndcg@10 p": (1 + 1 / np.log2(3)) / 3,
        }
    )


def test_the_bundled_model_measures_as_it_is_served(bundled: StaticModel) -> None:
    texts = ["카프카 컨슈머 랙을 줄인 경험", "Tell me about a conflict with a coworker.", "AOI 격자"]
    served = open_embedder("ko-static", device="cpu").embed_documents(texts)
    assert np.allclose(bundled.encode(texts), served, atol=1e-5)


def test_the_bundled_model_is_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= MEGABYTES * 1_000_000


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("카프카", "Kafka"),
        ("갈등 해결", "conflict resolution"),
        ("중환자실", "ICU"),
        ("트래픽 급증", "사용자가 갑자기 몰림"),
    ],
)
def test_the_bundled_model_knows_terms_in_both_languages(bundled: StaticModel, one: str, other: str) -> None:
    vectors = bundled.encode([one, other, "용접", "세무 신고"])
    assert vectors[0] @ vectors[1] > 0.2
    assert max(vectors[0] @ vectors[2], vectors[0] @ vectors[3]) < 0.1


def test_no_question_of_the_development_set_is_learned() -> None:
    learned = {passage.text for resume in read_own_resumes() for passage in resume.passages}
    learned |= {
        asked.text for resume in read_own_resumes() for passage in resume.passages for asked in passage.questions
    }
    held = [passage for resume in read_resumes(DEVELOPMENT) for passage in resume.passages]
    assert held
    assert learned.isdisjoint(passage.text for passage in held)
    assert len(read_concepts()) > 3_000


def test_the_card_tells_what_is_measured_here(tmp_path: Path, bundled: StaticModel) -> None:
    export(read_resumes(DEVELOPMENT), tmp_path)
    score = summarise(judge(bundled, tmp_path))["ndcg@10"]
    table = next(line for line in (FOLDER / "README.md").read_text("utf-8").splitlines() if "this model alone" in line)
    assert f"{score:.3f}".removeprefix("0") in table
    # The order of rows is what was learned: without it, nothing is found but by chance.
    shuffled = StaticModel(bundled.tokenizer, np.random.default_rng(1).permutation(bundled.vectors))
    assert summarise(judge(shuffled, tmp_path))["ndcg@10"] < score
    assert json.loads((FOLDER / "modules.json").read_text())[0]["type"].startswith("sentence_transformers.")
