-- name: add_job
INSERT INTO ingest_job (job_id, resume_id, document_id) VALUES (%(job_id)s, %(resume_id)s, %(document_id)s);

-- name: get_job
SELECT job_id, resume_id, document_id, state, attempt, error_code, created_at, updated_at
FROM ingest_job
WHERE job_id = %(job_id)s;

-- name: claim_job
UPDATE ingest_job
SET state = 'running', attempt = attempt + 1, claimed_by = %(worker)s, updated_at = now(),
    lease_until = now() + make_interval(secs => %(lease_s)s)
WHERE job_id = (
    SELECT job_id FROM ingest_job
    WHERE (state = 'queued' AND run_after <= now()) OR (state = 'running' AND lease_until < now())
    ORDER BY run_after, created_at, job_id
    LIMIT 1
    FOR UPDATE SKIP LOCKED
)
RETURNING job_id, resume_id, document_id, state, attempt, error_code, created_at, updated_at;

-- name: finish_job
-- The attempt is the fencing token: whoever lost the lease changes no row, and rolls back.
UPDATE ingest_job
SET state = 'done', lease_until = NULL, error_code = NULL, updated_at = now()
WHERE job_id = %(job_id)s AND state = 'running' AND attempt = %(attempt)s;

-- name: retry_job
UPDATE ingest_job
SET state = 'queued', lease_until = NULL, error_code = %(code)s, updated_at = now(),
    run_after = now() + make_interval(secs => %(delay_s)s)
WHERE job_id = %(job_id)s AND state = 'running' AND attempt = %(attempt)s;

-- name: fail_job
UPDATE ingest_job
SET state = 'failed', lease_until = NULL, error_code = %(code)s, updated_at = now()
WHERE job_id = %(job_id)s AND state = 'running' AND attempt = %(attempt)s;

-- name: count_jobs
SELECT state, count(*) AS n FROM ingest_job GROUP BY state;
