"""Synthetic rows in every table, written past every guard, for tests of the database itself."""

import uuid

from sqlalchemy import URL

from tests.statements import run_sql

_ROWS = """
INSERT INTO veil.resume (resume_id, active_generation, policy_version, engine_version, retain_until)
VALUES (%(resume)s, 1, 'default@1', 'rules-1', 'infinity');
INSERT INTO veil.resume_key (resume_id, wrapped_key, wrapping_key_id)
VALUES (%(resume)s, decode(repeat('ab', 60), 'hex'), 'master-1');
INSERT INTO veil.audit_event (event_id, occurred_at, actor, origin, resume_id, action, outcome)
VALUES (%(event)s, now(), 'backend-1', '192.0.2.1', %(resume)s, 'document.ingest', 'ok');
INSERT INTO veil.document (resume_id, document_id, digest, format, masked_text, policy_version, engine_version,
                           commitment_salt, event_id, retain_until)
VALUES (%(resume)s, %(document)s, sha256(%(resume)s::bytea), 'text', 'masked text of ' || %(resume)s, 'default@1',
        'rules-1', sha256('salt'), %(event)s, 'infinity');
INSERT INTO veil.redaction (resume_id, document_id, seq, entity_type, legal_class, operator, placeholder,
                            start_offset, end_offset, masked_start, masked_end, recognizer, score, policy_version,
                            value_hmac)
VALUES (%(resume)s, %(document)s, 0, 'PERSON', 'identifier', 'replace', '<PERSON_1>', 0, 3, 0, 10, 'name', 1,
        'default@1', sha256('value'));
INSERT INTO veil.generation (resume_id, generation, model_id, dimensions, tokeniser_version, chunker_version)
VALUES (%(resume)s, 1, 'model', 3, 'tokeniser-1', 'chunker-1');
INSERT INTO veil.chunk (resume_id, generation, seq, document_id, node_id, position, section, text, embedding,
                        lexemes, terms, lexeme_count, model_id, tokeniser_version)
VALUES (%(resume)s, 1, 0, %(document)s, %(event)s, 0, 'experience', 'chunk of ' || %(resume)s, '[1,0,0]',
        '''chunk'':1', '{1:1}/1000000000', 1, 'model', 'tokeniser-1');
INSERT INTO veil.ingest_job (job_id, resume_id, document_id) VALUES (%(event)s, %(resume)s, %(document)s);
"""


def add_resume(superuser: URL, resume_id: str) -> uuid.UUID:
    """Write a resume with one row in every table of candidate data, and return its document's id."""
    document_id = uuid.uuid4()
    run_sql(superuser, _ROWS, resume=resume_id, document=document_id, event=uuid.uuid4())
    return document_id
