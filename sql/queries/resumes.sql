-- name: ensure_resume
INSERT INTO resume (resume_id, policy_version, engine_version, retain_until)
VALUES (%(resume_id)s, %(policy_version)s, %(engine_version)s, %(retain_until)s)
ON CONFLICT (resume_id) DO NOTHING;

-- name: lock_resume
SELECT resume_id, state, active_generation FROM resume WHERE resume_id = %(resume_id)s FOR UPDATE;

-- name: touch_resume
UPDATE resume
SET policy_version = %(policy_version)s, engine_version = %(engine_version)s,
    retain_until = greatest(retain_until, %(retain_until)s), updated_at = now()
WHERE resume_id = %(resume_id)s;

-- name: list_resumes
SELECT resume_id, state, policy_version, engine_version, retain_until, created_at, updated_at
FROM resume
WHERE (%(after)s::text IS NULL OR resume_id > %(after)s COLLATE "C")
  AND (%(state)s::text IS NULL OR state = %(state)s)
  AND (%(policy)s::text IS NULL OR policy_version = %(policy)s OR split_part(policy_version, '@', 1) = %(policy)s)
  AND (%(engine)s::text IS NULL OR engine_version = %(engine)s)
  AND (%(created_since)s::timestamptz IS NULL OR created_at >= %(created_since)s)
  AND (%(created_until)s::timestamptz IS NULL OR created_at < %(created_until)s)
  AND (%(retain_before)s::timestamptz IS NULL OR retain_until < %(retain_before)s)
ORDER BY resume_id
LIMIT %(limit)s;

-- name: get_resume
SELECT r.resume_id, r.state, r.policy_version, r.engine_version, r.retain_until, r.created_at, r.updated_at,
       g.model_id, g.tokeniser_version,
       (SELECT count(*) FROM chunk c
        WHERE c.resume_id = r.resume_id AND c.generation = r.active_generation) AS chunks
FROM resume r
LEFT JOIN generation g ON g.resume_id = r.resume_id AND g.generation = r.active_generation
WHERE r.resume_id = %(resume_id)s;

-- name: list_documents
SELECT document_id, format, state, policy_version, engine_version, retain_until, created_at,
       char_length(masked_text) AS characters
FROM document
WHERE resume_id = %(resume_id)s
ORDER BY created_at, document_id;

-- name: get_document
SELECT document_id, format, state, policy_version, engine_version, retain_until, created_at, masked_text
FROM document
WHERE resume_id = %(resume_id)s AND document_id = %(document_id)s;

-- name: document_chunks
SELECT c.seq, c.section, c.text
FROM chunk c
JOIN resume r ON r.resume_id = c.resume_id AND r.active_generation = c.generation
WHERE c.resume_id = %(resume_id)s AND c.document_id = %(document_id)s
ORDER BY c.seq;

-- name: erasure_counts
SELECT (SELECT count(*) FROM document d WHERE d.resume_id = %(resume_id)s
            AND (%(document_id)s::uuid IS NULL OR d.document_id = %(document_id)s)) AS documents,
       (SELECT count(*) FROM chunk c WHERE c.resume_id = %(resume_id)s
            AND (%(document_id)s::uuid IS NULL OR c.document_id = %(document_id)s)) AS chunks,
       (SELECT count(*) FROM redaction x WHERE x.resume_id = %(resume_id)s
            AND (%(document_id)s::uuid IS NULL OR x.document_id = %(document_id)s)) AS redactions;

-- name: erase_resume
DELETE FROM resume WHERE resume_id = %(resume_id)s;

-- name: erase_document
DELETE FROM document WHERE resume_id = %(resume_id)s AND document_id = %(document_id)s;
