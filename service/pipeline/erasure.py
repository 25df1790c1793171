"""Erasing a resume or a document: rows, vectors, record and key in one transaction, and a receipt."""

from datetime import UTC, datetime
from uuid import UUID

from service.database import Database, Role, Transaction
from service.errors import DocumentNotFound, ResumeNotFound
from service.privacy.audit import Actor, AuditLog, Event
from service.privacy.ids import validate_resume_id
from service.privacy.receipts import Receipt, Signer


class Erasure:
    """Erases, and proves it. The log keeps the event, which holds nothing of what was erased."""

    def __init__(self, database: Database, audit: AuditLog, signer: Signer) -> None:
        self._database = database
        self._audit = audit
        self._signer = signer

    def erase_resume(self, resume_id: str, actor: Actor) -> Receipt:
        """Erase a resume: documents, chunks, redaction rows, jobs and its key.

        Raises:
            ResumeNotFound: there is none with this id.
        """
        validate_resume_id(resume_id)
        with self._database.scoped(Role.INGEST, resume_id) as tx:
            if tx.one("lock_resume", resume_id=resume_id) is None:
                raise ResumeNotFound
            counts = _count(tx, resume_id, None)
            tx.run("erase_resume", resume_id=resume_id)
            event = Event.of(actor, "resume.erase", resume_id=resume_id, counts=counts)
            self._audit.append(tx, event)
        return self._receipt(event, counts)

    def erase_document(self, resume_id: str, document_id: UUID, actor: Actor) -> Receipt:
        """Erase one document of a resume, with its chunks, redaction rows and jobs.

        Raises:
            DocumentNotFound: the resume has no such document, or there is no such resume.
        """
        validate_resume_id(resume_id)
        with self._database.scoped(Role.INGEST, resume_id) as tx:
            tx.one("lock_resume", resume_id=resume_id)
            counts = _count(tx, resume_id, document_id)
            if not tx.run("erase_document", resume_id=resume_id, document_id=document_id):
                raise DocumentNotFound
            event = Event.of(actor, "document.erase", resume_id=resume_id, document_id=str(document_id), counts=counts)
            self._audit.append(tx, event)
        return self._receipt(event, counts, document_id)

    def _receipt(self, event: Event, counts: dict[str, int], document_id: UUID | None = None) -> Receipt:
        statement: dict[str, str | int] = {
            "action": event.action,
            "event_id": str(event.event_id),
            "erased_at": event.occurred_at.astimezone(UTC).isoformat(),
            "issued_at": datetime.now(UTC).isoformat(),
            "resume_id": event.resume_id or "",
            **counts,
        }
        if document_id:
            statement["document_id"] = str(document_id)
        return self._signer.sign(statement)


def _count(tx: Transaction, resume_id: str, document_id: UUID | None) -> dict[str, int]:
    row = tx.one("erasure_counts", resume_id=resume_id, document_id=document_id)
    return {"documents": row.documents, "chunks": row.chunks, "redactions": row.redactions} if row else {}
