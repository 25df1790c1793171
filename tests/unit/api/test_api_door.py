"""What every request passes: path rules, headers, admission, the body's deadline."""

import asyncio
from typing import Any

import pytest

from service.api import door
from service.api.door import Door
from service.api.metrics import Metrics

EVERY_KIND = ["/", "/docs", "/schema", "/static/veil.css", "/health/live", "/nowhere", "/v1/resumes", "/v1/resumes//x"]


@pytest.mark.parametrize("path", EVERY_KIND)
def test_every_answer_carries_the_security_headers(ask: Any, path: str) -> None:
    headers = ask("GET", path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert "server" not in headers


def test_only_static_files_may_be_cached(ask: Any) -> None:
    assert ask("GET", "/v1/resumes").headers["cache-control"] == "no-store"
    assert "max-age" in ask("GET", "/static/veil.css").headers["cache-control"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        # Litestar drops empty segments: without the rule this would erase the resume "x".
        ("/v1/resumes//x", "route_not_found"),
        ("//v1/resumes", "route_not_found"),
        ("/v1/resumes/r-1%2Fdocuments", "invalid_resume_id"),
        ("/v1/resumes/r-1%2fdocuments", "invalid_resume_id"),
        ("/health%2Flive", "route_not_found"),
        ("/" + "a" * 3_000, "route_not_found"),
    ],
)
def test_a_path_that_would_be_routed_as_another_is_refused(ask: Any, path: str, code: str) -> None:
    assert ask("DELETE", path, key="key-ingest").code == code


def test_without_the_path_rule_an_empty_segment_would_reach_a_resume(
    ask: Any, services: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "check_path", lambda scope: None)
    assert ask("DELETE", "/v1/resumes//x", key="key-ingest").code == "resume_not_found"


def test_a_body_that_does_not_arrive_is_given_up(ask: Any, services: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "BODY_DEADLINE_S", 0.05)
    answer = ask("POST", "/v1/mask", key="key-ingest", chunks=[b"{", b"}"], pause=0.2)
    assert (answer.status, answer.code) == (408, "request_timeout")


def test_more_requests_than_fit_are_told_to_come_back() -> None:
    async def run() -> tuple[list[int], int]:
        statuses: list[int] = []
        release = asyncio.Event()

        async def slow(scope: Any, receive: Any, send: Any) -> None:
            await release.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        entrance = Door(slow, Metrics(), max_in_flight=2)

        async def visit(path: str = "/v1/resumes") -> None:
            async def take(message: Any) -> None:
                if message["type"] == "http.response.start":
                    statuses.append(message["status"])

            scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "scheme": "http"}
            await entrance(scope, None, take)  # type: ignore[arg-type]

        waiting = [asyncio.create_task(visit()) for _ in range(2)]
        await asyncio.sleep(0)
        await visit()
        refused = statuses.pop()
        release.set()
        await asyncio.gather(*waiting)
        await visit()
        return statuses, refused

    statuses, refused = asyncio.run(run())
    assert refused == 503
    assert statuses == [200, 200, 200]


def test_the_log_has_the_route_and_not_the_path(ask: Any, capsys: pytest.CaptureFixture[str]) -> None:
    ask("GET", "/v1/resumes/010-2345-6789", key="key-search")
    printed = capsys.readouterr()
    assert "/v1/resumes/{resume_id}" in printed.out + printed.err
    assert "2345" not in printed.out + printed.err
