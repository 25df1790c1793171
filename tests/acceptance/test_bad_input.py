"""Bad input, through HTTP with the real services: a problem with a stable code, and not a row more than before."""

import io
import select
import socket
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psycopg2
import pytest
from click.testing import CliRunner
from sqlalchemy import URL

from service.cli import _veil
from service.database import Role, parse_url
from service.embedded import SUPERUSER, EmbeddedServer
from service.errors import UnknownRole
from service.migrations import bootstrap, migrate
from service.wiring import Services
from tests.acceptance.inprocess import ACTOR, served, services_on
from tests.acceptance.people import CANARIES, docx_of, pdf_of, scanned_pdf
from tests.acceptance.process import postgres_processes, stop_database
from tests.statements import run_sql

TEXT = "경력\n새벽물류에서 Kafka로 주문 시스템을 옮겼습니다.\n담당: 남궁찬솔"
TABLES = ("resume", "resume_key", "document", "redaction", "generation", "chunk", "ingest_job")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bad-input")


@pytest.fixture(scope="module")
def database(home: Path) -> Iterator[EmbeddedServer]:
    """A server of its own, for it will be stopped."""
    with EmbeddedServer(home) as running:
        administrator = parse_url(running.url(SUPERUSER))
        bootstrap(administrator)
        migrate(administrator)
        yield running


@pytest.fixture(scope="module")
def superuser(database: EmbeddedServer) -> URL:
    return parse_url(database.url(SUPERUSER))


@pytest.fixture(scope="module")
def services(database: EmbeddedServer, home: Path) -> Iterator[Services]:
    with services_on({role: parse_url(database.url(role)) for role in Role}, home) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(services: Services) -> Iterator[httpx.Client]:
    with served(services) as opened:
        yield opened


@pytest.fixture
def count(superuser: URL) -> Callable[[], dict[str, int]]:
    """Count the rows of each table of candidate data."""
    sql = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM veil.{table}" for table in TABLES)
    return lambda: dict(run_sql(superuser, sql))


@pytest.fixture
def unchanged(count: Callable[[], dict[str, int]]) -> Iterator[None]:
    before = count()
    yield
    assert count() == before


def assert_problem(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert {"type", "title", "detail", "instance"} <= set(problem)


def send_file(client: httpx.Client, content: bytes, name: str, resume_id: str = "r-bad") -> httpx.Response:
    return client.post(f"/v1/resumes/{resume_id}/documents?wait=20", files={"file": (name, content)})


def send_text(client: httpx.Client, resume_id: str, text: str) -> httpx.Response:
    return client.post(f"/v1/resumes/{resume_id}/documents?wait=20", json={"text": text})


def _zip(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, TEXT)
    return buffer.getvalue()


FILES: dict[str, tuple[Callable[[], bytes], str, int, str]] = {
    "an empty file": (lambda: b"", "a.txt", 422, "empty_document"),
    "blanks only": (lambda: " \r\n\t　".encode() * 100, "a.txt", 422, "empty_document"),
    "a PDF with a password": (lambda: pdf_of(TEXT, password="x"), "a.pdf", 422, "encrypted_document"),
    "a protected DOCX": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "a.docx", 422, "encrypted_document",
    ),
    "a scan": (scanned_pdf, "a.pdf", 422, "no_text_layer"),
    "half a PDF": (lambda: (made := pdf_of(TEXT))[: len(made) // 2], "a.pdf", 422, "malformed_document"),
    "half a DOCX": (lambda: (made := docx_of(TEXT))[: len(made) // 2], "a.docx", 422, "malformed_document"),
    "a text called PDF": (TEXT.encode, "a.pdf", 422, "malformed_document"),
    "a ZIP called DOCX": (lambda: _zip("a.txt"), "a.docx", 415, "unsupported_format"),
    "a picture called TXT": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(900), "a.txt", 415, "unsupported_format"),
    "random bytes": (lambda: np.random.default_rng(5).bytes(40_000), "a.txt", 415, "unsupported_format"),
    "a NUL": (lambda: TEXT.encode() + b"\0", "a.txt", 422, "invalid_text"),
}  # fmt: skip


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("case", FILES)
def test_a_file_that_can_not_be_read_is_refused(client: httpx.Client, case: str) -> None:
    make, name, status, code = FILES[case]
    assert_problem(send_file(client, make(), name), status, code)


@pytest.mark.parametrize(("make", "name"), [(pdf_of, "resume.txt"), (docx_of, "resume.pdf")], ids=["PDF", "DOCX"])
def test_a_mislabelled_file_that_can_be_read_is_read(client: httpx.Client, make: Any, name: str) -> None:
    """The content decides. It also shows that what is refused above is not refused for nothing."""
    assert send_file(client, make(TEXT), name, f"r-mislabelled-{name[-3:]}").status_code == 201


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "body",
    [
        b'{"text": "a\\u0000b"}', b'{"text": "a\\ud800b"}', b'{"text": "a\\udc00\\ud800b"}',
        b'{"structured": {"name": "\\ud800"}}',
    ],
    ids=["NUL", "high surrogate", "swapped surrogates", "structured"],
)  # fmt: skip
def test_a_text_that_can_not_be_stored_is_refused(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/v1/resumes/r-bad/documents", content=body, headers={"content-type": "application/json"})
    assert_problem(answer, 422, "invalid_text")


IDS = {
    "quotes": ("x'%20OR%20'1'='1", "invalid_resume_id"),
    "double quotes": ('%22x%22', "invalid_resume_id"),
    "a per cent sign": ("%25", "invalid_resume_id"),
    "two dots": ("..", "invalid_resume_id"),
    "dots in between": ("a/../b", "route_not_found"),
    "an encoded slash": ("a%2fb", "invalid_resume_id"),
    "full-width digits": ("%EF%BC%97", "invalid_resume_id"),
    "Arabic digits": ("%D9%A7", "invalid_resume_id"),
    "a NUL": ("a%00b", "invalid_resume_id"),
    "a line end": ("a%0a", "invalid_resume_id"),
    "broken UTF-8": ("%ff%fe", "invalid_resume_id"),
    "129 characters": ("a" * 129, "invalid_resume_id"),
    "a name": ("%EB%82%A8%EA%B6%81%EC%B0%AC%EC%86%94", "invalid_resume_id"),
    "an RRN": (CANARIES["RRN"], "id_is_personal"),
    "a phone": (CANARIES["phone"], "id_is_personal"),
    "a phone in an id": ("cv-01073920184", "id_is_personal"),
    "a passport": (CANARIES["passport"], "id_is_personal"),
    "a card": (CANARIES["card"], "id_is_personal"),
}  # fmt: skip


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("case", IDS)
def test_an_id_that_is_none_is_refused_on_every_route(client: httpx.Client, case: str) -> None:
    sent, code = IDS[case]
    routes = [
        ("POST", "/documents"),
        ("POST", "/search"),
        ("POST", "/context"),
        ("GET", ""),
        ("DELETE", ""),
        ("GET", "/redactions"),
    ]
    for method, route in routes:
        # As it is: the client would tidy it up.
        target = {"target": f"/v1/resumes/{sent}{route}".encode()}
        body = {"json": {"text": TEXT} if route == "/documents" else {"query": "Kafka"}} if method == "POST" else {}
        answer = client.request(method, "/", extensions=target, **body)
        assert_problem(answer, 404 if code == "route_not_found" else 400, code)
        if "personal" in code:
            assert sent not in answer.text


def test_128_characters_are_an_id(client: httpx.Client, count: Callable[[], dict[str, int]]) -> None:
    """And a document that is accepted does show in every table that is counted here."""
    before = count()
    assert send_text(client, "a" * 128, TEXT).status_code == 201
    after = count()
    assert all(after[table] > before[table] for table in TABLES)


@pytest.mark.usefixtures("unchanged")
class TestFiftyMegabytes:
    def test_announced_it_is_refused_before_a_byte_is_sent(self, client: httpx.Client) -> None:
        head = _upload_head(client, "Content-Length: 50000000")
        with socket.create_connection((client.base_url.host, client.base_url.port), timeout=10) as connection:
            connection.sendall(head)
            answer = _read_problem(connection)
        assert answer.startswith(b"HTTP/1.1 413")
        assert b'"code":"request_too_large"' in answer

    def test_not_announced_it_is_refused_as_soon_as_it_is_too_much(self, client: httpx.Client) -> None:
        piece = b"10000\r\n" + bytes(0x10000) + b"\r\n"
        sent = 0
        with socket.create_connection((client.base_url.host, client.base_url.port), timeout=10) as connection:
            connection.sendall(_upload_head(client, "Transfer-Encoding: chunked"))
            while sent < 50_000_000 and not select.select([connection], [], [], 0)[0]:
                connection.sendall(piece)
                sent += len(piece)
            answer = _read_problem(connection)
        assert answer.startswith(b"HTTP/1.1 413")
        assert b'"code":"request_too_large"' in answer
        # Ten million are read; the rest are what the kernel buffers on both sides.
        assert 10_000_000 < sent < 30_000_000


def _read_problem(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"}") and (piece := connection.recv(4096)):
        answer += piece
    return answer


def _upload_head(client: httpx.Client, length: str) -> bytes:
    lines = [
        "POST /v1/resumes/r-bad/documents HTTP/1.1", f"Host: {client.base_url.host}",
        f"Authorization: {client.headers['authorization']}", "Content-Type: multipart/form-data; boundary=b", length,
    ]  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode()


@pytest.mark.parametrize("roles", [{"boss"}, {"ingest", "boss"}, {"INGEST"}, {"ingest "}, set()])
def test_a_key_of_an_unknown_role_is_not_made(services: Services, superuser: URL, roles: set[str]) -> None:
    before = run_sql(superuser, "SELECT count(*) FROM veil.api_key")
    with pytest.raises(UnknownRole):
        services.keys.create(roles, "acceptance", None, ACTOR)
    assert run_sql(superuser, "SELECT count(*) FROM veil.api_key") == before


def test_the_command_refuses_an_unknown_role() -> None:
    assert CliRunner().invoke(_veil, ["keys", "create", "--role", "boss", "--subject", "x"]).exit_code == 2


def test_the_same_content_twice_is_one_document(client: httpx.Client, count: Callable[[], dict[str, int]]) -> None:
    first = send_text(client, "r-twice", TEXT).json()
    before = count()
    second = send_text(client, "r-twice", TEXT).json()
    assert count() == before
    assert (second["document_id"], second["redactions"]) == (first["document_id"], first["redactions"])
    assert (first["duplicate"], second["duplicate"]) == (False, True)


def test_the_same_content_many_times_at_once_is_one_document(client: httpx.Client, superuser: URL) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: send_text(client, "r-race", TEXT), range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["document_id"] for answer in answers}) == 1
    assert sorted(answer.json()["duplicate"] for answer in answers) == [False] + [True] * 5
    assert run_sql(superuser, "SELECT count(*) FROM veil.document WHERE resume_id = 'r-race'") == [(1,)]


def test_two_documents_of_one_resume_at_once_are_both_there_and_agree(client: httpx.Client, superuser: URL) -> None:
    texts = [f"{TEXT}\n연락처: 010-7392-018{number}" for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda text: send_text(client, "r-pair", text), texts))
    assert {answer.status_code for answer in answers} == {201}
    rows = run_sql(
        superuser,
        "SELECT count(DISTINCT document_id), count(*), min(seq), max(seq) FROM veil.chunk WHERE resume_id = 'r-pair'",
    )
    documents, chunks, first, last = rows[0]
    assert (documents, first, last) == (4, 0, chunks - 1)
    # One person is one number; four phones are four.
    placeholders = run_sql(
        superuser, "SELECT DISTINCT placeholder FROM veil.redaction WHERE resume_id = 'r-pair' ORDER BY 1"
    )
    assert [each for (each,) in placeholders] == ["<PERSON_1>", *[f"<PHONE_NUMBER_{n}>" for n in range(1, 5)]]


class TestDatabaseStops:
    """Last in this file: the server under everything is stopped, and started again."""

    def test_an_ingest_in_its_transaction_leaves_nothing(
        self,
        client: httpx.Client,
        database: EmbeddedServer,
        home: Path,
        superuser: URL,
        count: Callable[[], dict[str, int]],
    ) -> None:
        assert send_text(client, "r-stop", TEXT).status_code == 201
        before = count()
        blocker = psycopg2.connect(superuser.set(drivername="postgresql").render_as_string(hide_password=False))
        blocker.cursor().execute("SELECT FROM veil.resume WHERE resume_id = 'r-stop' FOR UPDATE")
        with ThreadPoolExecutor(1) as pool:
            ingest = pool.submit(send_text, client, "r-stop", f"{TEXT}\n두 번째 문서")
            deadline = time.monotonic() + 20
            while not run_sql(superuser, "SELECT 1 FROM pg_locks WHERE NOT granted"):
                assert time.monotonic() < deadline
                time.sleep(0.02)
            stop_database(home)
            assert_problem(ingest.result(), 503, "database_unavailable")
        blocker.close()
        assert postgres_processes(home) == []
        answers = [
            send_text(client, "r-new", TEXT),
            client.post("/v1/resumes/r-stop/search", json={"query": "Kafka"}),
            client.get("/v1/resumes/r-stop"),
            client.delete("/v1/resumes/r-stop"),
        ]
        for answer in answers:
            assert_problem(answer, 503, "database_unavailable")
            assert int(answer.headers["retry-after"]) > 0
        assert client.get("/health/live").status_code == 200
        assert client.get("/health/ready").status_code == 503

        database.start()
        assert count() == before
        # Readiness is looked up once a second.
        deadline = time.monotonic() + 5
        while client.get("/health/ready").status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        again = send_text(client, "r-stop", f"{TEXT}\n두 번째 문서")
        assert (again.status_code, again.json()["duplicate"]) == (201, False)
        found = client.post("/v1/resumes/r-stop/search", json={"query": "Kafka"})
        assert len({hit["document_id"] for hit in found.json()["hits"]}) == 2

    def test_a_document_that_was_accepted_becomes_searchable_afterwards(
        self, client: httpx.Client, database: EmbeddedServer, home: Path, services: Services
    ) -> None:
        services.runner.stop()
        accepted = client.post("/v1/resumes/r-later/documents", json={"text": TEXT}).json()
        assert accepted["state"] == "queued"
        stop_database(home)
        database.start()
        del services.runner
        services.runner.start()
        job = services.jobs.wait(accepted["job_id"], 20)
        assert job.state == "done"
        assert client.post("/v1/resumes/r-later/search", json={"query": "Kafka"}).json()["hits"]
