"""The redaction record: rows in their scope, an event that commits to them, and nothing after erasure."""

import secrets
from dataclasses import fields
from typing import NamedTuple
from uuid import uuid4

import pytest
from sqlalchemy import URL

from service.database import Database, Role
from service.errors import DatabaseRefused, ScopeMissing
from service.privacy.audit import Actor, AuditLog, Event, RedactionRecord
from service.privacy.record import commitment
from tests.statements import run_sql

ACTOR = Actor("staff-7", "203.0.113.9", "abcdefghijkl")
ADD_RESUME = """
INSERT INTO veil.resume (resume_id, policy_version, engine_version, retain_until) VALUES (%s, 'p', 'e', now())
"""
ADD_DOCUMENT = """
INSERT INTO veil.document (resume_id, document_id, digest, format, masked_text, policy_version, engine_version,
                           commitment_salt, event_id, retain_until)
VALUES (%s, %s, %s, 'text', 'm', 'p', 'e', %s, %s, now())
"""
ADD_REDACTION = """
INSERT INTO veil.redaction VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'p', %s)
"""


@pytest.fixture
def log(database: Database) -> AuditLog:
    return AuditLog(database)


class Redacted(NamedTuple):
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
    value_hmac: bytes


def store_run(log: AuditLog, url: URL, resume_id: str = "r-1") -> tuple[str, Event]:
    """Store a document with two redactions and the event that commits to them, as ingestion does."""
    document_id, salt, hmacs = str(uuid4()), secrets.token_bytes(32), [secrets.token_bytes(32) for _ in range(2)]
    rows = [
        Redacted("PERSON", "personal", "number", f"<PERSON_{n}>", n * 10, n * 10 + 3, n, n + 10, "names", 0.85, h)
        for n, h in enumerate(hmacs)
    ]
    written = Event.of(
        ACTOR,
        "document.mask",
        resume_id=resume_id,
        document_id=document_id,
        commitment=commitment(salt, rows),
        counts={"PERSON": 2},
    )
    run_sql(url, ADD_RESUME, resume_id)
    run_sql(url, ADD_DOCUMENT, resume_id, document_id, bytes(32), salt, written.event_id)
    for seq, row in enumerate(rows):
        run_sql(url, ADD_REDACTION, resume_id, document_id, seq, *row[:10], row.value_hmac)
    log.record(Role.INGEST, written)
    return document_id, written


def test_compliance_sees_a_resumes_redactions_without_the_linkable_hmac(log, database, superuser_url):
    document_id, _ = store_run(log, superuser_url)
    store_run(log, superuser_url, "r-2")
    rows = log.redactions("r-1")
    assert [(str(row.document_id), row.seq, row.placeholder, row.score) for row in rows] == [
        (document_id, 0, "<PERSON_0>", 0.85),
        (document_id, 1, "<PERSON_1>", 0.85),
    ]
    assert rows == log.redactions("r-1", rows[0].document_id)
    assert log.redactions("r-1", uuid4()) == []
    assert "value_hmac" not in {field.name for field in fields(RedactionRecord)}
    with pytest.raises(DatabaseRefused), database.scoped(Role.AUDIT, "r-1") as tx:
        tx.connection.exec_driver_sql("SELECT value_hmac FROM redaction")


@pytest.mark.parametrize("resume_id", ["r-9", "R-1", "r-1' OR '1'='1", "%"])
def test_redactions_stay_in_their_scope(log, superuser_url, resume_id):
    store_run(log, superuser_url)
    assert log.redactions(resume_id) == []
    with pytest.raises(ScopeMissing):
        log.redactions("")


def test_redaction_rows_match_their_event_until_one_is_changed(log, superuser_url):
    document_id, _ = store_run(log, superuser_url)
    assert log.redactions_match("r-1", document_id)
    for change in ("score = 0.5", "recognizer = 'other'", "end_offset = end_offset + 1", "value_hmac = sha256('x')"):
        run_sql(superuser_url, "CREATE TABLE veil.kept AS TABLE veil.redaction")
        run_sql(superuser_url, f"UPDATE veil.redaction SET {change} WHERE seq = 1")
        assert not log.redactions_match("r-1", document_id), change
        run_sql(
            superuser_url,
            "DELETE FROM veil.redaction; INSERT INTO veil.redaction TABLE veil.kept; DROP TABLE veil.kept",
        )
        assert log.redactions_match("r-1", document_id)
    run_sql(superuser_url, "DELETE FROM veil.redaction WHERE seq = 1")
    assert not log.redactions_match("r-1", document_id)
    assert not log.redactions_match("r-2", document_id)


def test_after_erasure_the_event_verifies_and_links_to_nothing(log, superuser_url):
    document_id, written = store_run(log, superuser_url)
    log.seal()
    run_sql(superuser_url, "DELETE FROM veil.resume")
    assert log.redactions("r-1") == []
    assert not log.redactions_match("r-1", document_id)
    assert log.events().events == [written]
    assert log.verify().ok
    for table in ("document", "redaction", "resume_key"):
        assert run_sql(superuser_url, f"SELECT count(*) FROM veil.{table}") == [(0,)]
