"""Retrieval: masked queries, hits of one resume, and the record of every answer and refusal."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import URL

from service.database import Database
from service.errors import (
    AuditUnavailable,
    DatabaseRefused,
    InvalidRequest,
    QueryOnlyPersonalData,
    RerankerUnavailable,
    ResumeNotFound,
    UnknownSection,
    VeilError,
)
from service.pipeline.embedding import HashEmbedder
from service.pipeline.ranking import Mode
from service.pipeline.retrieval import Retrieval
from service.privacy.audit import Actor, AuditLog
from service.privacy.masking import Masker
from tests.resumes import add_document, nodes_of, open_store
from tests.statements import run_sql

TEXTS = ["파이썬과 장고로 결제 시스템을 개발했다.", "C++ 게임 서버를 운영했다.", "정보처리기사를 취득했다."]


@pytest.fixture
def retrieval(database: Database, masker: Masker) -> Retrieval:
    store = open_store(database)
    store.add(nodes_of("r1", add_document(database, "r1", TEXTS), TEXTS))
    return Retrieval(database, store, HashEmbedder(), masker, AuditLog(database))


def events(url: URL) -> list[tuple[object, ...]]:
    return run_sql(
        url, "SELECT action, outcome, resume_id, detail FROM veil.audit_event ORDER BY occurred_at, event_id"
    )


@pytest.mark.parametrize("mode", list(Mode))
def test_a_search_returns_hits_and_leaves_an_event_without_the_query(
    retrieval: Retrieval, actor: Actor, superuser_url: URL, mode: Mode
) -> None:
    result = retrieval.search("r1", "파이썬 경험", actor, mode=mode, top_k=2, explain=True)
    assert result.hits[0].text == TEXTS[0]
    assert [hit.rank for hit in result.hits] == list(range(1, len(result.hits) + 1))
    assert ("파이썬" in result.hits[0].lexemes) == (mode is not Mode.VECTOR)
    [(action, outcome, resume_id, detail)] = events(superuser_url)
    assert (action, outcome, resume_id) == ("resume.search", "ok", "r1")
    assert detail["hits"] == len(result.hits)  # type: ignore[index, call-overload]
    assert "파이썬" not in str(detail)


def test_personal_data_in_a_query_is_not_searched_for(retrieval: Retrieval, actor: Actor) -> None:
    hits = retrieval.search("r1", "010-1234-5678 게임 서버", actor, explain=True).hits
    assert hits[0].text == TEXTS[1]
    with pytest.raises(QueryOnlyPersonalData):
        retrieval.search("r1", "010-1234-5678", actor)


def test_no_answer_leaves_when_its_event_can_not_be_written(
    retrieval: Retrieval, actor: Actor, superuser_url: URL
) -> None:
    run_sql(superuser_url, "REVOKE INSERT ON veil.audit_event FROM veil_search")
    with pytest.raises((AuditUnavailable, DatabaseRefused)):
        retrieval.search("r1", "파이썬", actor)
    run_sql(superuser_url, "GRANT INSERT ON veil.audit_event TO veil_search")
    assert retrieval.search("r1", "파이썬", actor).hits


@pytest.mark.parametrize(
    ("resume_id", "query", "how", "error"),
    [
        ("nobody", "파이썬", {}, ResumeNotFound),
        ("r1", "", {}, InvalidRequest),
        ("r1", " \n", {}, InvalidRequest),
        ("r1", "가" * 10_001, {}, InvalidRequest),
        ("r1", "파이썬", {"top_k": 0}, InvalidRequest),
        ("r1", "파이썬", {"top_k": -1}, InvalidRequest),
        ("r1", "파이썬", {"top_k": 10**9}, InvalidRequest),
        ("r1", "파이썬", {"sections": ["secret"]}, UnknownSection),
    ],
)
def test_a_refusal_is_recorded_with_its_code(
    retrieval: Retrieval,
    actor: Actor,
    superuser_url: URL,
    resume_id: str,
    query: str,
    how: dict[str, object],
    error: type[VeilError],
) -> None:
    with pytest.raises(error):
        retrieval.search(resume_id, query, actor, **how)  # type: ignore[arg-type]
    [(_, outcome, recorded, detail)] = events(superuser_url)
    assert (outcome, recorded) == ("refused", resume_id)
    assert detail["code"] == error.code  # type: ignore[index, call-overload]


@pytest.mark.parametrize("query", ["'; DROP TABLE chunk; --", "a & !(b | c):*", "こんにちは"])
def test_an_odd_query_is_only_text(retrieval: Retrieval, actor: Actor, query: str) -> None:
    assert len(retrieval.search("r1", query, actor).hits) == 3
    assert retrieval.search("r1", query, actor, mode=Mode.KEYWORD).hits == ()


def test_sections_narrow_a_search(retrieval: Retrieval, actor: Actor) -> None:
    assert len(retrieval.search("r1", "서버", actor, sections=["experience"]).hits) == 3
    assert retrieval.search("r1", "서버", actor, sections=["skill"]).hits == ()


def test_another_resume_s_passages_are_never_among_the_hits(
    database: Database, retrieval: Retrieval, actor: Actor
) -> None:
    store = open_store(database)
    store.add(nodes_of("r2", add_document(database, "r2", ["파이썬 비밀"]), ["파이썬 비밀"]))
    assert [hit.text for hit in retrieval.search("r2", "파이썬", actor).hits] == ["파이썬 비밀"]
    assert "비밀" not in str(retrieval.search("r1", "파이썬 비밀", actor, top_k=100).hits)


def test_a_context_is_numbered_cited_and_within_its_budget(
    retrieval: Retrieval, actor: Actor, superuser_url: URL
) -> None:
    context = retrieval.context("r1", "게임 서버", actor, max_chars=1_000)
    assert len(context.text) <= 1_000
    assert [citation.number for citation in context.citations] == [1, 2, 3]
    assert [citation.seq for citation in context.citations] == [0, 1, 2]
    assert isinstance(context.citations[0].document_id, uuid.UUID)
    assert events(superuser_url)[-1][0] == "resume.context"
    short = retrieval.context("r1", "게임 서버", actor, max_chars=len(context.text) - 1)
    assert sorted(citation.rank for citation in short.citations) == [1, 2]
    assert retrieval.context("r1", "게임 서버", actor, max_chars=5).citations == ()


def test_highlights_are_offsets_of_the_matched_words(retrieval: Retrieval, actor: Actor) -> None:
    hit = retrieval.search("r1", "파이썬 결제", actor, explain=True).hits[0]
    words = {hit.text[start:end] for start, end in hit.highlights}
    # Related terms that the passage has are shown too.
    assert {"파이썬", "결제"} <= words
    assert "시스템을" not in words
    assert retrieval.search("r1", "파이썬 결제", actor).hits[0].highlights == ()


@pytest.mark.parametrize(("expand", "beside"), [(0, []), (1, [(0, 1), (2, 1)]), (2, [(0, 1), (2, 1)])])
def test_neighbours_stand_beside_the_hits_each_once(
    retrieval: Retrieval, actor: Actor, expand: int, beside: list[tuple[int, int]]
) -> None:
    found = retrieval.search("r1", "게임 서버", actor, top_k=1, expand=expand)
    assert [hit.seq for hit in found.hits] == [1]
    assert [(neighbour.seq, neighbour.hit) for neighbour in found.neighbours] == beside


def test_a_neighbour_is_never_a_hit_of_another_document_or_of_a_section_that_was_not_asked_for(
    database: Database, retrieval: Retrieval, actor: Actor, superuser_url: URL
) -> None:
    store = open_store(database)
    store.add(nodes_of("r1", add_document(database, "r1", ["봉사 활동"]), ["봉사 활동"]))
    found = retrieval.search("r1", "정보처리기사 게임", actor, top_k=2, expand=2)
    assert {hit.seq for hit in found.hits} == {1, 2}
    assert [neighbour.text for neighbour in found.neighbours] == [TEXTS[0]]
    run_sql(superuser_url, "UPDATE veil.chunk SET section = 'skill' WHERE seq = 1")
    narrowed = retrieval.search("r1", "정보처리기사", actor, top_k=1, expand=1, sections=["experience"])
    assert narrowed.neighbours == ()


def test_neighbours_are_counted_in_the_event(retrieval: Retrieval, actor: Actor, superuser_url: URL) -> None:
    retrieval.search("r1", "게임 서버", actor, top_k=1, expand=1)
    assert events(superuser_url)[-1][3]["hits"] == 3  # type: ignore[index, call-overload]


def test_diversity_prefers_what_was_not_said_before(database: Database, masker: Masker, actor: Actor) -> None:
    texts = ["카프카로 주문을 옮겼다", "카프카로 주문을 옮겼다!", "카프카 장애를 겪고 대응했다"]
    store = open_store(database)
    store.add(nodes_of("r1", add_document(database, "r1", texts), texts))
    retrieval = Retrieval(database, store, HashEmbedder(), masker, AuditLog(database))
    assert [hit.seq for hit in retrieval.search("r1", "카프카 주문", actor, top_k=2).hits] == [0, 1]
    varied = retrieval.search("r1", "카프카 주문", actor, top_k=2, diversity=0.9).hits
    assert [hit.seq for hit in varied] == [0, 2]
    assert [(hit.rank, hit.fused_rank) for hit in varied] == [(1, 1), (2, 3)]


class Reversing:
    """A reranker to which the last passage is the best; ``before`` runs first."""

    before: Callable[[], None] = staticmethod(lambda: None)

    def score(self, query: str, passages: Sequence[str]) -> list[float]:
        self.before()
        self.asked = query, list(passages)
        return [float(place) for place in range(len(passages))]


@pytest.fixture
def reversing() -> Reversing:
    return Reversing()


@pytest.fixture
def reranked(database: Database, masker: Masker, retrieval: Retrieval, reversing: Reversing) -> Retrieval:
    return Retrieval(database, open_store(database), HashEmbedder(), masker, AuditLog(database), reversing)  # type: ignore[arg-type]


def test_a_reranker_orders_the_whole_resume_and_both_arms_keep_their_scores(
    retrieval: Retrieval, reranked: Retrieval, reversing: Reversing, actor: Actor
) -> None:
    before = retrieval.search("r1", "게임 서버", actor).hits
    after = reranked.search("r1", "010-1234-5678 게임 서버", actor, top_k=2, explain=True).hits
    assert [hit.seq for hit in after] == [hit.seq for hit in reversed(before)][:2]
    assert [(hit.rank, hit.fused_rank, hit.rerank_score, hit.score) for hit in after] == [(1, 3, 2, 2), (2, 2, 1, 1)]
    assert [(hit.vector_score, hit.keyword_score) for hit in after] == [
        (hit.vector_score, hit.keyword_score) for hit in list(reversed(before))[:2]
    ]
    assert reversing.asked[0] == "게임 서버"
    assert len(reversing.asked[1]) == 3


@pytest.mark.parametrize("mode", [Mode.VECTOR, Mode.KEYWORD])
def test_one_arm_alone_is_not_reranked(retrieval: Retrieval, reranked: Retrieval, actor: Actor, mode: Mode) -> None:
    assert reranked.search("r1", "게임 서버", actor, mode=mode) == retrieval.search("r1", "게임 서버", actor, mode=mode)


def test_a_failing_reranker_is_an_error_and_not_skipped(
    reranked: Retrieval, reversing: Reversing, actor: Actor
) -> None:
    def fail() -> None:
        raise RerankerUnavailable

    reversing.before = fail
    with pytest.raises(RerankerUnavailable):
        reranked.search("r1", "게임 서버", actor)
    with pytest.raises(RerankerUnavailable):
        reranked.context("r1", "게임 서버", actor)
    assert reranked.search("r1", "게임 서버", actor, mode=Mode.KEYWORD).hits


def test_what_is_erased_while_the_reranker_reads_is_not_answered(
    reranked: Retrieval, reversing: Reversing, actor: Actor, superuser_url: URL
) -> None:
    reversing.before = lambda: run_sql(superuser_url, "DELETE FROM veil.chunk WHERE seq = 2")
    assert [hit.seq for hit in reranked.search("r1", "게임 서버", actor).hits] == [0, 1]
    assert events(superuser_url)[-1][3]["hits"] == 2  # type: ignore[index, call-overload]


def test_no_reranked_answer_leaves_when_its_event_can_not_be_written(
    reranked: Retrieval, actor: Actor, superuser_url: URL
) -> None:
    run_sql(superuser_url, "REVOKE INSERT ON veil.audit_event FROM veil_search")
    with pytest.raises((AuditUnavailable, DatabaseRefused)):
        reranked.search("r1", "파이썬", actor)


@pytest.mark.parametrize("how", [{"expand": 1}, {"diversity": 0.5}])
def test_other_ways_refuse_as_the_plain_one_does(
    retrieval: Retrieval, actor: Actor, superuser_url: URL, how: dict[str, Any]
) -> None:
    with pytest.raises(ResumeNotFound):
        retrieval.search("nobody", "파이썬", actor, **how)
    assert events(superuser_url)[-1][1] == "refused"
    run_sql(superuser_url, "REVOKE INSERT ON veil.audit_event FROM veil_search")
    with pytest.raises((AuditUnavailable, DatabaseRefused)):
        retrieval.search("r1", "파이썬", actor, **how)


@pytest.mark.parametrize("how", [{"expand": 3}, {"expand": -1}, {"diversity": 1.1}, {"diversity": float("nan")}])
def test_numbers_out_of_bounds_are_refused(retrieval: Retrieval, actor: Actor, how: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        retrieval.search("r1", "파이썬", actor, **how)


def test_a_resume_without_chunks_has_no_hits_in_any_way(
    database: Database, retrieval: Retrieval, reranked: Retrieval, actor: Actor
) -> None:
    add_document(database, "empty", ["아직 색인되지 않은 글"])
    for how in ({}, {"expand": 1}, {"diversity": 0.5}):
        assert retrieval.search("empty", "파이썬", actor, **how).hits == ()  # type: ignore[arg-type]
        assert reranked.search("empty", "파이썬", actor, **how).hits == ()  # type: ignore[arg-type]
    assert retrieval.context("empty", "파이썬", actor).text == ""
