"""The shapes of requests and answers. Domain objects become answers by attribute name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

import msgspec
from litestar.params import PathParameter
from msgspec import Meta, Struct

from service.pipeline.sections import SECTIONS
from service.text import MaskedText

T = TypeVar("T")

ResumeId = Annotated[
    str,
    PathParameter(
        description="1 to 128 characters of `A-Z a-z 0-9 . _ : -`, the first a letter or digit, compared byte for "
        "byte. Use an opaque id: one that looks like personal data is refused.",
    ),
]
DocumentId = Annotated[UUID, PathParameter(description="The document's id, as POST answered it.")]
JobId = Annotated[UUID, PathParameter(description="The job's id, as POST answered it.")]

Entities = Mapping[str, int]


def _plain(kind: type, value: Any) -> Any:
    if isinstance(value, MaskedText) and kind is str:
        return value.value
    # How a hook tells msgspec that it does not know the type; msgspec then refuses the value.
    raise NotImplementedError


def shape(kind: type[T], value: object) -> T:
    """Return the answer of a kind with a domain object's attributes."""
    return msgspec.convert(value, kind, from_attributes=True, dec_hook=_plain)


# --- documents


class DocumentRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A document as JSON: exactly one of `text` and `structured`."""

    text: Annotated[str, Meta(description="Plain text or Markdown.")] | None = None
    structured: (
        Annotated[
            dict[str, Any],
            Meta(description="A resume in parts: `experiences`, `educations`, `projects`, `skills`, ..."),
        ]
        | None
    ) = None
    retain_until: (
        Annotated[
            datetime,
            Meta(
                tz=True,
                description="Keep until this moment (recorded, not enforced yet). Default: VEIL_RETENTION_DAYS.",
            ),
        ]
        | None
    ) = None


class DocumentAnswer(Struct, frozen=True):
    """What became of a document. `redactions` counts what was masked, by entity type."""

    resume_id: str
    document_id: UUID
    job_id: UUID
    state: Annotated[
        Literal["queued", "running", "done", "failed"], Meta(description="The job's state; `done` is searchable.")
    ]
    status_url: str
    redactions: Entities
    notices: Annotated[
        tuple[str, ...], Meta(description="`rrn_received`: a resident number was in it; destroy the original.")
    ]
    duplicate: Annotated[bool, Meta(description="The same content was there already; nothing was stored again.")]


class DocumentLine(Struct, frozen=True):
    """A document's state. `characters` counts its masked text."""

    document_id: UUID
    format: str
    state: str
    policy_version: str
    engine_version: str
    retain_until: datetime
    created_at: datetime
    characters: int


class Chunk(Struct, frozen=True):
    """A searchable piece of masked text."""

    seq: int
    section: str
    text: str


class DocumentDetail(Struct, frozen=True):
    """A document's masked text and its chunks."""

    document: DocumentLine
    masked_text: str
    chunks: tuple[Chunk, ...]


class ReceiptAnswer(Struct, frozen=True):
    """What was erased: a statement signed with Ed25519 over its canonical JSON (RFC 8785)."""

    statement: Mapping[str, str | int]
    signature: str
    public_key: str


def receipt_example(action: str, **erased: object) -> dict[str, object]:
    """Return an example of the receipt of an erasure."""
    counts = {"chunks": 12, "redactions": 9, "erased_at": "2026-11-22T09:00:00+00:00"}
    statement = {"action": action, "resume_id": "r-0042", **erased, **counts}
    return {"statement": statement, "signature": "q1m0...==", "public_key": "7Qb1...="}


# --- resumes


class ResumeLine(Struct, frozen=True):
    """A line of the list of resumes."""

    resume_id: str
    state: str
    policy_version: str
    engine_version: str
    retain_until: datetime
    created_at: datetime
    updated_at: datetime


class ResumeList(Struct, frozen=True):
    """A page of resumes. Pass `next_cursor` as `cursor` for the next one; null ends the list."""

    items: tuple[ResumeLine, ...]
    next_cursor: str | None


class ResumeDetail(Struct, frozen=True):
    """One resume: its state, its documents, and the model that its chunks were embedded with."""

    resume: ResumeLine
    documents: tuple[DocumentLine, ...]
    chunks: int
    model_id: str | None
    tokeniser_version: str | None


class RedactionLine(Struct, frozen=True):
    """One redaction: what, where and by which rule. Never the value. Offsets are code points."""

    document_id: UUID
    seq: int
    entity_type: str
    legal_class: str
    operator: str
    placeholder: str
    start: int
    end: int
    masked_start: int
    masked_end: int
    recognizer: str
    score: float
    policy_version: str


class RedactionList(Struct, frozen=True):
    """The redactions of a resume, or of one document of it."""

    items: tuple[RedactionLine, ...]


# --- search


class SearchRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A question about one resume. Personal data in it is masked before anything else sees it."""

    query: Annotated[str, Meta(min_length=1, max_length=2000, description="Korean or English.")]
    top_k: Annotated[int, Meta(ge=1, le=100, description="How many hits at most.")] = 5
    mode: Annotated[Literal["hybrid", "vector", "keyword"], Meta(description="Which arms to use.")] = "hybrid"
    sections: Annotated[
        tuple[str, ...],
        Meta(max_length=16, description=f"Only these; empty means all: {', '.join(f'`{name}`' for name in SECTIONS)}."),
    ] = ()
    explain: Annotated[
        bool, Meta(description="Tell each arm's rank and score, the matched lexemes, and where their words are.")
    ] = False
    expand: Annotated[
        int, Meta(ge=0, le=2, description="Also return the passages up to so many places before and after each hit.")
    ] = 0
    diversity: Annotated[
        float, Meta(ge=0, le=1, description="How much a hit counts less that is like the ones before it (MMR).")
    ] = 0.0


class Explanation(Struct, frozen=True):
    """Where a hit came from. An arm that did not find it has nulls; so has a search without reranking.

    `fused_rank` and `fused_score` are those before reranking and diversity. `highlights` are `[start, end)` in code
    points of the hit's `text`: the words that the matched lexemes came from.
    """

    vector_rank: int | None
    vector_score: float | None
    keyword_rank: int | None
    keyword_score: float | None
    fused_rank: int
    fused_score: float
    rerank_score: float | None
    lexemes: tuple[str, ...]
    highlights: tuple[tuple[int, int], ...]


class SearchHit(Struct, frozen=True, omit_defaults=True):
    """A passage of masked text. `rank` counts from 1."""

    text: str
    section: str
    document_id: UUID
    seq: int
    rank: int
    score: float
    explain: Explanation | None = None


class SearchNeighbour(Struct, frozen=True):
    """A passage beside hits of its document. `hit` is the rank of the best of them."""

    text: str
    section: str
    document_id: UUID
    seq: int
    hit: int


class SearchAnswer(Struct, frozen=True, omit_defaults=True):
    """The best passages, best first, and with `expand` their neighbours, each once, in the resume's order."""

    resume_id: str
    mode: str
    model_id: str
    hits: tuple[SearchHit, ...]
    neighbours: tuple[SearchNeighbour, ...] = ()


class ContextRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A question whose best passages are to fit a prompt."""

    query: Annotated[str, Meta(min_length=1, max_length=2000)]
    max_chars: Annotated[
        int, Meta(ge=1, le=100_000, description="Budget of `text`, in characters. What doesn't fit is left out.")
    ] = 4_000


class Citation(Struct, frozen=True):
    """What a number in the context stands for."""

    number: int
    document_id: UUID
    seq: int
    section: str


class ContextAnswer(Struct, frozen=True):
    """One numbered block for a prompt, and what its numbers cite."""

    text: str
    citations: tuple[Citation, ...]


# --- jobs


class JobAnswer(Struct, frozen=True):
    """A job's state: `queued`, `running`, `done`, or `failed` with an `error_code`."""

    job_id: UUID
    resume_id: str
    document_id: UUID
    state: str
    attempt: int
    error_code: str | None
    created_at: datetime
    updated_at: datetime


# --- masking


class MaskRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A text to mask. Nothing of it is stored."""

    text: Annotated[str, Meta(min_length=1, max_length=200_000)]
    #: A policy that ships, or the configured one, which is the default.
    policy: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


class MaskRedaction(Struct, frozen=True):
    """A redaction. `start` and `end` are code points of the text as it was sent."""

    entity_type: str
    start: int
    end: int
    placeholder: str
    recognizer: str
    score: float


class MaskAnswer(Struct, frozen=True):
    """The masked text, and what was masked in it."""

    text: str
    redactions: tuple[MaskRedaction, ...]
    notices: tuple[str, ...]
    policy_version: str
    engine_version: str


# --- audit


class AuditEvent(Struct, frozen=True):
    """Who did what, when, from where, to whose data, and how it ended."""

    event_id: UUID
    occurred_at: datetime
    actor: str
    origin: str
    resume_id: str | None
    action: str
    outcome: str
    detail: Mapping[str, Any]


class AuditPage(Struct, frozen=True):
    """A page of events, newest first. Pass `next_cursor` as `cursor` for the next one."""

    events: tuple[AuditEvent, ...]
    next_cursor: str | None


class AuditVerification(Struct, frozen=True):
    """Whether the hash chain holds. `anchored` is false until something outside holds its head."""

    ok: bool
    sealed: int
    unsealed: int
    problem: Annotated[str | None, Meta(description="A code and a position, such as `event_altered at seq 17`.")]
    head: Annotated[str | None, Meta(description="The last link, in hex. Keep it elsewhere to compare later.")]
    anchored: bool


class AuditSummary(Struct, frozen=True):
    """How often what was done and how it ended, and what was redacted, by entity type."""

    events: Mapping[str, Mapping[str, int]]
    redactions: Entities


# --- health


class Health(Struct, frozen=True):
    """`ok`, and each part that was looked at."""

    status: str
    parts: Mapping[str, str] = {}
