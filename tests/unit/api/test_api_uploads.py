"""Documents come in: bounded, in memory, and only in shapes that are told."""

import contextlib
import io
import random
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar, Request, post

from service.api.rules import Rules
from service.api.uploads import parse_form
from service.errors import VeilError

URL = "/v1/resumes/r-1/documents"
KEY = "key-ingest"
RESUME = "경력\n주문 시스템을 Kafka로 옮겼습니다.\n"
_opened: list[str] = []
_watching = False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and event in {"open", "tempfile.mkstemp", "os.mkfifo", "shutil.copyfile"}:
        _opened.append(f"{event} {arguments[0]!r}")


sys.addaudithook(_watch)


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """Every file that this process opens while the test runs."""
    global _watching  # noqa: PLW0603 - an audit hook can't be removed
    _opened.clear()
    _watching = True
    yield _opened
    _watching = False


def form(*parts: tuple[str, bytes, str], boundary: str = "b0undary") -> tuple[bytes, dict[str, str]]:
    """Write a form: (disposition parameters, content, content type)."""
    lines = []
    for parameters, content, content_type in parts:
        lines += [f"--{boundary}".encode(), f"Content-Disposition: form-data; {parameters}".encode()]
        lines += [f"Content-Type: {content_type}".encode(), b"", content]
    return b"\r\n".join([*lines, f"--{boundary}--".encode(), b""]), {
        "content-type": f"multipart/form-data; boundary={boundary}"
    }


def file_form(content: bytes, name: str = "resume.txt", media_type: str = "text/plain") -> tuple[bytes, dict[str, str]]:
    return form((f'name="file"; filename="{name}"', content, media_type))


def test_a_file_is_accepted(ask: Any, services: Any) -> None:
    services.states = ["queued"]
    body, headers = file_form(RESUME.encode())
    answer = ask("POST", URL, key=KEY, body=body, headers=headers)
    assert answer.status == 202
    assert answer.headers["location"] == answer.json["status_url"]
    assert answer.json["redactions"] == {"PERSON": 1}
    assert answer.json["notices"] == ["rrn_received"]
    assert answer.json["duplicate"] is False
    assert "Kafka" in services.documents[0][1].text.reveal()


def test_waiting_answers_201_once_it_is_searchable(ask: Any, services: Any) -> None:
    services.states = ["queued", "running", "done"]
    answer = ask("POST", f"{URL}?wait=5", key=KEY, json={"text": RESUME})
    assert (answer.status, answer.json["state"]) == (201, "done")
    assert answer.headers["location"].startswith("/v1/resumes/r-1/documents/")


def test_waiting_in_vain_answers_202(ask: Any, services: Any) -> None:
    services.states = ["failed"]
    answer = ask("POST", f"{URL}?wait=5", key=KEY, json={"text": RESUME})
    assert (answer.status, answer.json["state"]) == (202, "failed")


@pytest.mark.parametrize("wait", ["-1", "31", "abc", "1e9"])
def test_waiting_has_bounds(ask: Any, services: Any, wait: str) -> None:
    assert ask("POST", f"{URL}?wait={wait}", key=KEY, json={"text": RESUME}).code == "invalid_request"
    assert services.documents == []


def test_a_structured_resume_is_accepted(ask: Any, services: Any) -> None:
    resume = {"experiences": [{"company": "예시회사", "role": "개발", "description": "Kafka"}], "skills": ["Python"]}
    assert ask("POST", URL, key=KEY, json={"structured": resume}).status in {201, 202}
    assert "Kafka" in services.documents[0][1].text.reveal()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": RESUME, "structured": {"skills": ["x"]}},
        {"text": 7},
        {"text": RESUME, "extra": 1},
        {"structured": []},
        {"text": RESUME, "retain_until": "2020-01-01T00:00:00Z"},
        {"text": RESUME, "retain_until": "2999-01-01T00:00:00"},
        {"text": RESUME, "retain_until": "soon"},
    ],
)
def test_json_must_hold_one_document(ask: Any, services: Any, body: dict[str, Any]) -> None:
    assert ask("POST", URL, key=KEY, json=body).code == "invalid_request"
    assert services.documents == []


def test_retain_until_is_taken_from_a_form_too(ask: Any, services: Any) -> None:
    moment = "2999-01-01T00:00:00Z"
    body, headers = form(
        ('name="file"; filename="r.txt"', RESUME.encode(), "text/plain"),
        ('name="retain_until"', moment.encode(), "text/plain"),
    )
    assert ask("POST", URL, key=KEY, body=body, headers=headers).status in {201, 202}
    assert services.documents[0][2]["retain_until"].isoformat() == "2999-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "empty.txt", "empty_document"),
        (b" \n\t ", "blank.txt", "empty_document"),
        (b"MZ\x90\x00\x03\x00\x00\x00binary\x00\x00", "resume.pdf", "unsupported_format"),
        (b"%PDF-1.7\ntruncated", "resume.pdf", "malformed_document"),
        (b"PK\x03\x04truncated", "resume.docx", "malformed_document"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem(ask: Any, services: Any, content: bytes, name: str, code: str) -> None:
    body, headers = file_form(content, name, "application/octet-stream")
    assert ask("POST", URL, key=KEY, body=body, headers=headers).code == code
    assert services.documents == []


_FILE = ('name="file"; filename="r.txt"', b"text", "text/plain")


@pytest.mark.parametrize(
    "made",
    [
        form(),
        form(('name="other"', b"x", "text/plain")),
        form(_FILE, _FILE),
        form(_FILE, ('name="resume_id"', b"r-2", "text/plain")),
        form(_FILE, ('name="retain_until"', b"soon", "text/plain")),
        form(_FILE, ('name="retain_until"', b"\xff", "text/plain")),
        form(_FILE, ('name="retain_until"', b"x" * 2_000, "text/plain")),
        form(*[(f'name="f{i}"', b"x", "text/plain") for i in range(200)]),
        (form(_FILE)[0][:-20], form(_FILE)[1]),
        (b"", form(_FILE)[1]),
        (form(_FILE)[0], {"content-type": "multipart/form-data"}),
        (form(_FILE)[0], {"content-type": "multipart/form-data; boundary=other"}),
        (form(_FILE)[0], {"content-type": f"multipart/form-data; boundary={'x' * 5_000}"}),
        (b"--b0undary\r\n" + b"X: " + b"y" * 100_000, form(_FILE)[1]),
    ],
    ids=range(14),
)
def test_a_form_that_is_not_as_told_is_refused(ask: Any, services: Any, made: tuple[bytes, dict[str, str]]) -> None:
    body, headers = made
    assert ask("POST", URL, key=KEY, body=body, headers=headers).code == "invalid_request"
    assert services.documents == []


@pytest.mark.parametrize("content_type", ["text/plain", "application/pdf", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_refused(ask: Any, content_type: str) -> None:
    answer = ask("POST", URL, key=KEY, body=b"%PDF", headers={"content-type": content_type})
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


def test_a_file_name_is_a_hint_and_goes_nowhere(ask: Any, services: Any) -> None:
    body, headers = file_form(RESUME.encode(), name="../../김민수_900101-1234568.txt")
    answer = ask("POST", URL, key=KEY, body=body, headers=headers)
    assert answer.status in {201, 202}
    assert b"900101" not in answer.body


class TestSize:
    """10 MB is the limit, whatever a request says of itself."""

    def test_an_announced_excess_is_refused_before_anything_is_read(self, ask: Any) -> None:
        answer = ask("POST", URL, key=KEY, chunks=[b"x"], headers={"content-length": "10000001"})
        assert (answer.status, answer.code, answer.unread) == (413, "request_too_large", 1)

    @pytest.mark.parametrize("headers", [{"content-length": "10"}, {"transfer-encoding": "chunked"}, {}])
    def test_an_excess_that_was_not_announced_is_refused_as_it_arrives(self, ask: Any, headers: dict[str, str]) -> None:
        chunks = [b"x" * 1_000_000] * 50
        answer = ask("POST", URL, key=KEY, chunks=chunks, headers=headers)
        assert (answer.status, answer.code, answer.unread) == (413, "request_too_large", 39)

    @pytest.mark.parametrize("length", ["-1", "ten", "1_0", "٣", "9" * 400])
    def test_a_length_that_is_no_length_is_refused(self, ask: Any, length: str) -> None:
        answer = ask("POST", URL, key=KEY, chunks=[b"x"], headers={"content-length": length})
        assert answer.code in {"invalid_request", "request_too_large"}

    def test_nobody_without_a_key_gets_a_byte_read(self, ask: Any) -> None:
        answer = ask("POST", URL, chunks=[b"x"] * 3)
        assert (answer.code, answer.unread) == ("unauthenticated", 3)
        assert ask("POST", URL, key=KEY, chunks=[b"x"] * 3).unread == 0  # the control

    def test_other_routes_take_much_less(self, ask: Any) -> None:
        answer = ask("POST", "/v1/resumes/r-1/search", key="key-search", chunks=[b"x" * 40_000] * 2)
        assert answer.code == "request_too_large"
        assert ask("POST", "/v1/mask", key=KEY, chunks=[b"x" * 600_000] * 2).code == "request_too_large"


def docx_with_picture(size: int) -> bytes:
    """Write the least DOCX that a parser takes, with a picture of so many bytes."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    office = "http://schemas.openxmlformats.org"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{word}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": f'<w:document xmlns:w="{office}/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
        "주문 시스템을 Kafka로 옮겼습니다.</w:t></w:r></w:p></w:body></w:document>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        archive.writestr("word/media/picture.png", random.Random(7).randbytes(size))
    return packed.getvalue()


class TestMemory:
    """An upload of 9 MB opens no file."""

    body, headers = file_form(docx_with_picture(9_000_000), "resume.docx", "application/octet-stream")

    def test_nothing_is_opened(self, ask: Any, opened: list[str]) -> None:
        chunks = [self.body[at : at + 65_536] for at in range(0, len(self.body), 65_536)]
        answer = ask("POST", URL, key=KEY, chunks=chunks, headers=self.headers)
        assert answer.status == 201, answer.body
        assert [name for name in opened if ".py" not in name and "/sql/" not in name] == []

    def test_the_frameworks_own_form_would_open_a_file(self, app: Litestar, send_to: Any, opened: list[str]) -> None:
        @post("/control", opt={"rules": Rules()}, request_max_body_size=None)
        async def control(request: Request[Any, Any, Any]) -> str:
            await request.form()
            return "read"

        app.register(control)
        assert send_to(app, "POST", "/control", body=self.body, headers=self.headers).body == b"read"
        assert [name for name in opened if ".py" not in name] != []


def test_no_bytes_make_the_parser_raise_anything_else() -> None:
    whole, _ = form(_FILE)
    for end in range(len(whole)):
        with contextlib.suppress(VeilError):
            parse_form(whole[:end], "b0undary", frozenset())
