"""Retrieval: masked queries, hits of one resume, and the record of every answer and refusal."""

import uuid

import pytest
from sqlalchemy import URL

from service.database import Database
from service.errors import (
    AuditUnavailable,
    DatabaseRefused,
    InvalidRequest,
    QueryOnlyPersonalData,
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
