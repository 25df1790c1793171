"""The API on real services, through a real server and real sockets."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
import uvicorn
from sqlalchemy import URL

from service.api import server
from service.api.app import create_app
from service.privacy.audit import Actor
from service.wiring import Services
from tests.statements import run_sql

RESUME = """이력서
성명: 김민수
연락처: 010-2345-6789
이메일: minsu.kim@example.com
경력
2019.03 ~ 2023.08 예시회사 백엔드 개발자. 파이썬과 카프카로 주문 시스템을 만들었습니다.
"""
OTHER = "경력\n병동 간호사로 일하며 신규 간호사를 교육했습니다.\n"
DESCRIPTORS = Path("/proc/self/fd")
VALUES = ("김민수", "010-2345-6789", "minsu.kim")


@dataclass
class Client:
    """Talks to the server with a key."""

    port: int
    key: str

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        status, _, content = self.ask_raw(method, path, body, **headers)
        return status, json.loads(content)

    def ask_raw(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Authorization": f"Bearer {self.key}", **{name.replace("_", "-"): v for name, v in headers.items()}}
        if isinstance(body, dict):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()


@pytest.fixture
def client(services: Services, actor: Actor) -> Iterator[Client]:
    """A client of a server that runs in this process, with the job runner beside it."""
    roles = frozenset({"ingest", "search", "audit", "admin"})
    secret, _ = services.keys.create(roles, "tester", timedelta(days=1), actor)
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(services), log_config=None, access_log=False, server_header=False, ws="none")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    services.runner.start()
    try:
        while not running.started:
            time.sleep(0.01)
        yield Client(listener.getsockname()[1], secret)
    finally:
        services.runner.stop()
        running.should_exit = True
        thread.join(timeout=30)
        listener.close()


def test_a_document_goes_in_raw_and_comes_out_masked(client: Client) -> None:
    status, accepted = client.ask("POST", "/v1/resumes/r-1/documents?wait=30", {"text": RESUME})
    assert (status, accepted["state"], accepted["duplicate"]) == (201, "done", False)
    assert accepted["redactions"]["PERSON"] >= 1

    document = f"/v1/resumes/r-1/documents/{accepted['document_id']}"
    _, resume = client.ask("GET", "/v1/resumes/r-1")
    _, detail = client.ask("GET", document)
    _, found = client.ask("POST", "/v1/resumes/r-1/search", {"query": "카프카", "mode": "keyword", "explain": True})
    _, context = client.ask("POST", "/v1/resumes/r-1/context", {"query": "카프카 주문 시스템"})
    _, redactions = client.ask("GET", "/v1/resumes/r-1/redactions")
    _, listed = client.ask("GET", "/v1/resumes")
    _, job = client.ask("GET", accepted["status_url"])
    _, _, followed = client.ask_raw("GET", f"{accepted['status_url']}/events")

    assert resume["documents"][0]["state"] == "searchable"
    assert "<PERSON_1>" in detail["masked_text"]
    assert "카프카" in found["hits"][0]["text"]
    assert found["hits"][0]["explain"]["keyword_rank"] == 1
    assert "[1]" in context["text"]
    assert context["citations"][0]["document_id"] == accepted["document_id"]
    assert len(redactions["items"]) == sum(accepted["redactions"].values())
    assert [item["resume_id"] for item in listed["items"]] == ["r-1"]
    assert job["state"] == "done"
    assert b"event: state" in followed
    everything = json.dumps([resume, detail, found, context, redactions, listed, job], ensure_ascii=False)
    assert all(value not in everything for value in VALUES)

    assert client.ask("DELETE", document)[1]["statement"]["documents"] == 1
    assert client.ask("DELETE", "/v1/resumes/r-1")[0] == 200
    assert client.ask("GET", "/v1/resumes/r-1")[1]["code"] == "resume_not_found"


def test_each_access_and_refusal_is_in_the_log(client: Client) -> None:
    client.ask("POST", "/v1/resumes/r-1/documents?wait=30", {"text": RESUME})
    client.ask("POST", "/v1/resumes/r-1/search", {"query": "카프카"})
    client.ask("POST", "/v1/resumes/r-2/search", {"query": "카프카"})
    client.ask("GET", "/v1/resumes/r-2")
    Client(client.port, "veil_abcdefghijkl_nobody").ask("GET", "/v1/resumes/r-1")

    _, page = client.ask("GET", "/v1/audit/events")
    seen = {(e["action"], e["resume_id"], e["outcome"], e["detail"].get("code")) for e in page["events"]}
    assert {
        ("document.mask", "r-1", "ok", None),
        ("resume.search", "r-1", "ok", None),
        ("resume.search", "r-2", "refused", "resume_not_found"),
        ("request.refuse", "r-2", "refused", "resume_not_found"),
        ("request.refuse", "r-1", "refused", "unauthenticated"),
    } <= seen
    assert ("request.refuse", "r-2", "refused", None) not in seen
    assert "카프카" not in json.dumps(page, ensure_ascii=False)
    assert all(event["origin"] == "127.0.0.1" for event in page["events"] if event["actor"] == "anonymous")


def test_a_search_sees_its_resume_and_no_other(client: Client) -> None:
    for resume_id, text in (("7", RESUME), ("007", OTHER)):
        assert client.ask("POST", f"/v1/resumes/{resume_id}/documents?wait=30", {"text": text})[0] == 201
    query = {"query": "카프카 주문 시스템 간호사", "top_k": 50}
    _, seven = client.ask("POST", "/v1/resumes/7/search", query)
    _, double_o = client.ask("POST", "/v1/resumes/007/search", query)
    assert "카프카" in str(seven)
    assert "간호사" not in str(seven)
    assert "간호사" in str(double_o)
    assert "카프카" not in str(double_o)
    for foreign in ("7.0", "1e3", "07", "r-1"):
        assert client.ask("POST", f"/v1/resumes/{foreign}/search", query)[1]["code"] == "resume_not_found"
    for hostile in ("7%27%20OR%20%271%27%3D%271", "%EF%BC%97", "7%00", "%2e%2e", "7%20", "%25"):
        assert client.ask("POST", f"/v1/resumes/{hostile}/search", query)[1]["code"] == "invalid_resume_id"


def test_the_same_content_is_stored_once(client: Client) -> None:
    answers = [client.ask("POST", "/v1/resumes/r-1/documents?wait=30", {"text": RESUME})[1] for _ in range(2)]
    assert answers[0]["document_id"] == answers[1]["document_id"]
    assert [answer["duplicate"] for answer in answers] == [False, True]
    assert answers[0]["redactions"] == answers[1]["redactions"]


def test_two_documents_of_one_resume_can_come_at_once(client: Client) -> None:
    with ThreadPoolExecutor(2) as pool:
        sent = [
            pool.submit(client.ask, "POST", "/v1/resumes/r-1/documents?wait=30", {"text": t}) for t in (RESUME, OTHER)
        ]
    assert [future.result()[0] for future in sent] == [201, 201]
    assert len(client.ask("GET", "/v1/resumes/r-1")[1]["documents"]) == 2


def test_a_body_that_is_longer_than_it_says_does_not_get_in(client: Client) -> None:
    head = (
        f"POST /v1/resumes/r-1/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {client.key}\r\n"
        "Content-Type: application/json\r\n"
    )
    with socket.create_connection(("127.0.0.1", client.port), timeout=30) as connection:
        connection.sendall(f"{head}Content-Length: 10\r\n\r\n".encode() + b'{"text":"' + b"x" * 100_000)
        assert b" 400 " in connection.recv(4_096).splitlines()[0]
    assert client.ask("GET", "/v1/resumes/r-1")[1]["code"] == "resume_not_found"


def test_slow_senders_keep_nobody_else_waiting(client: Client) -> None:
    """More of them than texts are masked at once: a place there is taken when the body has arrived."""
    head = f"POST /v1/resumes/r-2/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {client.key}\r\n"
    begun = f"{head}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{".encode()
    senders = [socket.create_connection(("127.0.0.1", client.port)) for _ in range(8)]
    try:
        for sender in senders:
            sender.sendall(begun)
        time.sleep(0.3)
        began = time.monotonic()
        assert client.ask("POST", "/v1/resumes/r-1/documents", {"text": RESUME})[0] == 202
        assert client.ask("POST", "/v1/mask", {"text": RESUME})[0] == 200
        assert time.monotonic() - began < 20
    finally:
        for sender in senders:
            sender.close()


def test_a_time_that_can_be_stored_and_not_read_back_is_refused(client: Client) -> None:
    """In UTC it is in the year 10000, which would break every list that the resume is in."""
    late = {"text": RESUME, "retain_until": "9999-12-31T23:59:59-12:00"}
    assert client.ask("POST", "/v1/resumes/r-1/documents", late)[1]["code"] == "invalid_request"
    assert client.ask("GET", "/v1/resumes") == (200, {"items": [], "next_cursor": None})


@pytest.mark.parametrize("query", ["created_since=2026-01-01T00:00:00", "policy=%00", "engine=a%00b"])
def test_a_filter_that_means_nothing_is_refused(client: Client, query: str) -> None:
    status, problem = client.ask("GET", f"/v1/resumes?{query}")
    assert (status, problem["code"]) == (400, "invalid_request")


def test_an_endless_body_is_refused_and_fills_no_memory(client: Client) -> None:
    head = (
        f"POST /v1/resumes/r-1/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {client.key}\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    process = psutil.Process()
    before, peak = process.memory_info().rss, 0
    with socket.create_connection(("127.0.0.1", client.port), timeout=30) as connection:
        connection.sendall(head.encode())
        for _ in range(300):
            connection.sendall(chunk)
            peak = max(peak, process.memory_info().rss)
        assert b" 413 " in connection.recv(4_096).splitlines()[0]
    assert peak - before < 100_000_000  # of 300 MB that were sent


def test_answers_do_not_wait_for_an_acknowledgement() -> None:
    with server._listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP  # what asyncio looks at before it turns Nagle's algorithm off


def regular_files() -> set[str]:
    """Return the regular files that this process holds open, deleted ones too."""
    found = set()
    for link in DESCRIPTORS.iterdir():
        try:
            target = str(link.readlink())
        except OSError:
            continue
        if target.startswith("/") and not target.startswith(("/dev/", "/proc/")):
            found.add(target)
    return found


@pytest.mark.skipif(not DESCRIPTORS.is_dir(), reason="needs /proc")
def test_an_upload_of_9_mb_opens_no_file(client: Client) -> None:
    assert client.ask("POST", "/v1/resumes/r-1/documents?wait=30", {"text": RESUME})[0] == 201
    before, seen, done = regular_files(), set(), threading.Event()

    def watch() -> None:
        while not done.is_set():
            seen.update(regular_files() - before)

    watcher = threading.Thread(target=watch)
    watcher.start()
    body = (
        b"--b\r\nContent-Disposition: form-data; name=file; filename=r.txt\r\n\r\n"
        + b"a b " * 2_250_000
        + b"\r\n--b--\r\n"
    )
    try:
        _, answer = client.ask(
            "POST", "/v1/resumes/r-1/documents", body, Content_Type="multipart/form-data; boundary=b"
        )
    finally:
        done.set()
        watcher.join()
    assert answer["code"] == "document_too_large"  # parsed, and too long as a text
    assert seen == set()


class TestOutage:
    """The database goes away in the middle."""

    @pytest.fixture
    def stop(self, database_name: str, superuser_url: URL) -> Callable[[], None]:
        maintenance = superuser_url.set(database="postgres")

        def stop() -> None:
            run_sql(maintenance, f"ALTER DATABASE {database_name} ALLOW_CONNECTIONS false")
            run_sql(
                maintenance, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database_name}'"
            )

        return stop

    def test_every_route_says_so_and_nothing_leaks(self, client: Client, stop: Callable[[], None]) -> None:
        client.ask("POST", "/v1/resumes/r-1/documents?wait=30", {"text": RESUME})
        stop()
        for method, path, body in [
            ("POST", "/v1/resumes/r-1/documents", {"text": OTHER}),
            ("POST", "/v1/resumes/r-1/search", {"query": "카프카"}),
            ("GET", "/v1/resumes", None),
            ("GET", "/v1/audit/events", None),
        ]:
            status, headers, content = client.ask_raw(method, path, body)
            problem = json.loads(content)
            assert (status, problem["code"]) == (503, "database_unavailable"), path
            assert headers["content-type"] == "application/problem+json"
            assert int(headers["retry-after"]) > 0
            assert b"psycopg" not in content
            assert b"veil_test" not in content

    def test_health_tells_the_two_apart(self, client: Client, stop: Callable[[], None]) -> None:
        assert client.ask("GET", "/health/ready")[0] == 200
        stop()
        time.sleep(1.1)
        status, problem = client.ask("GET", "/health/ready")
        assert (status, problem["code"]) == (503, "not_ready")
        assert set(problem["parts"].values()) == {"database_unavailable"}
        assert client.ask("GET", "/health/live") == (200, {"status": "ok", "parts": {}})
