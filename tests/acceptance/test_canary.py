"""The canary test: a person's data goes in on every path there is, and is nowhere to be found afterwards."""

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from service.database import parse_url
from service.embedded import SUPERUSER, EmbeddedServer
from tests.acceptance.canary import (
    Matcher,
    databases,
    dump,
    expand,
    files,
    keep_values_uncompressed,
    tables,
    written_files,
)
from tests.acceptance.people import BINARIES, CANARIES, KEPT, RESUME
from tests.acceptance.probes import (
    ACCEPTED,
    DOCUMENTS,
    EVERYTHING,
    INGESTED,
    LAST,
    NAME,
    REFUSED,
    RRN,
    Probe,
    docx,
    large_docx,
    pdf,
)
from tests.acceptance.process import Server, Veil, postgres_processes, stop_database
from tests.statements import run_sql

ROLES = ("ingest", "search", "audit", "admin")
MATCHER = Matcher(CANARIES, {"the PDF": pdf()[3_000:3_064], "the DOCX": docx()[2_000:2_064]})


@dataclass
class Upload:
    """What a large upload did to the file system, seen from three sides."""

    status: int = 0
    opened: list[str] = field(default_factory=list)
    held: dict[str, bytes] = field(default_factory=dict)
    looks: int = 0
    touched: list[Path] = field(default_factory=list)


@dataclass
class Story:
    """Everything that came out of Veil, and what it left behind."""

    veil: Veil
    answers: dict[str, httpx.Response] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    commands: dict[str, bytes] = field(default_factory=dict)
    upload: Upload = field(default_factory=Upload)
    tables: list[tuple[str, bytes]] = field(default_factory=list)
    dumps: list[tuple[str, bytes]] = field(default_factory=list)
    held: dict[str, bytes] = field(default_factory=dict)
    exit_code: int | None = None


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """One server, driven along every path; then the database is looked at, and the server stopped."""
    veil = Veil(tmp_path_factory.mktemp("canary"))
    told = Story(veil)
    key = veil.create_key(*ROLES)
    with EmbeddedServer(veil.home) as database:
        superuser = parse_url(database.url(SUPERUSER))
        keep_values_uncompressed(superuser)
        with veil.serve() as server, _client(server, key) as client, ThreadPoolExecutor(1) as beside:
            commands = beside.submit(_run_commands, veil)
            _drive(told, client, [*ACCEPTED, *REFUSED])
            _read_documents(told, client)
            _misbehave(server)
            told.commands = commands.result()
            told.upload = _upload(server, client, veil, large_docx())
            told.answers["an upload when the database stops"] = _stop_in_the_middle(client, database, veil)
            _drive(told, client, LAST)
            told.held = {name: data for pid in server.processes for name, data in written_files(pid).items()}
            every = databases(superuser)
            told.tables = [place for url in every for place in tables(url)]
            told.dumps = [(f"pg_dump {url.database}", dump(url, BINARIES)) for url in every]
            told.exit_code = server.stop(signal.SIGTERM)
    return told


def _client(server: Server, key: str) -> httpx.Client:
    return httpx.Client(base_url=server.url, headers={"authorization": f"Bearer {key}"}, timeout=60, trust_env=False)


def _drive(told: Story, client: httpx.Client, probes: Sequence[Probe]) -> None:
    for probe in probes:
        told.answers[probe.name] = client.request(probe.method, probe.path, **probe.request())


def _read_documents(told: Story, client: httpx.Client) -> None:
    """Read back what is stored of each document, its job and the job's stream."""
    for resume_id in INGESTED:
        found = client.get(f"/v1/resumes/{resume_id}").json()["documents"]
        url = f"/v1/resumes/{resume_id}/documents/{found[0]['document_id']}"
        answer = client.get(url)
        told.answers[f"the document of {resume_id}"] = answer
        told.documents[resume_id] = answer.json()["masked_text"]
    job = told.answers["a text"].json()["status_url"]
    told.answers["a job"] = client.get(job)
    told.answers["a job's stream"] = client.get(f"{job}/events")


def _misbehave(server: Server) -> None:
    """Send what is no HTTP, and leave in the middle of a body."""
    address = (httpx.URL(server.url).host, httpx.URL(server.url).port)
    head = f"POST /v1/mask HTTP/1.1\r\nHost: x\r\nX-Name: {NAME}\r\nContent-Length: 900\r\n\r\n"
    for sent in (
        f"{EVERYTHING}\r\n\r\n",
        f"GET /v1/resumes/{NAME} HTTP/1.1\r\nHost: x\r\n\r\n",
        f"{head}{RESUME}"[:400],
    ):
        with socket.create_connection(address, timeout=10) as connection:
            connection.sendall(sent.encode())
            connection.shutdown(socket.SHUT_WR)
            connection.recv(4096)


def _upload(server: Server, client: httpx.Client, veil: Veil, content: bytes) -> Upload:
    """Send a large file slowly, and look meanwhile at what the process opens and holds open."""
    seen, done = Upload(), threading.Event()

    def look() -> None:
        while not done.is_set():
            for pid in server.processes:
                seen.held |= {name: data for name, data in written_files(pid).items() if name not in known}
            seen.looks += 1
            time.sleep(0.005)

    folders = [veil.temporary, veil.work, veil.home]
    before, moments = len(server.opened), [folder.stat().st_mtime_ns for folder in folders]
    known = {name for pid in server.processes for name in written_files(pid)}
    watcher = threading.Thread(target=look)
    watcher.start()
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{NAME}.docx"\r\n\r\n'.encode()
    body = head + content + b"\r\n--b--\r\n"
    pieces = (body[at : at + 65_536] for at in range(0, len(body), 65_536))
    headers = {"content-type": "multipart/form-data; boundary=b"}
    seen.status = client.post(DOCUMENTS.format("r-large"), content=_slowly(pieces), headers=headers).status_code
    time.sleep(0.2)
    done.set()
    watcher.join()
    seen.opened = server.opened[before:]
    seen.touched = [f for f, moment in zip(folders, moments, strict=True) if f.stat().st_mtime_ns != moment]
    return seen


def _slowly(pieces: Iterator[bytes], between: Callable[[int], None] = lambda _: time.sleep(0.005)) -> Iterator[bytes]:
    for number, piece in enumerate(pieces):
        yield piece
        between(number)


def _stop_in_the_middle(client: httpx.Client, database: EmbeddedServer, veil: Veil) -> httpx.Response:
    body = (b'{"text": "', RESUME.replace("\n", "\\n").encode(), b'"}')

    def stop(number: int) -> None:
        if number == 1:
            stop_database(veil.home)

    headers = {"content-type": "application/json"}
    answer = client.post(DOCUMENTS.format("r-stopped"), content=_slowly(iter(body), stop), headers=headers)
    database.start()
    return answer


def _run_commands(veil: Veil) -> dict[str, bytes]:
    """Run the command on files that are named after a person. What was typed may be repeated to who typed it."""
    folder = veil.work / "이력서"
    folder.mkdir()
    good, bad = folder / f"{NAME}.txt", folder / f"{RRN}.pdf"
    good.write_text(RESUME, "utf-8")
    bad.write_bytes(pdf()[:-600])
    lines = f'{{"id": "1", "text": "{NAME} {RRN}"}}\n{{"id": "2", "text": ["{NAME}"]}}\n'.encode()
    (folder / "lines.jsonl").write_bytes(lines)
    runs = {
        "ingest": (["ingest", str(good), str(bad)], 1),
        "ingest --json": (["ingest", "--json", str(folder)], 1),
        "search": (["search", "--resume-id", "r-text", f"{NAME} {KEPT} 경험"], 0),
        "search nobody": (["search", "--resume-id", RRN, NAME], 1),
        "erase nobody": (["erase", "--resume-id", RRN], 1),
        "a name's key": (["keys", "create", "--role", "search", "--subject", NAME], 1),
        "an RRN's key": (["keys", "create", "--role", "search", "--subject", RRN], 1),
        "revoke nobody": (["keys", "revoke", CANARIES["phone"]], 1),
        "audit verify": (["audit", "verify"], 0),
        "mask": (["mask", str(good)], 0),
        "mask --jsonl": (["mask", "--jsonl", str(folder / "lines.jsonl")], 1),
    }
    outcomes = {}
    for (name, (_, code)), outcome in zip(runs.items(), veil.run(*(words for words, _ in runs.values())), strict=True):
        assert outcome.code == code, (name, outcome)
        shown = outcome.shown
        for typed in (good, bad):
            shown = shown.replace(str(typed).encode(), b"PATH")
        outcomes[name] = shown
    good.unlink()
    bad.unlink()
    (folder / "lines.jsonl").unlink()
    return outcomes


# That the paths were taken.


@pytest.mark.parametrize("probe", [*ACCEPTED, *REFUSED, *LAST], ids=lambda probe: probe.name)
def test_every_path_was_taken_and_answered_as_it_should(story: Story, probe: Probe) -> None:
    answer = story.answers[probe.name]
    assert answer.status_code == probe.status, answer.text
    if probe.code:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == probe.code


@pytest.mark.parametrize("resume_id", INGESTED)
def test_what_is_stored_is_the_resume_without_the_person(story: Story, resume_id: str) -> None:
    assert KEPT in story.documents[resume_id]
    assert "<PERSON_1>" in story.documents[resume_id]


def test_a_database_that_stops_in_the_middle_is_a_problem_with_a_code(story: Story) -> None:
    answer = story.answers["an upload when the database stops"]
    assert answer.status_code == 503
    assert answer.json()["code"] == "database_unavailable"


# That nothing stayed.


def test_no_answer_holds_a_canary(story: Story) -> None:
    """Status line, headers and body of each: documents, errors, metrics, the log's exports, pages."""
    places = [
        (
            name,
            repr(answer.headers.raw).encode()
            + b"\n"
            + b"\n".join(b for h in answer.headers.raw for b in h)
            + answer.content,
        )
        for name, answer in story.answers.items()
    ]
    assert len(places) > 100
    assert MATCHER.find_all(places) == []


def test_no_command_prints_a_canary(story: Story) -> None:
    assert MATCHER.find_all(story.commands.items()) == []
    assert b"<PERSON_1>" in story.commands["mask"]


def test_no_log_line_holds_a_canary(story: Story) -> None:
    output = story.veil.output.read_bytes()
    assert output.count(b'"event": "request"') > 100
    assert b"unhandled_error" in output
    assert MATCHER.find_all([("output", output), *story.held.items()]) == []


def test_no_table_holds_a_canary(story: Story) -> None:
    names = {place for place, _ in story.tables}
    assert {
        "veil: veil.chunk",
        "veil: veil.document",
        "veil: veil.audit_event",
        "veil: pg_catalog.pg_statistic",
    } <= names
    assert any(KEPT.encode() in data for place, data in story.tables if place == "veil: veil.chunk")
    assert MATCHER.find_all(story.tables) == []


def test_no_dump_holds_a_canary(story: Story) -> None:
    assert any(KEPT.encode() in data for _, data in story.dumps)
    assert MATCHER.find_all(story.dumps) == []


def test_no_file_holds_a_canary(story: Story) -> None:
    """The database's files and its WAL, long values uncompressed; keys; whatever lies in TMPDIR and beside."""
    kept = [place for place, data in files(story.veil.home) if KEPT.encode() in data]
    assert any("pg_wal" in place for place in kept)
    assert any("base" in place for place in kept)
    for folder in (story.veil.home, story.veil.temporary, story.veil.work):
        assert MATCHER.find_all(files(folder)) == []


def test_no_file_is_left_in_the_temporary_folder(story: Story) -> None:
    assert [path for path in story.veil.temporary.rglob("*") if not path.is_dir()] == []


def test_the_server_stops_when_it_is_told_and_leaves_no_process(story: Story) -> None:
    assert story.exit_code == 0
    assert b"Aborted" not in story.veil.output.read_bytes()
    assert postgres_processes(story.veil.home) == []


def test_no_file_is_written_during_a_large_upload(story: Story) -> None:
    """Seen by the interpreter's audit hook, in the process's descriptors, and in the folders' times of change."""
    seen = story.upload
    assert seen.status == 201
    assert seen.looks > 20
    assert seen.opened == []
    assert seen.held == {}
    assert seen.touched == []


# That the drive itself would have found it.


def test_a_canary_in_each_kind_of_place_would_have_been_found(story: Story) -> None:
    """A table of the same server, one of its files, a log line, a problem, a metric and a header."""
    answer = story.answers["a parser that fails"]
    leaks = [
        ("log", story.veil.output.read_bytes() + f'{{"event": "request", "query": "{NAME}"}}\n'.encode()),
        ("problem", answer.content.replace(b"internal_error", NAME.encode("unicode_escape"))),
        ("metric", story.answers["the metrics"].content + f'veil_total{{path="/v1/{NAME}"}} 1'.encode()),
        ("header", f"location: /v1/resumes/{RRN}".encode()),
    ]
    assert {hit.split(":")[0] for hit in MATCHER.find_all(leaks)} == {"log", "problem", "metric", "header"}


def test_a_canary_planted_in_the_server_s_database_is_found_in_its_files(story: Story) -> None:
    """Also when the transaction that wrote it was rolled back, and when the value is a long one."""
    long = "가나다라마바사 " * 3_000 + NAME
    with EmbeddedServer(story.veil.home) as database:
        superuser = parse_url(database.url(SUPERUSER))
        run_sql(
            superuser,
            "DO $$ BEGIN INSERT INTO veil.resume SELECT 'r-plant', state, active_generation, policy_version,"
            f" engine_version || '{long}', retain_until, created_at, updated_at FROM veil.resume LIMIT 1;"
            " RAISE EXCEPTION 'x'; EXCEPTION WHEN OTHERS THEN NULL; END $$",
        )
        run_sql(superuser, "CHECKPOINT")
        assert not [hit for hit in MATCHER.find_all(tables(superuser)) if "veil.resume" in hit]
    hits = MATCHER.find_all(files(story.veil.home))
    assert any("base/" in hit for hit in hits)
    assert any("pg_wal/" in hit for hit in hits)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
@pytest.mark.parametrize(
    ("leak", "seen_as"),
    [
        ("import tempfile; f = tempfile.TemporaryFile(); f.write(text); f.flush()", {"opened", "held"}),
        ("import tempfile; f = tempfile.SpooledTemporaryFile(8); f.write(text); f.flush()", {"opened", "held"}),
        ("import os; f = os.memfd_create('x'); os.write(f, text)", {"held"}),
        ("import os, ctypes; os.umask(0); ctypes.CDLL(None).creat(b'x', 0o600)", {"held"}),
        (
            "open(os.environ['TMPDIR'] + '/x', 'wb').write(text); os.remove(os.environ['TMPDIR'] + '/x')",
            {"opened", "touched"},
        ),
    ],
    ids=["temporary file", "spooled file", "memory file", "native code", "short-lived file"],
)
def test_a_process_that_spools_is_caught(tmp_path: Path, leak: str, seen_as: set[str]) -> None:
    veil = Veil(tmp_path)
    moment = veil.temporary.stat().st_mtime_ns
    code = f"import os, sys, time; text = {NAME.encode()!r} * 9; {leak}; print('ready', flush=True); time.sleep(1)"
    server = Server(veil, "-c", code)
    deadline = time.monotonic() + 20
    while b"ready" not in veil.output.read_bytes():
        assert time.monotonic() < deadline, veil.output.read_text()
        time.sleep(0.02)
    held = {name for name in written_files(server.pid) if name != str(veil.output)}
    server.wait()
    found = {"opened"} if server.opened else set()
    found |= {"held"} if held else set()
    found |= {"touched"} if veil.temporary.stat().st_mtime_ns != moment else set()
    assert seen_as <= found


def test_what_was_sent_is_known_to_the_matcher() -> None:
    """A spooled copy of a file holds its text in compressed form; its bytes give it away."""
    assert "the PDF as sent" in MATCHER.find(pdf())
    assert "the DOCX as sent" in MATCHER.find(large_docx())
    assert any(KEPT.encode() in piece for piece in expand(docx()))
