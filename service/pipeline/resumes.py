"""What is stored about resumes: their ids and states, and one resume's masked documents."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.database import Database, Role, Row
from service.errors import (
    DocumentNotFound,
    InvalidCursor,
    InvalidRequest,
    ResumeNotFound,
)
from service.privacy.audit import Actor, AuditLog, Event
from service.privacy.events import in_utc
from service.privacy.ids import is_opaque, validate_resume_id
from service.text import is_storable

MAX_PAGE = 500


@dataclass(frozen=True, slots=True)
class ResumeEntry:
    """A line of the list of resumes."""

    resume_id: str
    state: str
    policy_version: str
    engine_version: str
    retain_until: datetime
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Some resumes in the order of their ids, and the cursor of the next page."""

    items: tuple[ResumeEntry, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document's state; ``characters`` counts its masked text."""

    document_id: UUID
    format: str
    state: str
    policy_version: str
    engine_version: str
    retain_until: datetime
    created_at: datetime
    characters: int


@dataclass(frozen=True, slots=True)
class ResumeView:
    """One resume: its state, its documents, and the model of the generation that is searched."""

    entry: ResumeEntry
    documents: tuple[DocumentEntry, ...]
    chunks: int
    model_id: str | None
    tokeniser_version: str | None


@dataclass(frozen=True, slots=True)
class ChunkView:
    """A searchable chunk of masked text."""

    seq: int
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A masked document and its chunks."""

    entry: DocumentEntry
    masked_text: str
    chunks: tuple[ChunkView, ...]


class Resumes:
    """Reads resumes. Each read leaves its event before it answers."""

    def __init__(self, database: Database, audit: AuditLog) -> None:
        self._database = database
        self._audit = audit

    def list(
        self,
        actor: Actor,
        *,
        state: str | None = None,
        policy: str | None = None,
        engine: str | None = None,
        created_since: datetime | None = None,
        created_until: datetime | None = None,
        retain_before: datetime | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page:
        """Return a page of resumes, ordered by id.

        Raises:
            InvalidRequest: the limit is not between 1 and 500, a time has no time zone, or a filter can't be text.
            InvalidCursor: the cursor is not one of ours.
        """
        if not 1 <= limit <= MAX_PAGE:
            raise InvalidRequest(f"limit must be between 1 and {MAX_PAGE}.")
        if not is_storable(f"{policy}{engine}"):
            raise InvalidRequest("A filter holds characters that no version does.")
        after = _read_cursor(cursor) if cursor is not None else None
        with self._database.unscoped(Role.INGEST) as tx:
            rows = tx.all(
                "list_resumes",
                after=after,
                state=state,
                policy=policy,
                engine=engine,
                created_since=in_utc(created_since),
                created_until=in_utc(created_until),
                retain_before=in_utc(retain_before),
                limit=limit + 1,
            )
            self._audit.append(tx, Event.of(actor, "resume.list", count=min(len(rows), limit)))
        items = tuple(ResumeEntry(*row) for row in rows[:limit])
        return Page(items, _write_cursor(items[-1].resume_id) if len(rows) > limit else None)

    def get(self, resume_id: str, actor: Actor, role: Role) -> ResumeView:
        """Return one resume's state and documents, read as the given role.

        Raises:
            ResumeNotFound: there is none with this id.
        """
        validate_resume_id(resume_id)
        with self._database.scoped(role, resume_id) as tx:
            row = tx.one("get_resume", resume_id=resume_id)
            if row is None:
                raise ResumeNotFound
            documents = tx.all("list_documents", resume_id=resume_id)
            self._audit.append(tx, Event.of(actor, "resume.read", resume_id=resume_id, count=len(documents)))
        entry = ResumeEntry(**{name: getattr(row, name) for name in ResumeEntry.__slots__})
        entries = tuple(DocumentEntry(*document) for document in documents)
        return ResumeView(entry, entries, row.chunks, row.model_id, row.tokeniser_version)

    def document(self, resume_id: str, document_id: UUID, actor: Actor, role: Role) -> DocumentView:
        """Return a masked document and its chunks, read as the given role.

        Raises:
            DocumentNotFound: the resume has no such document, or there is no such resume.
        """
        validate_resume_id(resume_id)
        with self._database.scoped(role, resume_id) as tx:
            row = tx.one("get_document", resume_id=resume_id, document_id=document_id)
            if row is None:
                raise DocumentNotFound
            chunks = tx.all("document_chunks", resume_id=resume_id, document_id=document_id)
            self._audit.append(tx, Event.of(actor, "document.read", resume_id=resume_id, document_id=str(document_id)))
        return DocumentView(_entry(row), row.masked_text, tuple(ChunkView(*chunk) for chunk in chunks))


def _entry(row: Row[Any]) -> DocumentEntry:
    values = {name: getattr(row, name) for name in DocumentEntry.__slots__ if name != "characters"}
    return DocumentEntry(**values, characters=len(row.masked_text))


def _write_cursor(resume_id: str) -> str:
    return base64.urlsafe_b64encode(resume_id.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> str:
    try:
        resume_id = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (ValueError, binascii.Error):
        raise InvalidCursor from None
    if not is_opaque(resume_id):
        raise InvalidCursor
    return resume_id
