"""The log of accesses and redactions: append, read, seal into a hash chain, verify.

Writers append events with ids of their own making, so nobody waits for anybody. The keeper seals
them afterwards: each event's canonical JSON becomes a leaf, and each leaf is linked to all before it.
docs/audit.md says what verification can and can't show.
"""

import base64
import hashlib
import hmac
import struct
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from service.database import Database, Role, Transaction, translated_errors
from service.errors import AuditUnavailable, DatabaseRefused, DatabaseUnavailable, InvalidCursor, InvalidRequest
from service.privacy.events import Actor, Event, format_time, in_utc, parse_detail
from service.privacy.record import GENESIS, canonical_json, chain_hash, commitment, leaf_hash, to_microseconds
from service.text import is_storable

__all__ = ["Actor", "AuditLog", "Event", "Page", "RedactionRecord", "Verification"]

_BATCH: Final = 2_000
_MAX_PAGE: Final = 1_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# Version, microseconds since 1970, event id; then four bytes that bind them to the filters.
_CURSOR: Final = struct.Struct(">Bq16s4s")
_CURSOR_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, newest first, and the cursor of the next page, if there is one."""

    events: list[Event]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class RedactionRecord:
    """What compliance people see of one redaction. Offsets are code points; the value is nowhere."""

    document_id: uuid.UUID
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


@dataclass(frozen=True, slots=True)
class Verification:
    """What verification found.

    Args:
        sealed: events that the chain covers, up to the problem if there is one.
        unsealed: events that it does not cover yet.
        ok: whether everything found agrees with everything else found.
        problem: a code, and where, such as ``event_altered at seq 17``.
        head: the last link, in hex. Kept elsewhere, it shows later whether the log was cut or rewritten.
        anchored: whether something outside the database confirms the head. Nothing does yet.
    """

    sealed: int
    unsealed: int
    ok: bool
    problem: str | None = None
    head: str | None = None
    anchored: bool = False


class AuditLog:
    """The log in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, tx: Transaction, event: Event) -> None:
        """Write an event in the caller's transaction, under any role.

        Raises:
            AuditUnavailable: it could not be written; the caller's transaction must not commit.
        """
        try:
            with translated_errors():
                tx.run("append_event", **event.parameters())
        except (DatabaseUnavailable, DatabaseRefused) as error:
            raise AuditUnavailable(None, **error.ids) from None

    def record(self, role: Role, event: Event) -> None:
        """Write an event in a transaction of its own.

        Raises:
            AuditUnavailable: it is not written.
        """
        try:
            with self._database.unscoped(role) as tx:
                self.append(tx, event)
        except (DatabaseUnavailable, DatabaseRefused) as error:
            raise AuditUnavailable(None, **error.ids) from None

    def events(
        self,
        *,
        resume_id: str | None = None,
        action: str | None = None,
        actor: str | None = None,
        outcome: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> Page:
        """Return events, newest first, as veil_audit. ``since`` is included, ``until`` is not.

        Raises:
            InvalidCursor: the cursor is not one of ours, or was made for other filters.
            InvalidRequest: the limit is not 1 to 1,000, a time has no time zone, or a filter can't be text.
        """
        if not 1 <= limit <= _MAX_PAGE:
            raise InvalidRequest("The limit is 1 to 1,000.")
        filters = {"resume_id": resume_id, "action": action, "actor": actor, "outcome": outcome}
        if not all(is_storable(value) for value in filters.values() if value is not None):
            raise InvalidRequest("A filter holds characters that no event does.")
        times = {"since": in_utc(since), "until": in_utc(until)}
        bound = _bind(filters | {name: format_time(at) if at else None for name, at in times.items()})
        before, before_id = _read_cursor(cursor, bound) if cursor is not None else (None, None)
        with self._database.unscoped(Role.AUDIT) as tx:
            rows = tx.all("list_events", **filters, **times, before=before, before_id=before_id, limit=limit + 1)
        found = [_event(row) for row in rows[:limit]]
        return Page(found, _write_cursor(found[-1], bound) if len(rows) > limit else None)

    def summary(self, *, since: datetime | None = None, until: datetime | None = None) -> Mapping[str, Any]:
        """Return counts as ``{"events": {action: {outcome: n}}, "redactions": {entity_type: n}}``."""
        times = {"since": in_utc(since), "until": in_utc(until)}
        with self._database.unscoped(Role.AUDIT) as tx:
            counts = tx.all("count_events", **times)
            redactions = tx.all("count_redactions", **times)
        events: dict[str, dict[str, int]] = {}
        for row in counts:
            events.setdefault(row.action, {})[row.outcome] = row.events
        return {"events": events, "redactions": {row.entity_type: row.redactions for row in redactions}}

    def redactions(self, resume_id: str, document_id: uuid.UUID | None = None) -> list[RedactionRecord]:
        """Return a resume's redactions, by document and position, as veil_audit."""
        with self._database.scoped(Role.AUDIT, resume_id) as tx:
            rows = tx.all("list_redactions", resume_id=resume_id, document_id=document_id)
        return [RedactionRecord(*row) for row in rows]

    def redactions_match(self, resume_id: str, document_id: uuid.UUID) -> bool:
        """Tell whether a document's redaction rows are those that its event in the log commits to."""
        with self._database.scoped(Role.INGEST, resume_id) as tx:
            run = tx.one("committed_run", resume_id=resume_id, document_id=document_id)
            rows: Sequence[Any] = tx.all("committed_redactions", resume_id=resume_id, document_id=document_id)
        if run is None:
            return False
        with self._database.unscoped(Role.AUDIT) as tx:
            recorded = tx.one("committed_value", event_id=run.event_id)
        if recorded is None or recorded.commitment is None:
            return False
        return hmac.compare_digest(recorded.commitment, commitment(run.commitment_salt, rows))

    def seal(self) -> int:
        """Chain every event that is not chained yet, as veil_keeper, and return how many this call chained.

        Keepers that run at once take turns, batch by batch.
        """
        sealed = 0
        while count := self._seal_batch():
            sealed += count
        return sealed

    def _seal_batch(self) -> int:
        with self._database.unscoped(Role.KEEPER) as tx:
            tx.run("lock_chain")
            last = tx.one("last_seal")
            seq, link = (last.seq, last.chain_hash) if last else (0, GENESIS)
            rows = tx.all("pending_events", limit=_BATCH)
            if not rows:
                return 0
            leaves = [leaf_hash(_canonical(row)) for row in rows]
            links = []
            for leaf in leaves:
                link = chain_hash(link, leaf)
                links.append(link)
            event_ids = [row.event_id for row in rows]
            seqs = list(range(seq + 1, seq + 1 + len(rows)))
            tx.run("add_seals", seqs=seqs, event_ids=event_ids, leaves=leaves, links=links)
            tx.run("drop_pending", event_ids=event_ids)
        return len(rows)

    def verify(self) -> Verification:
        """Recompute the chain from every column of every sealed event, in one snapshot, as veil_audit.

        Problems: ``event_altered``, ``event_missing``, ``seal_missing``, ``chain_broken`` (each with
        the position), ``event_sealed_twice``, ``event_unqueued`` (an event that came in, or lost its
        seal, past the triggers) and ``event_lost`` (one that vanished before it was sealed).
        """
        with self._database.unscoped(Role.AUDIT) as tx:
            tx.run("take_snapshot")
            seq, link, problem = _walk(tx)
            found = tx.one("reconcile_log")
            assert found is not None  # noqa: S101 - an aggregate always has its row
        if problem is None:
            problem = _reconcile(seq, found)
        head = link.hex() if seq else None
        return Verification(sealed=seq, unsealed=found.unsealed, ok=problem is None, problem=problem, head=head)


def _walk(tx: Transaction) -> tuple[int, bytes, str | None]:
    """Follow the chain to its end or its first fault: the last good seq, its link, the problem."""
    seq, link = 0, GENESIS
    while rows := tx.all("sealed_events", after=seq, limit=_BATCH):
        for row in rows:
            if row.seq != seq + 1:
                return seq, link, f"seal_missing at seq {seq + 1}"
            if row.event_id is None:
                return seq, link, f"event_missing at seq {row.seq}"
            if leaf_hash(_canonical(row)) != row.leaf_hash:
                return seq, link, f"event_altered at seq {row.seq}"
            following = chain_hash(link, row.leaf_hash)
            if following != row.chain_hash:
                return seq, link, f"chain_broken at seq {row.seq}"
            seq, link = row.seq, following
    return seq, link, None


def _reconcile(sealed: int, found: Any) -> str | None:
    if sealed != found.events - found.unsealed:
        return "event_sealed_twice"
    if found.stranded:
        return "event_unqueued"
    return "event_lost" if found.lost else None


def _canonical(row: Any) -> bytes:
    """Return the canonical JSON of an event from its columns; equals ``Event.canonical``."""
    event = {
        "event_id": row.event_id,
        "occurred_at": (row.occurred_at or "").removesuffix("AD"),
        "actor": row.actor,
        "origin": row.origin,
        "resume_id": row.resume_id,
        "action": row.action,
        "outcome": row.outcome,
    }
    try:
        return canonical_json(event | {"detail": orjson.loads(row.detail)})
    except (TypeError, ValueError, RecursionError):
        # Not from Event.of. It is sealed all the same, as text: a stray writer must not stop the keeper.
        return canonical_json(event | {"detail": row.detail})


def _event(row: Any) -> Event:
    return Event(
        row.event_id,
        row.occurred_at.astimezone(UTC),
        row.actor,
        row.origin,
        row.action,
        row.outcome,
        row.resume_id,
        parse_detail(row.detail),
    )


def _bind(filters: Mapping[str, str | None]) -> bytes:
    return hashlib.sha256(canonical_json(dict(filters))).digest()


def _write_cursor(last: Event, bound: bytes) -> str:
    body = _CURSOR.pack(_CURSOR_VERSION, to_microseconds(last.occurred_at), last.event_id.bytes, bytes(4))[:-4]
    return _encode(body + _check(body, bound))


def _read_cursor(cursor: str, bound: bytes) -> tuple[datetime, uuid.UUID]:
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        version, microseconds, event_id, check = _CURSOR.unpack(raw)
        at = _EPOCH + timedelta(microseconds=microseconds)
    except (ValueError, struct.error, OverflowError):
        raise InvalidCursor from None
    # Decoding forgives strange characters and spare bits; one page has one cursor.
    if version != _CURSOR_VERSION or _encode(raw) != cursor or not hmac.compare_digest(check, _check(raw[:-4], bound)):
        raise InvalidCursor
    return at, uuid.UUID(bytes=event_id)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _check(body: bytes, bound: bytes) -> bytes:
    return hashlib.sha256(bound + body).digest()[:4]
