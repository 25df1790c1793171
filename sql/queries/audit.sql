-- The log: writers append, veil_audit reads, veil_keeper seals.

-- name: append_event
INSERT INTO audit_event (event_id, occurred_at, actor, origin, resume_id, action, outcome, detail)
VALUES (%(event_id)s, %(occurred_at)s, %(actor)s, %(origin)s, %(resume_id)s, %(action)s, %(outcome)s,
        %(detail)s::jsonb);

-- name: list_events
-- Newest first. The cursor is the last event of the page before.
SELECT event_id, occurred_at, actor, origin, action, outcome, resume_id, detail::text AS detail
FROM audit_event
WHERE (%(resume_id)s::text IS NULL OR resume_id = %(resume_id)s)
  AND (%(action)s::text IS NULL OR action = %(action)s)
  AND (%(actor)s::text IS NULL OR actor = %(actor)s)
  AND (%(outcome)s::text IS NULL OR outcome = %(outcome)s)
  AND (%(since)s::timestamptz IS NULL OR occurred_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR occurred_at < %(until)s)
  AND (%(before_id)s::uuid IS NULL OR (occurred_at, event_id) < (%(before)s, %(before_id)s))
ORDER BY occurred_at DESC, event_id DESC
LIMIT %(limit)s;

-- name: count_events
SELECT action, outcome, count(*) AS events
FROM audit_event
WHERE (%(since)s::timestamptz IS NULL OR occurred_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR occurred_at < %(until)s)
GROUP BY action, outcome
ORDER BY action, outcome;

-- name: count_redactions
-- A masking run is an event with a commitment; its counts are redactions by entity type.
SELECT entity.key AS entity_type, sum(entity.value::bigint)::bigint AS redactions
FROM audit_event
CROSS JOIN LATERAL jsonb_each_text(detail -> 'counts') AS entity
WHERE detail ? 'commitment'
  AND jsonb_typeof(detail -> 'counts') = 'object'
  AND entity.value ~ '^[0-9]{1,15}$'
  AND (%(since)s::timestamptz IS NULL OR occurred_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR occurred_at < %(until)s)
GROUP BY entity.key
ORDER BY entity.key;

-- name: list_redactions
SELECT document_id, seq, entity_type, legal_class, operator, placeholder, start_offset AS start,
       end_offset AS "end", masked_start, masked_end, recognizer, score, policy_version
FROM redaction_record
WHERE resume_id = %(resume_id)s AND (%(document_id)s::uuid IS NULL OR document_id = %(document_id)s)
ORDER BY document_id, seq;

-- name: committed_run
SELECT event_id, commitment_salt
FROM document
WHERE resume_id = %(resume_id)s AND document_id = %(document_id)s;

-- name: committed_redactions
SELECT entity_type, legal_class, operator, placeholder, start_offset AS start, end_offset AS "end", masked_start,
       masked_end, recognizer, score, value_hmac
FROM redaction
WHERE resume_id = %(resume_id)s AND document_id = %(document_id)s
ORDER BY seq;

-- name: committed_value
SELECT detail ->> 'commitment' AS commitment
FROM audit_event
WHERE event_id = %(event_id)s;

-- name: lock_chain
SELECT pg_advisory_xact_lock(hashtextextended('veil.audit.seal', 0));

-- name: last_seal
SELECT seq, chain_hash
FROM audit_seal
ORDER BY seq DESC
LIMIT 1;

-- name: pending_events
-- Every column as the text that its hash covers. A year before Christ must not read like one after.
SELECT event_id::text AS event_id,
       to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"BC') AS occurred_at,
       actor, origin, resume_id, action, outcome, detail::text AS detail
FROM audit_pending
JOIN audit_event USING (event_id)
ORDER BY audit_pending.event_id
LIMIT %(limit)s;

-- name: add_seals
INSERT INTO audit_seal (seq, event_id, leaf_hash, chain_hash)
SELECT * FROM unnest(%(seqs)s::bigint[], %(event_ids)s::uuid[], %(leaves)s::bytea[], %(links)s::bytea[]);

-- name: drop_pending
DELETE FROM audit_pending
WHERE event_id = ANY (%(event_ids)s::uuid[]);

-- name: take_snapshot
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;

-- name: sealed_events
SELECT seq, leaf_hash, chain_hash, event.event_id::text AS event_id,
       to_char(event.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"BC') AS occurred_at,
       event.actor, event.origin, event.resume_id, event.action, event.outcome, event.detail::text AS detail
FROM audit_seal
LEFT JOIN audit_event AS event USING (event_id)
WHERE seq > %(after)s
ORDER BY seq
LIMIT %(limit)s;

-- name: reconcile_log
-- Events, seals and the queue against each other.
SELECT (SELECT count(*) FROM audit_event) AS events,
       (SELECT count(*) FROM audit_event AS event
        WHERE NOT EXISTS (SELECT FROM audit_seal AS seal WHERE seal.event_id = event.event_id)) AS unsealed,
       (SELECT count(*) FROM audit_event AS event
        WHERE NOT EXISTS (SELECT FROM audit_seal AS seal WHERE seal.event_id = event.event_id)
          AND NOT EXISTS (SELECT FROM audit_pending AS pending WHERE pending.event_id = event.event_id)) AS stranded,
       (SELECT count(*) FROM audit_pending AS pending
        WHERE NOT EXISTS (SELECT FROM audit_event AS event WHERE event.event_id = pending.event_id)) AS lost;
