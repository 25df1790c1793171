"""What every request passes, known route or not: path rules, admission, deadlines, headers, metrics, one log line."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast
from uuid import uuid4

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from litestar.types.asgi_types import HTTPReceiveMessage

from service.api.metrics import Metrics, name_method
from service.api.problems import (
    MEDIA_TYPE,
    InternalError,
    Overloaded,
    RequestAborted,
    RequestTimeout,
    RouteNotFound,
    log_failure,
    make_problem,
    problem_headers,
)
from service.errors import InvalidResumeId, VeilError
from service.logs import get_logger

BODY_DEADLINE_S = 60.0
MAX_IN_FLIGHT = 128
MAX_PATH = 2_048
MAX_QUERY = 8_192
# Nothing may be loaded but our own stylesheet, script and images; pages can be framed by nobody.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    b"content-security-policy": CONTENT_SECURITY_POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cache-control": b"no-store",
}


class Door:
    """Wraps the whole application. It sees 404s too, which Litestar's own middleware does not."""

    def __init__(self, app: ASGIApp, metrics: Metrics, max_in_flight: int = MAX_IN_FLIGHT) -> None:
        self._app = app
        self._metrics = metrics
        self._max_in_flight = max_in_flight
        self._in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or answer it with a problem."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        visit = _Visit(scope, receive, send)
        try:
            check_path(visit.scope)
            with self._admitted(scope["path"]):
                await self._app(scope, visit.receive, visit.send)
        except VeilError as error:
            await visit.refuse(error)
        except Exception as error:  # noqa: BLE001 - the last resort: the log names the class and line only
            log_failure(error, visit.request_id)
            await visit.refuse(InternalError())
        finally:
            self._record(visit)

    @contextmanager
    def _admitted(self, path: str) -> Iterator[None]:
        if self._in_flight >= self._max_in_flight and path != "/health/live":
            raise Overloaded
        self._in_flight += 1
        self._metrics.in_flight.set(self._in_flight)
        try:
            yield
        finally:
            self._in_flight -= 1
            self._metrics.in_flight.set(self._in_flight)

    def _record(self, visit: "_Visit") -> None:
        scope, seconds = visit.scope, time.perf_counter() - visit.started
        route = str(scope.get("path_template") or "unmatched")
        code = scope.get("state", {}).get("problem_code")
        self._metrics.observe(scope["method"], route, visit.status, seconds, code)
        get_logger().info(
            "request",
            method=name_method(scope["method"]),
            route=route,
            status=visit.status,
            code=code,
            duration_ms=round(seconds * 1000, 1),
            request_id=visit.request_id,
        )


def check_path(scope: HTTPScope) -> None:
    """Refuse paths that would be routed as something else than they look like.

    An encoded slash would be decoded into a separator, and empty segments would be dropped, so that
    ``DELETE /v1/resumes//x`` meant ``/v1/resumes/x``.

    Raises:
        RouteNotFound, InvalidResumeId: the path can't be meant for any route.
    """
    raw = scope.get("raw_path") or scope["path"].encode()
    if len(raw) > MAX_PATH or len(scope["query_string"]) > MAX_QUERY or b"//" in raw:
        raise RouteNotFound
    if b"%2f" in raw.lower():
        raise InvalidResumeId if raw.startswith(b"/v1/resumes/") else RouteNotFound


class _Visit:
    """One request's deadline, status and headers."""

    def __init__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.request_id = str(uuid4())
        self.started = time.perf_counter()
        self.status = 0
        self._receive = receive
        self._send = send
        self._body_done = False
        scope.setdefault("state", {})["request_id"] = self.request_id

    async def receive(self) -> HTTPReceiveMessage:
        if self._body_done:
            return cast("HTTPReceiveMessage", await self._receive())
        left = BODY_DEADLINE_S - (time.perf_counter() - self.started)
        try:
            message = cast("HTTPReceiveMessage", await asyncio.wait_for(self._receive(), max(left, 0.001)))
        except TimeoutError:
            raise RequestTimeout from None
        if message["type"] == "http.disconnect":
            raise RequestAborted
        self._body_done = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message["headers"])
            present = {name.lower() for name, _ in headers}
            headers += [(name, value) for name, value in _HEADERS.items() if name not in present]
            headers.append((b"x-request-id", self.request_id.encode()))
            if self.scope["scheme"] == "https":
                headers.append((b"strict-transport-security", b"max-age=31536000"))
            message = {**message, "headers": headers}
        await self._send(message)

    async def refuse(self, error: VeilError) -> None:
        """Answer with a problem, unless an answer is already on its way: then cut it off visibly."""
        self.scope["state"]["problem_code"] = error.code
        if self.status:
            raise error
        problem = make_problem(error, self.request_id)
        body = msgspec.json.encode(problem)
        headers = {"content-type": MEDIA_TYPE, "content-length": str(len(body)), **problem_headers(problem.status)}
        encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
        await self.send({"type": "http.response.start", "status": problem.status, "headers": encoded})
        await self.send({"type": "http.response.body", "body": body, "more_body": False})
