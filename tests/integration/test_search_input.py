"""Bad input of a search, through the HTTP API: each has its answer, none is a failure, and none tells of others."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import URL

from service.database import Database, Role, parse_url
from service.embedded import SUPERUSER
from service.pipeline.embedding import Embedder
from service.privacy.masking import Masker
from service.settings import Settings
from service.wiring import Services
from tests.acceptance.inprocess import served
from tests.resumes import add_document
from tests.statements import run_sql

RESUME = (
    "경력\n파이썬과 카프카로 주문 시스템을 만들고 장애에 대응했습니다.\n\n학력\n예시대학교 컴퓨터공학을 전공했습니다.\n"
)


@pytest.fixture
def client(database: Database, masker: Masker, embedder: Embedder, tmp_path: Path) -> Iterator[httpx.Client]:
    services = Services(Settings(home=tmp_path, _env_file=None), database)
    services.masker, services.embedder = masker, embedder
    with served(services) as client:
        assert client.post("/v1/resumes/r1/documents?wait=30", json={"text": RESUME}).status_code == 201
        yield client


QUERIES = {
    "sql": "'; DROP TABLE chunk; --",
    "union": "x' UNION SELECT * FROM veil.api_key --",
    "tsquery": "a & !(b | c):* <-> 'd",
    "percent": "100% %s %(resume_id)s {} \\",
    "emoji": "👩‍💻🔥🎉",
    "punctuation": "?!…·「」",
    "japanese": "こんにちは、経験はありますか",
    "arabic": "ما هي خبرتك",
    "mathematics": "𝓟𝔂𝓽𝓱𝓸𝓷",
    "combining": "e" + "\u0301" * 500,
    "one_letter": "가",
    "numbers": "123 456",
    "long": "파이썬 " * 490,
    "one_long_word": "가" * 2_000,
    "bidirectional": "\u202eاختبار\u202c python",
}


def test_odd_queries_are_only_text(client: httpx.Client) -> None:
    for name, query in QUERIES.items():
        for mode in ("hybrid", "vector", "keyword"):
            answer = client.post("/v1/resumes/r1/search", json={"query": query, "mode": mode, "explain": True})
            # A query that masking takes for personal data alone has an answer of its own.
            assert answer.status_code == 200 or answer.json()["code"] == "query_only_personal_data", (name, answer.text)
        context = client.post("/v1/resumes/r1/context", json={"query": query})
        assert context.status_code in {200, 422}, (name, context.text)
    # Nothing was dropped, and what is asked plainly is found.
    assert client.post("/v1/resumes/r1/search", json={"query": "카프카"}).json()["hits"][0]["section"] == "experience"


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"query": ""}, 400, "invalid_request"),
        ({"query": " \n\t"}, 400, "invalid_request"),
        ({"query": "가" * 2_001}, 400, "invalid_request"),
        ({"query": "a" * 100_000}, 413, "request_too_large"),
        ({"query": None}, 400, "invalid_request"),
        ({"query": 7}, 400, "invalid_request"),
        ({"query": ["파이썬"]}, 400, "invalid_request"),
        ({"query": "a\0b"}, 422, "invalid_text"),
        ({"query": "\ud800"}, 422, "invalid_text"),
        ({"query": "010-1234-5678"}, 422, "query_only_personal_data"),
        ({"top_k": 0}, 400, "invalid_request"),
        ({"top_k": -1}, 400, "invalid_request"),
        ({"top_k": 10**9}, 400, "invalid_request"),
        ({"top_k": 10**400}, 400, "invalid_request"),
        ({"top_k": 1.5}, 400, "invalid_request"),
        ({"top_k": "5"}, 400, "invalid_request"),
        ({"mode": "magic"}, 400, "invalid_request"),
        ({"mode": "HYBRID"}, 400, "invalid_request"),
        ({"sections": ["secret"]}, 400, "unknown_section"),
        ({"sections": ["experience", "' OR 1=1"]}, 400, "unknown_section"),
        ({"sections": "experience"}, 400, "invalid_request"),
        ({"sections": ["experience"] * 17}, 400, "invalid_request"),
        ({"expand": 3}, 400, "invalid_request"),
        ({"expand": -1}, 400, "invalid_request"),
        ({"diversity": 1.01}, 400, "invalid_request"),
        ({"diversity": -0.01}, 400, "invalid_request"),
        ({"resume_id": "r2"}, 400, "invalid_request"),
        ({"max_chars": 5}, 400, "invalid_request"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else None,
)
def test_what_can_not_be_answered_is_refused(refusals: Any, wrong: dict[str, Any], status: int, code: str) -> None:
    assert refusals(wrong) == (status, code)


@pytest.fixture(scope="module")
def refusals(
    tmp_path_factory: pytest.TempPathFactory, server: Any, masker: Masker, embedder: Embedder
) -> Iterator[Any]:
    """Ask one server for all the refusals: they change nothing."""

    maintenance = parse_url(server.url(SUPERUSER, "postgres"))
    run_sql(maintenance, "CREATE DATABASE veil_refusals TEMPLATE veil_template")
    database = Database({role: parse_url(server.url(role, "veil_refusals")) for role in Role}, pool_size=4)
    services = Services(Settings(home=tmp_path_factory.mktemp("home"), _env_file=None), database)
    services.masker, services.embedder = masker, embedder
    try:
        with served(services) as client:
            assert client.post("/v1/resumes/r1/documents?wait=30", json={"text": RESUME}).status_code == 201

            def ask(wrong: dict[str, Any]) -> tuple[int, str]:
                body = write_json({"query": "파이썬"} | wrong)
                answer = client.post(
                    "/v1/resumes/r1/search", content=body, headers={"content-type": "application/json"}
                )
                return answer.status_code, answer.json().get("code", "")

            yield ask
    finally:
        database.close()
        run_sql(maintenance, "DROP DATABASE veil_refusals WITH (FORCE)")


def write_json(body: dict[str, Any]) -> bytes:
    """JSON as a careless client writes it: lone surrogates as escapes."""

    return json.dumps(body).encode()


@pytest.mark.parametrize("route", ["search", "context"])
def test_a_resume_that_is_not_there_and_one_that_is_being_erased_answer_alike(
    client: httpx.Client, superuser_url: URL, route: str
) -> None:
    unknown = client.post(f"/v1/resumes/nobody/{route}", json={"query": "파이썬"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "resume_not_found")
    assert client.delete("/v1/resumes/r1").status_code == 200
    erased = client.post(f"/v1/resumes/r1/{route}", json={"query": "파이썬"})

    def shape(answer: httpx.Response) -> dict[str, Any]:
        return {name: value for name, value in answer.json().items() if name != "instance"}

    assert shape(erased) == shape(unknown)


def test_a_resume_without_chunks_has_no_hits(client: httpx.Client, database: Database) -> None:
    add_document(database, "half", ["아직 색인되지 않은 글"])
    for more in ({}, {"expand": 2}, {"diversity": 0.5}, {"mode": "vector"}, {"mode": "keyword"}):
        answer = client.post("/v1/resumes/half/search", json={"query": "색인", **more})
        assert (answer.status_code, answer.json()["hits"]) == (200, [])
    assert client.post("/v1/resumes/half/context", json={"query": "색인"}).json() == {"text": "", "citations": []}


def test_a_resume_of_which_one_document_is_indexed_answers_from_that(client: httpx.Client, database: Database) -> None:
    add_document(database, "r1", ["카프카 두 번째 문서, 아직 색인되지 않음"])
    hits = client.post("/v1/resumes/r1/search", json={"query": "카프카", "top_k": 100}).json()["hits"]
    assert hits
    assert all("두 번째" not in hit["text"] for hit in hits)


@pytest.mark.parametrize("change", ["model_id = 'other+float32@1'", "dimensions = 1024"])
def test_a_resume_of_another_model_is_refused_with_what_to_do(
    client: httpx.Client, superuser_url: URL, change: str
) -> None:
    run_sql(superuser_url, f"UPDATE veil.generation SET {change}")
    for more in ({}, {"mode": "vector"}, {"expand": 1}, {"diversity": 0.5}):
        answer = client.post("/v1/resumes/r1/search", json={"query": "카프카", **more})
        assert (answer.status_code, answer.json()["code"]) == (409, "model_mismatch")
        assert "Send one of its documents again" in answer.json()["detail"]
    # Words need no model.
    assert client.post("/v1/resumes/r1/search", json={"query": "카프카", "mode": "keyword"}).json()["hits"]


@pytest.mark.parametrize("budget", [1, 100, 300, 599, 600, 4_000, 100_000])
def test_a_context_keeps_to_its_budget(client: httpx.Client, budget: int) -> None:
    answer = client.post("/v1/resumes/r1/context", json={"query": "카프카", "max_chars": budget})
    assert answer.status_code == 200
    assert len(answer.json()["text"]) <= budget
    assert bool(answer.json()["citations"]) == (budget >= 599)


@pytest.mark.parametrize("budget", [0, -1, 100_001, 10**12])
def test_a_budget_out_of_bounds_is_refused(client: httpx.Client, budget: int) -> None:
    answer = client.post("/v1/resumes/r1/context", json={"query": "카프카", "max_chars": budget})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
