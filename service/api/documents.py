"""Sending, reading and erasing documents."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import HeaderParameter, QueryParameter

from service import errors
from service.api.bodies import JSON, read_json, to_struct
from service.api.guards import Caller, Wired, reading_role
from service.api.problems import UnsupportedMediaType
from service.api.rules import Rules
from service.api.schemas import (
    DocumentAnswer,
    DocumentDetail,
    DocumentId,
    DocumentLine,
    DocumentRequest,
    ReceiptAnswer,
    ResumeId,
    receipt_example,
    shape,
)
from service.api.uploads import MULTIPART, parse_form, read_body
from service.errors import InvalidRequest
from service.pipeline.ingestion import Accepted
from service.pipeline.jobs import Job, Jobs
from service.pipeline.parsing import ParsedDocument, parse_file, parse_structured, parse_text

MAX_WAIT_S = 30
_POLL_S = 0.05
_ANSWER = {
    "resume_id": "r-0042",
    "document_id": "5f0c6b1e-3a44-4e0d-9a55-0d7f1f3f0b11",
    "job_id": "0b9c5a52-1c2f-4f43-8f9e-52a0a4f0c7aa",
    "state": "queued",
    "status_url": "/v1/jobs/0b9c5a52-1c2f-4f43-8f9e-52a0a4f0c7aa",
    "redactions": {"PERSON": 3, "PHONE_NUMBER": 1, "KR_RRN": 1},
    "notices": ["rrn_received"],
    "duplicate": False,
}
_LINE = {
    "document_id": _ANSWER["document_id"],
    "format": "pdf",
    "state": "searchable",
    "policy_version": "default@3f9a1c0b7d2e",
    "engine_version": "ko-rules-1",
    "retain_until": "2027-05-21T09:00:00Z",
    "created_at": "2026-11-22T09:00:00Z",
    "characters": 1834,
}


@post(
    "/v1/resumes/{resume_id:str}/documents",
    summary="Send a document",
    tags=["Documents"],
    status_code=202,
    opt={
        "rules": Rules(
            roles=("ingest",),
            body=DocumentRequest,
            body_example={"text": "경력\n주문 시스템을 Kafka로 옮겨 처리량을 세 배로 늘렸습니다."},
            multipart={
                "file": {"type": "string", "format": "binary", "description": "PDF, DOCX, TXT or Markdown"},
                "retain_until": {"type": "string", "format": "date-time"},
            },
            answers={202: _ANSWER, 201: {**_ANSWER, "state": "done"}},
            problems=(
                errors.EmptyDocument,
                errors.DocumentTooLarge,
                errors.UnsupportedFormat,
                errors.MalformedDocument,
                errors.EncryptedDocument,
                errors.NoTextLayer,
                errors.Quarantined,
                errors.DetectorUnavailable,
            ),
        )
    },
)
async def send_document(
    *,
    request: Request[Any, Any, Any],
    resume_id: ResumeId,
    services: Wired,
    actor: Caller,
    wait: Annotated[
        int, QueryParameter(ge=0, le=MAX_WAIT_S, description="Wait up to so many seconds until it is searchable.")
    ] = 0,
    idempotency_key: Annotated[
        str | None,
        HeaderParameter(
            name="Idempotency-Key",
            max_length=255,
            description="Accepted and not needed: the content itself tells a repetition.",
        ),
    ] = None,
) -> Response[DocumentAnswer]:
    """Send a PDF, DOCX, TXT or Markdown file as a form with one part `file`, or JSON with `text` or `structured`.

    It is masked in memory; only masked text is stored. The answer is 202 with a job to follow, or, with `wait`,
    201 as soon as the document is searchable. The same content sent again to the same resume is stored once and
    answered with the same `document_id`, so a request can be repeated safely.
    """
    async with request.app.state.reading.enter():
        body = await read_body(request, services.settings.max_upload_bytes)
        async with request.app.state.lane.enter():
            accepted = await sync_to_thread(_accept, services, resume_id, request.content_type, body, actor)
        del body
    services.runner.nudge()
    job = await watch_job(services.jobs, accepted.job_id, wait)
    return _answer(accepted, job)


def _accept(
    services: Wired, resume_id: str, content_type: tuple[str, dict[str, str]], body: bytes, actor: Caller
) -> Accepted:
    document, retain_until = read_document(body, *content_type)
    return services.ingestion.accept(resume_id, document, actor, retain_until=retain_until)


def read_document(body: bytes, media_type: str, options: dict[str, str]) -> tuple[ParsedDocument, datetime | None]:
    """Parse what was sent, in memory, and tell when it is to be erased.

    Raises:
        UnsupportedMediaType: neither a form nor JSON.
        InvalidInput: see the parsers.
    """
    if media_type == MULTIPART:
        form = parse_form(body, options.get("boundary"), frozenset({"retain_until"}))
        data = to_struct(dict(form.fields), DocumentRequest)
        return parse_file(form.content, form.file_name, form.media_type), _future(data.retain_until)
    if media_type != JSON or options.get("charset", "utf-8").lower() != "utf-8":
        raise UnsupportedMediaType
    data = to_struct(read_json(body), DocumentRequest)
    if data.text is not None and data.structured is None:
        return parse_text(data.text), _future(data.retain_until)
    if data.structured is not None and data.text is None:
        return parse_structured(data.structured), _future(data.retain_until)
    raise InvalidRequest("Send exactly one of 'text' and 'structured'.")


def _future(moment: datetime | None) -> datetime | None:
    if moment is not None and moment <= datetime.now(UTC):
        raise InvalidRequest("retain_until must be in the future.")
    return moment


async def watch_job(jobs: Jobs, job_id: UUID, seconds: float) -> Job:
    """Return the job once it has ended, or as it is after so many seconds. No thread waits meanwhile."""
    deadline = time.monotonic() + seconds
    while True:
        job: Job = await sync_to_thread(jobs.get, job_id)
        if job.ended or time.monotonic() >= deadline:
            return job
        await asyncio.sleep(_POLL_S)


def _answer(accepted: Accepted, job: Job) -> Response[DocumentAnswer]:
    status_url = f"/v1/jobs/{accepted.job_id}"
    answer = DocumentAnswer(
        resume_id=accepted.resume_id,
        document_id=accepted.document_id,
        job_id=accepted.job_id,
        state=job.state,  # type: ignore[arg-type]
        status_url=status_url,
        redactions=accepted.counts,
        notices=accepted.notices,
        duplicate=accepted.duplicate,
    )
    done = job.state == "done"
    document_url = f"/v1/resumes/{accepted.resume_id}/documents/{accepted.document_id}"
    return Response(
        answer, status_code=201 if done else 202, headers={"location": document_url if done else status_url}
    )


@get(
    "/v1/resumes/{resume_id:str}/documents/{document_id:str}",
    sync_to_thread=True,
    summary="Read a masked document",
    tags=["Documents"],
    opt={
        "rules": Rules(
            roles=("ingest", "search"),
            answers={
                200: {
                    "document": _LINE,
                    "masked_text": "<PERSON_1>\n경력\n주문 시스템을 Kafka로 옮겼습니다.",
                    "chunks": [{"seq": 0, "section": "experience", "text": "주문 시스템을 Kafka로 옮겼습니다."}],
                }
            },
            problems=(errors.DocumentNotFound,),
        )
    },
)
def read_document_detail(
    request: Request[Any, Any, Any], resume_id: ResumeId, document_id: DocumentId, services: Wired, actor: Caller
) -> DocumentDetail:
    """The masked text and its chunks.

    The read is recorded in the audit log.
    """
    view = services.resumes.document(resume_id, document_id, actor, reading_role(request))
    detail = {"document": shape(DocumentLine, view.entry), "masked_text": view.masked_text, "chunks": view.chunks}
    return shape(DocumentDetail, detail)


@delete(
    "/v1/resumes/{resume_id:str}/documents/{document_id:str}",
    sync_to_thread=True,
    status_code=200,
    summary="Erase a document",
    tags=["Documents"],
    opt={
        "rules": Rules(
            roles=("ingest",),
            answers={
                200: receipt_example("document.erase", document_id=_ANSWER["document_id"], documents=1),
            },
            problems=(errors.DocumentNotFound,),
        )
    },
)
def erase_document(resume_id: ResumeId, document_id: DocumentId, services: Wired, actor: Caller) -> ReceiptAnswer:
    """Erases the document, its chunks and its redaction rows, and answers with a signed receipt."""
    return shape(ReceiptAnswer, services.erasure.erase_document(resume_id, document_id, actor))
