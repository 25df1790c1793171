"""The application on services that keep everything in memory, asked through ASGI itself.

httpx tidies paths up before it sends them (``/v1/resumes/../x`` becomes ``/v1/x``), so hostile paths
and bodies are put into the ASGI scope as a server would.
"""

import asyncio
import json as json_module
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from litestar import Litestar

from service.api.app import create_app
from service.database import Role
from service.errors import InvalidPolicy, JobNotFound, ResumeNotFound, Unauthenticated, VeilError
from service.pipeline.ingestion import Accepted
from service.pipeline.jobs import Job
from service.pipeline.parsing import ParsedDocument
from service.pipeline.retrieval import Hit, Neighbour, SearchResult
from service.privacy.api_keys import Principal
from service.privacy.audit import Event, Page, Verification
from service.privacy.masking import MaskedDocument, Redaction
from service.privacy.receipts import Receipt
from service.settings import Settings
from service.text import MaskedText, RawText

DOCUMENT = UUID(int=1)
JOB = UUID(int=2)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROLES = ("ingest", "search", "audit", "admin")


class FakeServices:
    """Services in memory. ``failure`` is raised by every call; ``events`` is the audit log."""

    def __init__(self) -> None:
        self.settings = Settings(_env_file=None, trusted_proxies="10.0.0.0/8")
        self.failure: BaseException | None = None
        self.audit_failure: VeilError | None = None
        self.events: list[Event] = []
        self.documents: list[tuple[str, ParsedDocument, dict[str, Any]]] = []
        self.asked: list[tuple[Any, ...]] = []
        self.states = ["done"]
        self.resumes_known = {"r-1"}
        fake = SimpleNamespace
        self.database = fake(ping=self._ping)
        self.keys = fake(authenticate=self._authenticate)
        self.audit = fake(
            record=self._record,
            events=self._read_events,
            redactions=lambda *_: [],
            summary=lambda **_: {"events": {"resume.search": {"ok": 1}}, "redactions": {"PERSON": 2}},
            verify=lambda: Verification(sealed=3, unsealed=1, ok=True),
        )
        self.ingestion = fake(accept=self._accept)
        self.jobs = fake(get=self._job)
        self.runner = fake(nudge=lambda: None)
        self.retrieval = fake(search=self._search, context=self._fail_or(fake(text="", citations=())))
        self.resumes = fake(
            list=self._fail_or(fake(items=(), next_cursor=None)), get=self._missing, document=self._missing
        )
        self.erasure = fake(
            erase_resume=self._missing, erase_document=self._fail_or(Receipt({"documents": 1}, "s", "p"))
        )
        self.masker = fake(mask=self._mask)
        self.masker_under = self._masker_under

    def _check(self) -> None:
        if self.failure:
            raise self.failure

    def _fail_or(self, answer: Any) -> Callable[..., Any]:
        def call(*_: Any, **__: Any) -> Any:
            self._check()
            return answer

        return call

    def _missing(self, *_: Any, **__: Any) -> Any:
        self._check()
        raise ResumeNotFound

    def _ping(self, role: Role) -> None:
        if role is Role.SEARCH:
            self._check()

    def _authenticate(self, secret: str) -> Principal:
        roles = secret.removeprefix("key-").split("+")
        if not secret.startswith("key-") or not set(roles) <= set(ROLES):
            raise Unauthenticated
        return Principal(key_id="abcdefghijkl", subject="tester", roles=frozenset(roles))

    def _record(self, role: Role, event: Event) -> None:
        if self.audit_failure:
            raise self.audit_failure
        self.events.append(event)

    def _read_events(self, *, cursor: str | None = None, limit: int = 100, **_: Any) -> Page:
        self._check()
        first, rest = self.events[:limit], self.events[limit:]
        if cursor:
            return Page(rest, None)
        return Page(first, "next" if rest else None)

    def _accept(self, resume_id: str, document: ParsedDocument, actor: Any, **options: Any) -> Accepted:
        self._check()
        self.documents.append((resume_id, document, options))
        return Accepted(resume_id, DOCUMENT, JOB, {"PERSON": 1}, ("rrn_received",), duplicate=False)

    def _job(self, job_id: UUID) -> Job:
        self._check()
        if job_id != JOB:
            raise JobNotFound
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return Job(JOB, "r-1", DOCUMENT, state, 1, None, NOW, NOW)

    def _search(self, resume_id: str, query: str, actor: Any, **options: Any) -> SearchResult:
        self._check()
        if resume_id not in self.resumes_known:
            raise ResumeNotFound
        self.asked.append((resume_id, query, actor, options))
        arms = {"vector_rank": 1, "vector_score": 0.9, "keyword_rank": None, "keyword_score": None}
        fused = {"fused_rank": 1, "fused_score": 0.5, "rerank_score": None}
        found = {"lexemes": ("kafka",), "highlights": ((0, 2),)}
        hit = Hit("본문", "experience", DOCUMENT, 0, 0, rank=1, score=0.5, **arms, **fused, **found)  # type: ignore[arg-type]
        beside = Neighbour("이웃", "experience", DOCUMENT, 1, 1, hit=1)
        return SearchResult((hit,), options["mode"], "hash", (beside,) if options["expand"] else ())

    def _mask(self, raw: RawText) -> MaskedDocument:
        self._check()
        redaction = Redaction("PERSON", "identifier", "number", "<PERSON_1>", 0, 3, 0, 10, "names", 0.5, bytes(32))
        return MaskedDocument(MaskedText("<PERSON_1>"), (redaction,), "default@3f9a1c0b7d2e", "ko-rules-1", ())

    def _masker_under(self, policy: str | None) -> Any:
        if policy not in {None, "default", "strict"}:
            raise InvalidPolicy
        return self.masker


@dataclass
class Answer:
    """What came back."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    unread: int = 0

    @property
    def json(self) -> Any:
        return json_module.loads(self.body)

    @property
    def code(self) -> str:
        """The problem's code, after checking that it is a problem in the one shape."""
        assert self.headers["content-type"] == "application/problem+json", self.body
        problem = self.json
        assert {"type", "title", "status", "detail", "instance", "code"} <= set(problem)
        assert set(problem) <= {"type", "title", "status", "detail", "instance", "code", "errors", "parts"}
        assert problem["status"] == self.status
        assert problem["instance"] == f"urn:uuid:{self.headers['x-request-id']}"
        return str(problem["code"])


Ask = Callable[..., Answer]


def send(
    app: Any,
    method: str,
    path: str,
    *,
    key: str | None = None,
    json: Any = None,
    body: bytes = b"",
    chunks: Iterable[bytes] | None = None,
    headers: dict[str, str] | None = None,
    client: str = "127.0.0.1",
    pause: float = 0,
) -> Answer:
    """Send one request as a server would: the path decoded, and as it was."""
    sent = {"host": "veil.test"} | (headers or {})
    if json is not None:
        body = json_module.dumps(json, ensure_ascii=False).encode()
        sent.setdefault("content-type", "application/json")
    if key:
        sent["authorization"] = f"Bearer {key}"
    parts = list(chunks) if chunks is not None else [body]
    if chunks is None:
        sent.setdefault("content-length", str(len(body)))
    plain, _, query = path.partition("?")
    answer = Answer()
    ended = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(pause)
        if parts:
            part = parts.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(parts)}
        # As servers do, so that a stream's watcher ends with the stream.
        await ended.wait()
        return {"type": "http.disconnect"}

    async def take(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")
            if not message.get("more_body", False):
                ended.set()

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(plain),
        "raw_path": plain.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        "client": (client, 50_000),
        "server": ("127.0.0.1", 8000),
    }
    asyncio.run(app(scope, receive, take))
    answer.unread = len(parts)
    return answer


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def app(services: FakeServices) -> Litestar:
    return create_app(services)  # type: ignore[arg-type]


@pytest.fixture
def send_to() -> Ask:
    """``send_to(app, method, path, ...)``, for an application of one's own."""
    return send


@pytest.fixture
def ask(app: Litestar) -> Ask:
    """``ask(method, path, key="key-search", json={...})``."""
    return lambda *args, **options: send(app, *args, **options)
