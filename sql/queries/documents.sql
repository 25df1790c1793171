-- name: document_by_digest
SELECT document_id, state, policy_version, engine_version,
       (SELECT job_id FROM ingest_job j
        WHERE j.resume_id = d.resume_id AND j.document_id = d.document_id
        ORDER BY j.created_at DESC, j.job_id LIMIT 1) AS job_id
FROM document d
WHERE resume_id = %(resume_id)s AND digest = %(digest)s;

-- name: known_placeholders
SELECT DISTINCT entity_type, value_hmac, placeholder
FROM redaction
WHERE resume_id = %(resume_id)s;

-- name: redaction_counts
SELECT entity_type, count(*) AS n
FROM redaction
WHERE resume_id = %(resume_id)s AND document_id = %(document_id)s
GROUP BY entity_type
ORDER BY entity_type;

-- name: put_document
INSERT INTO document (resume_id, document_id, digest, format, masked_text, policy_version, engine_version,
                      commitment_salt, event_id, retain_until)
VALUES (%(resume_id)s, %(document_id)s, %(digest)s, %(format)s, %(masked_text)s, %(policy_version)s,
        %(engine_version)s, %(commitment_salt)s, %(event_id)s, %(retain_until)s)
ON CONFLICT (resume_id, document_id) DO UPDATE
SET format = excluded.format, masked_text = excluded.masked_text, policy_version = excluded.policy_version,
    engine_version = excluded.engine_version, commitment_salt = excluded.commitment_salt,
    event_id = excluded.event_id, retain_until = excluded.retain_until, state = 'accepted';

-- name: drop_redactions
DELETE FROM redaction WHERE resume_id = %(resume_id)s AND document_id = %(document_id)s;

-- name: add_redaction
INSERT INTO redaction (resume_id, document_id, seq, entity_type, legal_class, operator, placeholder, start_offset,
                       end_offset, masked_start, masked_end, recognizer, score, policy_version, value_hmac)
VALUES (%(resume_id)s, %(document_id)s, %(seq)s, %(entity_type)s, %(legal_class)s, %(operator)s, %(placeholder)s,
        %(start)s, %(end)s, %(masked_start)s, %(masked_end)s, %(recognizer)s, %(score)s, %(policy_version)s,
        %(value_hmac)s);

-- name: masked_document
-- The event names the masking run that the text came from.
SELECT document_id, digest, masked_text, event_id FROM document
WHERE resume_id = %(resume_id)s AND document_id = %(document_id)s;

-- name: masked_documents
SELECT document_id, digest, masked_text, event_id FROM document
WHERE resume_id = %(resume_id)s
ORDER BY created_at, document_id;

-- name: masking_runs
SELECT document_id, event_id FROM document
WHERE resume_id = %(resume_id)s;

-- name: set_document_state
UPDATE document SET state = %(state)s WHERE resume_id = %(resume_id)s AND document_id = %(document_id)s;
