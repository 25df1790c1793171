"""What compliance people read: events, counts, exports, and whether the record holds."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, get, post
from litestar.params import FromQuery, QueryParameter
from litestar.response import Stream
from litestar.response.base import ASGIResponse

from service import errors
from service.api.guards import Caller, Wired
from service.api.rules import Rules
from service.api.schemas import AuditPage, AuditSummary, AuditVerification, shape
from service.database import Role
from service.privacy.audit import Event, Page
from service.privacy.ids import validate_resume_id

NDJSON = "application/x-ndjson"
CSV = "text/csv"
_EXPORT_PAGE = 1_000
_COLUMNS = ("event_id", "occurred_at", "actor", "origin", "resume_id", "action", "outcome", "detail")
# What spreadsheet programs take for the beginning of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_EVENT = {
    "event_id": "0198a7c2-6c1e-7d10-8a11-3f0c9d1e2b44",
    "occurred_at": "2026-11-22T09:00:00Z",
    "actor": "interview-service",
    "origin": "10.0.0.7",
    "resume_id": "r-0042",
    "action": "resume.search",
    "outcome": "ok",
    "detail": {"hits": 5, "mode": "hybrid"},
}


class Export(Stream):
    """A stream with a media type of its own; Litestar would announce the handler's."""

    def to_asgi_response(self, *args: Any, **options: Any) -> ASGIResponse:
        """Return the response with this stream's media type."""
        return super().to_asgi_response(*args, **options | {"media_type": self.media_type})


Filter = Annotated[str | None, QueryParameter(max_length=128)]


@get(
    "/v1/audit/events",
    sync_to_thread=True,
    summary="Read the audit log",
    tags=["Audit"],
    opt={
        "rules": Rules(
            roles=("audit",),
            answers={200: {"events": [_EVENT], "next_cursor": None}},
            problems=(errors.InvalidCursor, errors.InvalidRequest, errors.AuditUnavailable),
        )
    },
)
def list_events(
    *,
    request: Request[Any, Any, Any],
    services: Wired,
    actor: Caller,
    of_resume: Annotated[str | None, QueryParameter(name="resume_id", description="Whose data.")] = None,
    action: Filter = None,
    by: Annotated[str | None, QueryParameter(name="actor", max_length=128, description="Who: a key's subject.")] = None,
    outcome: FromQuery[Literal["ok", "refused", "failed"] | None] = None,
    since: Annotated[datetime | None, QueryParameter(description="Included.")] = None,
    until: Annotated[datetime | None, QueryParameter(description="Not included.")] = None,
    cursor: Annotated[str | None, QueryParameter(max_length=500)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=1_000)] = 100,
    form: Annotated[Literal["json", "ndjson", "csv"] | None, QueryParameter(name="format")] = None,
) -> AuditPage | Export:
    """Newest first, a page at a time.

    `Accept: application/x-ndjson` or `text/csv`, or `format`, exports every event that the filters leave, as a
    stream. Reading the log is recorded in the log.
    """
    if of_resume is not None:
        validate_resume_id(of_resume)
    read = partial(
        services.audit.events,
        resume_id=of_resume,
        action=action,
        actor=by,
        outcome=outcome,
        since=since,
        until=until,
    )
    kind = form or _accepted(request)
    page = read(cursor=cursor, limit=limit if kind == "json" else _EXPORT_PAGE)
    event = Event.of(actor, "audit.read", resume_id=of_resume, format=kind, since=since, until=until)
    services.audit.record(Role.AUDIT, event)
    if kind == "json":
        return shape(AuditPage, page)
    write = _csv_lines if kind == "csv" else _json_lines
    pages = _follow(page, partial(read, limit=_EXPORT_PAGE))
    name = f'attachment; filename="audit-events.{kind}"'
    media_type = f"{CSV}; charset=utf-8" if kind == "csv" else NDJSON
    return Export(write(pages), media_type=media_type, headers={"content-disposition": name})


def _accepted(request: Request[Any, Any, Any]) -> str:
    match = request.accept.best_match(["application/json", NDJSON, CSV], default="application/json")
    return {NDJSON: "ndjson", CSV: "csv"}.get(str(match), "json")


def _follow(page: Page, read: "partial[Page]") -> Iterator[list[Event]]:
    """Yield a page's events, and those of each page after it."""
    yield page.events
    while page.next_cursor:
        page = read(cursor=page.next_cursor)
        yield page.events


def _json_lines(pages: Iterator[list[Event]]) -> Iterator[bytes]:
    for events in pages:
        yield b"".join(msgspec.json.encode(event.as_dict()) + b"\n" for event in events)


def _csv_lines(pages: Iterator[list[Event]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerow(_COLUMNS)
    for events in pages:
        for event in events:
            values = event.as_dict() | {"detail": event.detail_json()}
            writer.writerow([spreadsheet_safe(str(values[name] or "")) for name in _COLUMNS])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def spreadsheet_safe(cell: str) -> str:
    """Keep a spreadsheet program from running a cell as a formula.

    >>> spreadsheet_safe("=1+1"), spreadsheet_safe("r-0042")
    ("'=1+1", 'r-0042')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


@get(
    "/v1/audit/summary",
    sync_to_thread=True,
    summary="Count what the log holds",
    tags=["Audit"],
    opt={
        "rules": Rules(
            roles=("audit",),
            answers={
                200: {
                    "events": {"document.mask": {"ok": 41, "refused": 1}, "resume.search": {"ok": 963}},
                    "redactions": {"PERSON": 87, "PHONE_NUMBER": 41},
                }
            },
            problems=(errors.InvalidRequest, errors.AuditUnavailable),
        )
    },
)
def summarise_events(
    services: Wired, actor: Caller, since: FromQuery[datetime | None] = None, until: FromQuery[datetime | None] = None
) -> AuditSummary:
    """Events by action and outcome, and redactions by entity type."""
    counts = services.audit.summary(since=since, until=until)
    services.audit.record(Role.AUDIT, Event.of(actor, "audit.summarise", since=since, until=until))
    return shape(AuditSummary, counts)


@post(
    "/v1/audit/verify",
    sync_to_thread=True,
    status_code=200,
    summary="Verify the log",
    tags=["Audit"],
    opt={
        "rules": Rules(
            roles=("audit",),
            answers={
                200: {
                    "ok": True,
                    "sealed": 1005,
                    "unsealed": 0,
                    "problem": None,
                    "head": "5d1f0e7c5a6b4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4",
                    "anchored": False,
                }
            },
            problems=(errors.AuditUnavailable,),
        )
    },
)
def verify_log(services: Wired, actor: Caller) -> AuditVerification:
    """Recomputes the hash chain from every column of every sealed event.

    `unsealed` events are not yet in the chain. `anchored` is false: nothing outside the database holds the head
    yet, so keep `head` elsewhere.
    """
    found = services.audit.verify()
    outcome = "ok" if found.ok else "failed"
    event = Event.of(actor, "audit.verify", outcome=outcome, sealed=found.sealed, unsealed=found.unsealed)
    services.audit.record(Role.AUDIT, event)
    return shape(AuditVerification, found)
