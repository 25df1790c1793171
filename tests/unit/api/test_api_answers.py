"""Search, masking, jobs, health, metrics and the audit log, as they are answered."""

import csv
import io
import json
from typing import Any

import pytest

from service.api import audit as audit_routes
from service.api.audit import spreadsheet_safe
from service.errors import AuditUnavailable, DatabaseUnavailable, RerankerUnavailable, TooBusy
from service.privacy.audit import Actor, Event

JOB = "00000000-0000-0000-0000-000000000002"


def test_a_search_passes_on_what_was_asked(ask: Any, services: Any) -> None:
    asked = {"query": "카프카", "top_k": 3, "mode": "keyword", "sections": ["experience"], "explain": True}
    asked |= {"expand": 1, "diversity": 0.5}
    answer = ask("POST", "/v1/resumes/r-1/search", key="key-search", json=asked)
    resume_id, query, actor, options = services.asked[0]
    assert (resume_id, query, actor.subject, actor.key_id) == ("r-1", "카프카", "tester", "abcdefghijkl")
    assert {**options, "sections": list(options["sections"]), "query": query} == asked
    assert answer.json["hits"][0]["explain"] == {
        "vector_rank": 1,
        "vector_score": 0.9,
        "keyword_rank": None,
        "keyword_score": None,
        "fused_rank": 1,
        "fused_score": 0.5,
        "rerank_score": None,
        "lexemes": ["kafka"],
        "highlights": [[0, 2]],
    }
    [neighbour] = answer.json["neighbours"]
    assert (neighbour["text"], neighbour["seq"], neighbour["hit"]) == ("이웃", 1, 1)


def test_a_hit_is_explained_only_when_asked(ask: Any) -> None:
    answer = ask("POST", "/v1/resumes/r-1/search", key="key-search", json={"query": "q"})
    assert "explain" not in answer.json["hits"][0]
    assert answer.json["hits"][0]["text"] == "본문"
    assert "neighbours" not in answer.json


def test_too_many_waiting_queries_are_told_when_to_come_back(ask: Any, services: Any) -> None:
    services.failure = TooBusy()
    answer = ask("POST", "/v1/resumes/r-1/search", key="key-search", json={"query": "q"})
    assert (answer.status, answer.code, answer.headers["retry-after"]) == (429, "too_busy", "1")


def test_a_failing_reranker_says_so(ask: Any, services: Any) -> None:
    services.failure = RerankerUnavailable()
    answer = ask("POST", "/v1/resumes/r-1/search", key="key-search", json={"query": "q"})
    assert (answer.status, answer.code) == (503, "reranker_unavailable")
    assert "retry-after" in answer.headers


def test_masking_answers_and_leaves_counts_only(ask: Any, services: Any) -> None:
    answer = ask("POST", "/v1/mask", key="key-admin", json={"text": "김민수"})
    assert answer.json["text"] == "<PERSON_1>"
    assert answer.json["redactions"][0]["entity_type"] == "PERSON"
    (event,) = services.events
    assert (event.action, event.detail["counts"]) == ("text.mask", {"PERSON": 1})
    assert event.detail["policy_version"] == "default@3f9a1c0b7d2e"


def test_masking_takes_a_policy_by_name(ask: Any) -> None:
    assert ask("POST", "/v1/mask", key="key-admin", json={"text": "김민수", "policy": "strict"}).status == 200


def test_masking_refuses_a_policy_that_is_a_file(ask: Any, services: Any) -> None:
    answer = ask("POST", "/v1/mask", key="key-admin", json={"text": "김민수", "policy": "/etc/passwd"})
    assert (answer.status, answer.code) == (422, "invalid_policy")
    assert "passwd" not in answer.body.decode()
    assert [event.outcome for event in services.events] == ["refused"]


def test_masking_answers_nothing_when_it_cannot_be_recorded(ask: Any, services: Any) -> None:
    services.audit_failure = AuditUnavailable()
    answer = ask("POST", "/v1/mask", key="key-admin", json={"text": "김민수"})
    assert (answer.status, answer.code) == (503, "audit_unavailable")


def test_a_job_can_be_read(ask: Any) -> None:
    assert ask("GET", f"/v1/jobs/{JOB}", key="key-ingest").json["state"] == "done"


def test_a_job_can_be_followed_to_its_end(ask: Any, services: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.api.jobs._POLL_S", 0.001)
    services.states = ["queued", "queued", "running", "done"]
    answer = ask("GET", f"/v1/jobs/{JOB}/events", key="key-ingest")
    assert answer.headers["content-type"].startswith("text/event-stream")
    lines = answer.body.decode().splitlines()
    states = [json.loads(line.removeprefix("data: "))["state"] for line in lines if line.startswith("data: ")]
    assert states == ["queued", "running", "done"]


def test_following_an_unknown_job_is_a_problem_and_no_stream(ask: Any) -> None:
    other = JOB.replace("2", "3")
    assert ask("GET", f"/v1/jobs/{other}/events", key="key-ingest").code == "job_not_found"


def test_the_process_is_alive_whatever_the_database_does(ask: Any, services: Any) -> None:
    services.failure = DatabaseUnavailable()
    assert ask("GET", "/health/live").status == 200


def test_readiness_names_the_part_that_fails(ask: Any, services: Any) -> None:
    services.failure = DatabaseUnavailable()
    answer = ask("GET", "/health/ready")
    assert (answer.status, answer.code) == (503, "not_ready")
    assert answer.json["parts"]["database.search"] == "database_unavailable"
    assert answer.json["parts"]["database.ingest"] == "ok"
    assert "database.search" in answer.json["detail"]


def test_readiness_asks_the_database_once_a_second_at_most(ask: Any, services: Any) -> None:
    pings: list[Any] = []
    services.database.ping = pings.append
    for _ in range(20):
        assert ask("GET", "/health/ready").status == 200
    assert 0 < len(pings) <= 10


def test_metrics_are_labelled_by_templates_only(ask: Any) -> None:
    ask("GET", "/v1/resumes/r-secret-7", key="key-search")
    ask("GET", "/nowhere-secret-7")
    ask("SECRET7", "/v1/resumes")
    metrics = ask("GET", "/metrics", key="key-admin").body.decode()
    assert 'route="/v1/resumes/{resume_id}",status="404"' in metrics
    assert 'route="unmatched"' in metrics
    assert 'method="other"' in metrics
    assert 'veil_http_problems_total{code="resume_not_found"} 1.0' in metrics
    assert "secret" not in metrics.lower()


def events(count: int) -> list[Event]:
    actor = Actor(subject="tester", origin="192.0.2.7")
    return [Event.of(actor, "resume.search", resume_id="r-1", hits=number, mode="hybrid") for number in range(count)]


def test_the_log_is_read_page_by_page(ask: Any, services: Any) -> None:
    services.events = events(3)
    page = ask("GET", "/v1/audit/events?limit=2", key="key-audit").json
    assert [event["detail"]["hits"] for event in page["events"]] == [0, 1]
    assert page["next_cursor"] == "next"


@pytest.mark.parametrize("how", [{"headers": {"accept": "application/x-ndjson"}}, {"query": "format=ndjson"}])
def test_an_export_follows_the_pages_to_their_end(
    ask: Any, services: Any, monkeypatch: pytest.MonkeyPatch, how: dict[str, Any]
) -> None:
    monkeypatch.setattr(audit_routes, "_EXPORT_PAGE", 2)
    services.events = events(3)
    path = f"/v1/audit/events?{how.pop('query', '')}"
    answer = ask("GET", path, key="key-audit", **how)
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    lines = [json.loads(line) for line in answer.body.splitlines()]
    assert [line["detail"].get("hits") for line in lines][:3] == [0, 1, 2]
    assert set(lines[0]) == {
        "event_id", "occurred_at", "actor", "origin", "resume_id", "action", "outcome", "detail",
    }  # fmt: skip


def test_an_export_as_csv_can_be_read_back(ask: Any, services: Any) -> None:
    services.events = events(2)
    answer = ask("GET", "/v1/audit/events", key="key-audit", headers={"accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.body.decode())))
    assert json.loads(rows[0]["detail"]) == {"hits": 0, "mode": "hybrid"}
    assert rows[0]["resume_id"] == "r-1"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_begins_as_a_formula(cell: str) -> None:
    assert spreadsheet_safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "r-1", "2026-01-01", '{"a":1}'])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert spreadsheet_safe(cell) == cell


def test_reading_the_log_is_in_the_log(ask: Any, services: Any) -> None:
    for path in ("/v1/audit/events?resume_id=r-1", "/v1/audit/summary", "/v1/resumes/r-1/redactions"):
        assert ask("GET", path, key="key-audit").status == 200
    ask("POST", "/v1/audit/verify", key="key-audit")
    actions = [event.action for event in services.events]
    assert actions == ["audit.read", "audit.summarise", "redaction.read", "audit.verify"]
    assert services.events[0].resume_id == "r-1"


@pytest.mark.parametrize("path", ["/v1/audit/events", "/v1/audit/summary", "/v1/resumes/r-1/redactions"])
def test_the_log_is_not_read_when_that_cannot_be_recorded(ask: Any, services: Any, path: str) -> None:
    services.audit_failure = AuditUnavailable()
    assert ask("GET", path, key="key-audit").code == "audit_unavailable"


def test_a_personal_id_as_a_filter_is_refused(ask: Any, services: Any) -> None:
    assert ask("GET", "/v1/audit/events?resume_id=900101-1234568", key="key-audit").code == "id_is_personal"
    assert services.events == []


def test_verification_says_that_nothing_outside_anchors_it(ask: Any) -> None:
    answer = ask("POST", "/v1/audit/verify", key="key-audit").json
    assert (answer["ok"], answer["sealed"], answer["unsealed"], answer["anchored"]) == (True, 3, 1, False)
