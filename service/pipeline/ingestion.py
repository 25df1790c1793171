"""Accepting a document: mask it in memory, then store what is masked, its record and its job at once."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from service.database import Database, Role, Row, Transaction
from service.errors import DetectorUnavailable, InvalidRequest, InvalidText, Quarantined, VeilError
from service.pipeline.parsing import ParsedDocument
from service.pipeline.store import ResumeVectorStore
from service.privacy.audit import Actor, AuditLog, Event
from service.privacy.events import in_utc
from service.privacy.ids import validate_resume_id
from service.privacy.masking import MaskedDocument, Masker
from service.privacy.record import commitment
from service.privacy.resume_keys import ResumeKeys

# PostgreSQL keeps later times too, and the driver could not read them back.
_LATEST = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the sender of a document gets back. ``counts`` are redactions by entity type."""

    resume_id: str
    document_id: UUID
    job_id: UUID
    counts: Mapping[str, int]
    notices: tuple[str, ...]
    duplicate: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """One masking run on its way into the database."""

    resume_id: str
    document_id: UUID
    digest: bytes
    format: str
    masked: MaskedDocument
    retain_until: datetime


class Ingestion:
    """Takes parsed documents in. Raw text is held by the caller and this class only, in memory."""

    def __init__(
        self,
        database: Database,
        masker: Masker,
        store: ResumeVectorStore,
        keys: ResumeKeys,
        audit: AuditLog,
        retention: timedelta,
    ) -> None:
        self._database = database
        self._masker = masker
        self._chunks = store
        self._keys = keys
        self._audit = audit
        self._retention = retention

    def accept(
        self, resume_id: str, document: ParsedDocument, actor: Actor, *, retain_until: datetime | None = None
    ) -> Accepted:
        """Mask a document and store the masked text, its redactions, its event and its job in one transaction.

        The same text under the same resume, policy and engine is stored once; sent again, it gets a new
        job if indexing had failed, or if the resume was indexed by another model, tokeniser or chunker.
        Under another policy or engine it takes the place of what is there.

        Raises:
            InvalidResumeId, PersonalResumeId: the id can't be used.
            InvalidRequest: retain_until has no time zone, or is too far away.
            InvalidText, Quarantined, DetectorUnavailable: masking was not safe; nothing is stored but a log event.
        """
        validate_resume_id(resume_id)
        retain_until = in_utc(retain_until) or datetime.now(UTC) + self._retention
        if retain_until >= _LATEST:
            raise InvalidRequest("retain_until must be before the year 9999.")
        try:
            findings = self._masker.find(document.text)
            with self._database.scoped(Role.INGEST, resume_id) as tx:
                versions = self._lock(tx, resume_id, retain_until)
                key = self._keys.open(tx, resume_id) or self._keys.create(tx, resume_id)
                digest = key.digest(document.text.reveal().encode())
                existing = tx.one("document_by_digest", resume_id=resume_id, digest=digest)
                if existing and (existing.policy_version, existing.engine_version) == versions:
                    return self._repeat(tx, resume_id, existing, actor)
                rows = tx.all("known_placeholders", resume_id=resume_id)
                known = [(row.entity_type, row.value_hmac, row.placeholder) for row in rows]
                masked = self._masker.apply(document.text, findings, key, known)
                document_id = existing.document_id if existing else uuid4()
                run = _Run(resume_id, document_id, digest, document.format, masked, retain_until)
                return self._store(tx, run, actor)
        except (InvalidText, Quarantined, DetectorUnavailable) as error:
            self._record_refusal(resume_id, actor, error)
            raise

    def _lock(self, tx: Transaction, resume_id: str, retain_until: datetime) -> tuple[str, str]:
        """Make the resume's row if there is none and lock it, so that two ingests of it take turns."""
        policy_version, engine_version = self._masker.policy.version, self._masker.engine_version
        while True:
            tx.run(
                "ensure_resume",
                resume_id=resume_id,
                policy_version=policy_version,
                engine_version=engine_version,
                retain_until=retain_until,
            )
            # An erasure that is in progress was waited for, and has taken the row away.
            if tx.one("lock_resume", resume_id=resume_id):
                return policy_version, engine_version

    def _store(self, tx: Transaction, run: _Run, actor: Actor) -> Accepted:
        masked, resume_id, document_id = run.masked, run.resume_id, run.document_id
        salt, job_id = secrets.token_bytes(32), uuid4()
        counts = masked.counts
        event = Event.of(
            actor,
            "document.mask",
            resume_id=resume_id,
            document_id=str(document_id),
            counts=counts,
            redactions=len(masked.redactions),
            commitment=commitment(salt, masked.redactions),
            policy_version=masked.policy_version,
            engine_version=masked.engine_version,
            notices=list(masked.notices),
        )
        tx.run(
            "put_document",
            resume_id=resume_id,
            document_id=document_id,
            digest=run.digest,
            format=run.format,
            masked_text=masked.text.value,
            policy_version=masked.policy_version,
            engine_version=masked.engine_version,
            commitment_salt=salt,
            event_id=event.event_id,
            retain_until=run.retain_until,
        )
        # What an earlier run left goes with its record: until the new job is done, the document is not found.
        tx.run("drop_document_chunks", resume_id=resume_id, document_id=document_id, generation=None)
        tx.run("drop_redactions", resume_id=resume_id, document_id=document_id)
        tx.run_many("add_redaction", _redaction_rows(run))
        tx.run("add_job", job_id=job_id, resume_id=resume_id, document_id=document_id)
        tx.run(
            "touch_resume",
            resume_id=resume_id,
            policy_version=masked.policy_version,
            engine_version=masked.engine_version,
            retain_until=run.retain_until,
        )
        self._audit.append(tx, event)
        return Accepted(resume_id, document_id, job_id, counts, masked.notices, duplicate=False)

    def _repeat(self, tx: Transaction, resume_id: str, existing: Row[Any], actor: Actor) -> Accepted:
        document_id, job_id = existing.document_id, existing.job_id
        stale = existing.state == "searchable" and not self._chunks.is_current(tx, resume_id)
        if existing.state == "failed" or stale:
            job_id = uuid4()
            tx.run("add_job", job_id=job_id, resume_id=resume_id, document_id=document_id)
        rows = tx.all("redaction_counts", resume_id=resume_id, document_id=document_id)
        self._audit.append(tx, Event.of(actor, "document.repeat", resume_id=resume_id, document_id=str(document_id)))
        counts = {row.entity_type: row.n for row in rows}
        notices = ("rrn_received",) if "KR_RRN" in counts else ()
        return Accepted(resume_id, document_id, job_id, counts, notices, duplicate=True)

    def _record_refusal(self, resume_id: str, actor: Actor, error: VeilError) -> None:
        why = {"code": error.code} | ({"reason": error.reason} if error.reason else {})
        event = Event.of(actor, "document.mask", resume_id=resume_id, outcome="refused", **why)
        self._audit.record(Role.INGEST, event)


def _redaction_rows(run: _Run) -> list[dict[str, object]]:
    return [
        {
            "resume_id": run.resume_id,
            "document_id": run.document_id,
            "seq": seq,
            "entity_type": redaction.entity_type,
            "legal_class": redaction.legal_class,
            "operator": redaction.operator,
            "placeholder": redaction.placeholder,
            "start": redaction.start,
            "end": redaction.end,
            "masked_start": redaction.masked_start,
            "masked_end": redaction.masked_end,
            "recognizer": redaction.recognizer,
            "score": redaction.score,
            "policy_version": run.masked.policy_version,
            "value_hmac": redaction.value_hmac,
        }
        for seq, redaction in enumerate(run.masked.redactions)
    ]
