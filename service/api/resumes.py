"""Listing, reading and erasing resumes."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Request, delete, get
from litestar.params import FromQuery, QueryParameter

from service import errors
from service.api.guards import Caller, Wired, reading_role
from service.api.rules import Rules
from service.api.schemas import (
    DocumentLine,
    ReceiptAnswer,
    RedactionLine,
    RedactionList,
    ResumeDetail,
    ResumeId,
    ResumeLine,
    ResumeList,
    receipt_example,
    shape,
)
from service.database import Role
from service.privacy.audit import Event

_LINE = {
    "resume_id": "r-0042",
    "state": "active",
    "policy_version": "default@3f9a1c0b7d2e",
    "engine_version": "ko-rules-1",
    "retain_until": "2027-05-21T09:00:00Z",
    "created_at": "2026-11-22T09:00:00Z",
    "updated_at": "2026-11-22T09:00:02Z",
}


@get(
    "/v1/resumes",
    sync_to_thread=True,
    summary="List resumes",
    tags=["Resumes"],
    opt={
        "rules": Rules(
            roles=("ingest",),
            answers={200: {"items": [_LINE], "next_cursor": None}},
            problems=(errors.InvalidCursor, errors.InvalidRequest),
        )
    },
)
def list_resumes(
    *,
    services: Wired,
    actor: Caller,
    in_state: Annotated[Literal["active", "suspended"] | None, QueryParameter(name="state")] = None,
    policy: Annotated[str | None, QueryParameter(max_length=200, description="Policy version.")] = None,
    engine: Annotated[str | None, QueryParameter(max_length=200, description="Engine version.")] = None,
    created_since: FromQuery[datetime | None] = None,
    created_until: FromQuery[datetime | None] = None,
    retain_before: Annotated[datetime | None, QueryParameter(description="Those to be erased before this.")] = None,
    cursor: Annotated[str | None, QueryParameter(max_length=500)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=500)] = 50,
) -> ResumeList:
    """Ids and states in the order of the ids, a page at a time.

    No candidate text.
    """
    page = services.resumes.list(
        actor,
        state=in_state,
        policy=policy,
        engine=engine,
        created_since=created_since,
        created_until=created_until,
        retain_before=retain_before,
        cursor=cursor,
        limit=limit,
    )
    return shape(ResumeList, page)


@get(
    "/v1/resumes/{resume_id:str}",
    sync_to_thread=True,
    summary="Read a resume's state",
    tags=["Resumes"],
    opt={
        "rules": Rules(
            roles=("ingest", "search"),
            answers={
                200: {
                    "resume": _LINE,
                    "documents": [],
                    "chunks": 12,
                    "model_id": "ko-static",
                    "tokeniser_version": "kiwi-1",
                }
            },
            problems=(errors.ResumeNotFound,),
        )
    },
)
def read_resume(request: Request[Any, Any, Any], resume_id: ResumeId, services: Wired, actor: Caller) -> ResumeDetail:
    """Its state, its documents and the model it was embedded with.

    The read is recorded.
    """
    view = services.resumes.get(resume_id, actor, reading_role(request))
    return ResumeDetail(
        resume=shape(ResumeLine, view.entry),
        documents=tuple(shape(DocumentLine, entry) for entry in view.documents),
        chunks=view.chunks,
        model_id=view.model_id,
        tokeniser_version=view.tokeniser_version,
    )


@get(
    "/v1/resumes/{resume_id:str}/redactions",
    sync_to_thread=True,
    summary="List a resume's redactions",
    tags=["Resumes"],
    opt={
        "rules": Rules(
            roles=("audit",),
            answers={
                200: {
                    "items": [
                        {
                            "document_id": "5f0c6b1e-3a44-4e0d-9a55-0d7f1f3f0b11",
                            "seq": 0,
                            "entity_type": "PERSON",
                            "legal_class": "identifier",
                            "operator": "placeholder",
                            "placeholder": "<PERSON_1>",
                            "start": 0,
                            "end": 3,
                            "masked_start": 0,
                            "masked_end": 10,
                            "recognizer": "KoreanNameRecognizer",
                            "score": 0.85,
                            "policy_version": "default@3f9a1c0b7d2e",
                        }
                    ]
                }
            },
            problems=(errors.AuditUnavailable,),
        )
    },
)
def list_redactions(
    resume_id: ResumeId, services: Wired, actor: Caller, document_id: FromQuery[UUID | None] = None
) -> RedactionList:
    """What was redacted, where and by which rule; never the value. The read is recorded."""
    rows = services.audit.redactions(resume_id, document_id)
    event = Event.of(actor, "redaction.read", resume_id=resume_id, document_id=document_id, redactions=len(rows))
    services.audit.record(Role.AUDIT, event)
    return RedactionList(items=tuple(shape(RedactionLine, row) for row in rows))


@delete(
    "/v1/resumes/{resume_id:str}",
    sync_to_thread=True,
    status_code=200,
    summary="Erase a resume",
    tags=["Resumes"],
    opt={
        "rules": Rules(
            roles=("ingest",),
            answers={
                200: receipt_example("resume.erase", documents=2),
            },
            problems=(errors.ResumeNotFound,),
        )
    },
)
def erase_resume(resume_id: ResumeId, services: Wired, actor: Caller) -> ReceiptAnswer:
    """Erases its documents, chunks, redaction rows, jobs and its key, and answers with a signed receipt."""
    return shape(ReceiptAnswer, services.erasure.erase_resume(resume_id, actor))
