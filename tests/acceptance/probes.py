"""Every way in which personal data can reach the API, each with the answer that is due."""

import base64
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

import numpy as np

from tests.acceptance.faults import DETECTOR, PARSER, RESIDUE
from tests.acceptance.people import CANARIES, RESUME, STRUCTURED, docx_of, pdf_of

NAME, RRN, PHONE = CANARIES["name"], CANARIES["RRN"], CANARIES["phone"]
EVERYTHING = ", ".join(CANARIES.values())
DOCUMENTS = "/v1/resumes/{}/documents?wait=30"
UUID = "5f0c6b1e-3a44-4e0d-9a55-0d7f1f3f0b11"


@dataclass(frozen=True)
class Probe:
    """One request, and the status and code that answer it. ``request`` is made when it is sent."""

    name: str
    method: str
    path: str
    status: int
    code: str = ""
    request: Callable[[], dict[str, Any]] = field(default=dict)


Request = Callable[[], dict[str, Any]]


def _accepted(name: str, resume_id: str, request: Request) -> Probe:
    return Probe(name, "POST", DOCUMENTS.format(resume_id), 201, "", request)


def _refused(name: str, status: int, code: str, request: Request) -> Probe:
    return Probe(name, "POST", DOCUMENTS.format("r-refused"), status, code, request)


def _search(name: str, status: int, code: str, body: object, path: str = "r-pdf/search") -> Probe:
    return Probe(name, "POST", f"/v1/resumes/{path}", status, code, _json(body))


def _json(body: object) -> Request:
    return lambda: {"json": body}


def _body(content: bytes | str, media_type: str = "application/json") -> Request:
    return lambda: {"content": content, "headers": {"content-type": media_type}}


def _headers(**headers: str) -> Request:
    return lambda: {"headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]}


def _file(content: Callable[[], bytes] | bytes, name: str, media_type: str = "") -> Request:
    def request() -> dict[str, Any]:
        sent = content() if callable(content) else content
        return {"files": {"file": (name, sent, media_type or "application/octet-stream")}}

    return request


@cache
def pdf() -> bytes:
    """The resume as a PDF that bears the person in its metadata too."""
    return pdf_of(RESUME, title=EVERYTHING)


@cache
def docx() -> bytes:
    """The resume as a DOCX that bears the person in its properties too."""
    return docx_of(RESUME, title=NAME)


def large_docx(size: int = 9_000_000) -> bytes:
    """Return the resume as a DOCX of so many bytes, with a picture that can't be compressed."""
    buffer = io.BytesIO(docx())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/media/portrait.bin", np.random.default_rng(3).bytes(size - len(docx()) - 300))
    return buffer.getvalue()


INGESTED = ("r-text", "r-structured", "r-pdf", "r-docx", "r-txt", "r-md", "r-json", "r-headers", "r-cp949")

ACCEPTED = [
    _accepted("a text", "r-text", _json({"text": RESUME})),
    _accepted("a structured resume", "r-structured", _json({"structured": STRUCTURED})),
    _accepted("a PDF", "r-pdf", _file(pdf, f"{NAME}_{PHONE}.pdf", "application/pdf")),
    _accepted("a DOCX", "r-docx", _file(docx, f"이력서({RRN}).docx")),
    _accepted("a text file", "r-txt", _file(RESUME.encode(), f"{NAME}.txt")),
    _accepted("a Markdown file", "r-md", _file(f"# 이력서\n\n{RESUME}".encode(), f"{NAME}.md")),
    _accepted(
        "a JSON file",
        "r-json",
        _file(json.dumps(STRUCTURED).encode(), f"{NAME}.json", "application/json"),
    ),
    _accepted("a text in CP949", "r-cp949", _file(RESUME.encode("cp949"), f"{NAME}.txt")),
    _accepted(
        "personal data in every header",
        "r-headers",
        lambda: {
            "content": json.dumps({"text": RESUME}),
            "headers": [
                (b"content-type", b"application/json"),
                (b"idempotency-key", RRN.encode()),
                (b"x-request-id", CANARIES["e-mail"].encode()),
                (b"x-forwarded-for", PHONE.encode()),
                (b"x-candidate", NAME.encode()),
                (b"user-agent", EVERYTHING.encode()),
                (b"referer", f"https://example.kr/{quote(NAME)}".encode()),
                (b"cookie", f"name={quote(NAME)}; rrn={RRN}".encode()),
                (b"origin", CANARIES["e-mail"].encode()),
                (b"traceparent", RRN.encode()),
            ],
        },
    ),
    _accepted("a duplicate", "r-text", _json({"text": RESUME})),
    Probe("reading a resume", "GET", "/v1/resumes/r-pdf", 200),
    Probe("listing redactions", "GET", "/v1/resumes/r-pdf/redactions", 200),
    Probe("masking", "POST", "/v1/mask", 200, request=_json({"text": RESUME})),
    _search("a search", 200, "", {"query": f"{NAME} {PHONE} Kafka 경험", "explain": True}),
    _search(
        "a keyword search",
        200,
        "",
        {"query": f"{RESUME[:900]} Kafka", "mode": "keyword", "explain": True},
        "r-docx/search",
    ),
    _search("a context", 200, "", {"query": f"{EVERYTHING} Kafka"}, "r-docx/context"),
    Probe("a filter of the list", "GET", f"/v1/resumes?policy={quote(NAME)}&engine={quote(RRN)}", 200),
    Probe("filters of the log", "GET", f"/v1/audit/events?actor={quote(NAME)}&action={quote(PHONE)}", 200),
    Probe("the landing page", "GET", f"/?name={quote(NAME)}&rrn={RRN}", 200),
    Probe("the reference", "GET", f"/docs?name={quote(NAME)}", 200),
    Probe("the schema", "GET", f"/schema?name={quote(NAME)}", 200),
]

REFUSED = [
    # Bodies.
    _refused("an unknown key", 400, "invalid_request", _json({"text": "경력", f"{NAME} {RRN}": PHONE})),
    _refused("a wrong type", 400, "invalid_request", _json({"text": {NAME: [RRN, PHONE]}})),
    _refused("a structured text", 400, "invalid_request", _json({"structured": RESUME})),
    _refused("a moment that is a name", 400, "invalid_request", _json({"text": RESUME, "retain_until": NAME})),
    _refused("both kinds", 400, "invalid_request", _json({"text": RESUME, "structured": STRUCTURED})),
    _refused("malformed JSON", 400, "invalid_request", _body('{"text": "' + EVERYTHING)),
    _refused("a key twice", 400, "invalid_request", _body(f'{{"{NAME}": 1, "{NAME}": "{RRN}"}}'.encode())),
    _refused("no UTF-8", 400, "invalid_request", _body(f'{{"text": "{NAME}"}}'.encode("cp949"))),
    _refused("a NUL", 422, "invalid_text", _json({"text": f"{RESUME}\0"})),
    _refused("a lone surrogate", 422, "invalid_text", _body(json.dumps({"text": f"{RESUME}\ud800"}))),
    _refused("another type", 415, "unsupported_media_type", _body(RESUME.encode(), f"text/{CANARIES['local part']}")),
    _refused("a gzip body", 400, "invalid_request", _body(gzip.compress(RESUME.encode()))),
    _refused(
        "a field named after a person",
        400,
        "invalid_request",
        lambda: {"files": {"file": ("a.txt", RESUME), f"{NAME}{RRN}": ("b.txt", PHONE)}},
    ),
    _refused(
        "a form cut off",
        400,
        "invalid_request",
        _body(
            f'--b\r\nContent-Disposition: form-data; name="file"; filename="{NAME}.txt"\r\n\r\n{RESUME}'.encode(),
            "multipart/form-data; boundary=b",
        ),
    ),
    _refused(
        "an endless header of a part",
        400,
        "invalid_request",
        _body(
            f"--b\r\n{EVERYTHING}: {EVERYTHING * 200}\r\n\r\n{RESUME}\r\n--b--".encode(),
            "multipart/form-data; boundary=b",
        ),
    ),
    # Files.
    _refused("a truncated PDF", 422, "malformed_document", _file(lambda: pdf()[:-600], f"{NAME}.pdf")),
    _refused("a truncated DOCX", 422, "malformed_document", _file(lambda: docx()[:-600], f"{NAME}.docx")),
    _refused(
        "an encrypted PDF",
        422,
        "encrypted_document",
        _file(lambda: pdf_of(RESUME, title=NAME, password=PHONE), f"{NAME}.pdf"),
    ),
    _refused("RTF", 415, "unsupported_format", _file(b"{\\rtf1 " + RESUME.encode(), f"{NAME}.rtf")),
    _refused("HTML", 415, "unsupported_format", _file(f"<html>{RESUME}</html>".encode(), f"{NAME}.html")),
    _refused(
        "an old DOC",
        415,
        "unsupported_format",
        _file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + RESUME.encode("utf-16-le"), f"{NAME}.doc"),
    ),
    _refused("a picture", 415, "unsupported_format", _file(b"\x89PNG\r\n\x1a\n" + RESUME.encode(), f"{NAME}.png")),
    _refused("a text that says PDF", 422, "malformed_document", _file(RESUME.encode(), f"{NAME}.pdf")),
    _refused("broken JSON in a file", 422, "malformed_document", _file(f'{{"name": "{NAME}'.encode(), f"{NAME}.json")),
    _refused(
        "wrong types in a file",
        400,
        "invalid_request",
        _file(json.dumps({"experiences": 1, NAME: {RRN: [PHONE]}}).encode(), f"{NAME}.json"),
    ),
    _refused("too much", 413, "request_too_large", _file(lambda: RESUME.encode() * 30_000, f"{NAME}.txt")),
    _refused("too long a text", 413, "document_too_large", _file(lambda: RESUME.encode() * 1_000, f"{NAME}.txt")),
    # Failures inside, whose messages quote the text.
    _refused("a text that stays suspicious", 422, "quarantined", _json({"text": f"{RESUME} {RESIDUE}"})),
    _refused("a detector that fails", 503, "detector_unavailable", _json({"text": f"{RESUME} {DETECTOR}"})),
    _refused("a parser that fails", 500, "internal_error", _json({"text": f"{RESUME} {PARSER}"})),
    Probe(
        "masking what stays suspicious", "POST", "/v1/mask", 422, "quarantined", _json({"text": f"{RESUME} {RESIDUE}"})
    ),
    Probe(
        "masking with a failing detector",
        "POST",
        "/v1/mask",
        503,
        "detector_unavailable",
        _json({"text": f"{RESUME} {DETECTOR}"}),
    ),
    Probe("masking a wrong type", "POST", "/v1/mask", 400, "invalid_request", _json({"text": [NAME], RRN: PHONE})),
    _search("searching with a failing detector", 503, "detector_unavailable", {"query": f"{NAME} {DETECTOR}"}),
    # Paths and query strings.
    Probe("a name as the id", "GET", f"/v1/resumes/{quote(NAME)}", 400, "invalid_resume_id"),
    Probe("an RRN as the id", "POST", DOCUMENTS.format(RRN), 400, "id_is_personal", _json({"text": RESUME})),
    Probe("a phone as the id", "POST", f"/v1/resumes/{PHONE}/search", 400, "id_is_personal", _json({"query": "Kafka"})),
    Probe("a passport in the id", "DELETE", f"/v1/resumes/cv-{CANARIES['passport']}", 400, "id_is_personal"),
    Probe("an e-mail as the id", "GET", f"/v1/resumes/{CANARIES['e-mail']}", 400, "invalid_resume_id"),
    Probe("a slash in the id", "GET", f"/v1/resumes/{quote(NAME)}%2f{RRN}", 400, "invalid_resume_id"),
    Probe("an RRN as the document", "GET", f"/v1/resumes/r-pdf/documents/{RRN}", 400, "invalid_request"),
    Probe("a name as the job", "GET", f"/v1/jobs/{quote(NAME)}", 400, "invalid_request"),
    Probe(
        "a name as a number",
        "POST",
        f"/v1/resumes/r-x/documents?wait={quote(NAME)}",
        400,
        "invalid_request",
        _json({"text": RESUME}),
    ),
    Probe("a name as a moment", "GET", f"/v1/resumes?created_since={quote(NAME)}", 400, "invalid_request"),
    Probe(
        "a cursor of one's own",
        "GET",
        f"/v1/resumes?cursor={quote(base64.urlsafe_b64encode(NAME.encode()))}",
        400,
        "invalid_cursor",
    ),
    Probe("a cursor of the log", "GET", f"/v1/audit/events?cursor={quote(NAME)}", 400, "invalid_cursor"),
    Probe("an RRN as the log's filter", "GET", f"/v1/audit/events?resume_id={RRN}", 400, "id_is_personal"),
    Probe("an outcome of one's own", "GET", f"/v1/audit/events?outcome={quote(NAME)}", 400, "invalid_request"),
    Probe("an unknown resume", "GET", "/v1/resumes/r-none", 404, "resume_not_found", _headers(x_candidate=NAME)),
    Probe("an unknown route", "GET", f"/v1/people/{quote(NAME)}/{RRN}?phone={PHONE}", 404, "route_not_found"),
    Probe("an unknown file", "GET", f"/static/{quote(NAME)}.css", 404, "route_not_found"),
    Probe(
        "a wrong method", "PUT", f"/v1/resumes/{RRN}?name={quote(NAME)}", 405, "method_not_allowed", _json({NAME: RRN})
    ),
    Probe("a name as the method", "Quillfeather", "/v1/resumes", 405, "method_not_allowed"),
    Probe("a number as the method", CANARIES["passport"], "/v1/resumes", 405, "method_not_allowed"),
    Probe("an endless path", "GET", f"/v1/{quote(NAME) * 200}", 404, "route_not_found"),
    # Queries.
    _search(
        "a query of personal data only", 422, "query_only_personal_data", {"query": f"{PHONE} {CANARIES['e-mail']}"}
    ),
    _search("an unknown section", 400, "unknown_section", {"query": "Kafka", "sections": [NAME, RRN]}),
    _search("an unknown mode", 400, "invalid_request", {"query": "Kafka", "mode": NAME}),
    _search("a count that is a phone", 400, "invalid_request", {"query": "Kafka", "top_k": PHONE}),
    _search("an unknown filter", 400, "invalid_request", {"query": "Kafka", "filters": {NAME: RRN}}),
    _search("an endless query", 400, "invalid_request", {"query": RESUME * 20}),
    _search("a query for nobody", 404, "resume_not_found", {"query": f"{NAME} Kafka"}, "r-none/context"),
    # Keys.
    Probe("an RRN as the key", "GET", "/v1/resumes", 401, "unauthenticated", _headers(authorization=f"Bearer {RRN}")),
    Probe("a name as the key", "GET", "/v1/resumes", 401, "unauthenticated", _headers(authorization=f"Bearer {NAME}")),
    Probe(
        "a key for a person",
        "GET",
        "/v1/resumes",
        401,
        "unauthenticated",
        _headers(authorization=f"Bearer veil_{'a' * 12}_{CANARIES['local part']}{'x' * 29}"),
    ),
    Probe(
        "a password",
        "GET",
        "/v1/resumes",
        401,
        "unauthenticated",
        _headers(authorization="Basic " + base64.b64encode(f"{NAME}:{PHONE}".encode()).decode()),
    ),
    Probe(
        "personal data in the host",
        "GET",
        f"/v1/resumes/{RRN}",
        400,
        "id_is_personal",
        _headers(host=f"{CANARIES['local part']}.example.kr"),
    ),
]

LAST = [
    Probe("erasing a resume", "DELETE", "/v1/resumes/r-pdf", 200),
    Probe("erasing it again", "DELETE", "/v1/resumes/r-pdf", 404, "resume_not_found"),
    Probe("the log", "GET", "/v1/audit/events?limit=1000", 200),
    Probe("the log as lines", "GET", "/v1/audit/events?limit=1000", 200, "", _headers(accept="application/x-ndjson")),
    Probe("the log as a table", "GET", "/v1/audit/events?limit=1000", 200, "", _headers(accept="text/csv")),
    Probe("the summary", "GET", "/v1/audit/summary", 200),
    Probe("the verdict", "POST", "/v1/audit/verify", 200),
    Probe("the metrics", "GET", "/metrics", 200),
    Probe("readiness", "GET", "/health/ready", 200),
]
