"""Masking a text without storing it."""

from typing import Any

from litestar import Request, post
from litestar.concurrency import sync_to_thread

from service import errors
from service.api.bodies import read_struct
from service.api.guards import Caller, Wired
from service.api.rules import Rules
from service.api.schemas import MaskAnswer, MaskRedaction, MaskRequest, shape
from service.api.uploads import read_body
from service.database import Role
from service.errors import DetectorUnavailable, InvalidInput
from service.privacy.audit import Event
from service.text import RawText

# 200,000 characters of four bytes each, and some room for JSON.
MAX_MASK_BODY = 1_000_000


@post(
    "/v1/mask",
    status_code=200,
    summary="Mask a text",
    tags=["Masking"],
    opt={
        "rules": Rules(
            roles=("ingest", "admin"),
            body=MaskRequest,
            body_example={"text": "이메일: resume@example.com"},
            answers={
                200: {
                    "text": "이메일: <EMAIL_ADDRESS_1>",
                    "redactions": [
                        {
                            "entity_type": "EMAIL_ADDRESS",
                            "start": 5,
                            "end": 23,
                            "placeholder": "<EMAIL_ADDRESS_1>",
                            "recognizer": "EmailRecognizer",
                            "score": 1.0,
                        }
                    ],
                    "notices": [],
                    "policy_version": "default@3f9a1c0b7d2e",
                    "engine_version": "ko-rules-1",
                }
            },
            problems=(errors.InvalidPolicy, errors.Quarantined, errors.DetectorUnavailable, errors.AuditUnavailable),
        )
    },
)
async def mask_text(request: Request[Any, Any, Any], services: Wired, actor: Caller) -> MaskAnswer:
    """Masks under the configured policy, or a shipped one by name.

    Stores nothing but an audit event of counts, or of the refusal.

    Offsets are code points of the text as it was sent.
    """
    async with request.app.state.reading.enter():
        body = await read_body(request, MAX_MASK_BODY)
        async with request.app.state.lane.enter():
            return await sync_to_thread(_mask, services, request, body, actor)


def _mask(services: Wired, request: Request[Any, Any, Any], body: bytes, actor: Caller) -> MaskAnswer:
    asked = read_struct(request, body, MaskRequest)
    try:
        masked = services.masker_under(asked.policy).mask(RawText(asked.text))
    except (InvalidInput, DetectorUnavailable) as error:
        why = {"reason": error.reason} if error.reason else {}
        services.audit.record(Role.INGEST, Event.of(actor, "text.mask", outcome="refused", code=error.code, **why))
        raise
    counts, version = dict(masked.counts), masked.policy_version
    services.audit.record(Role.INGEST, Event.of(actor, "text.mask", counts=counts, policy_version=version))
    return MaskAnswer(
        text=masked.text.value,
        redactions=tuple(shape(MaskRedaction, redaction) for redaction in masked.redactions),
        notices=masked.notices,
        policy_version=masked.policy_version,
        engine_version=masked.engine_version,
    )
