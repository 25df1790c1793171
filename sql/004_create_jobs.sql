-- Ingest jobs: ids, states and leases. Written in the transaction that accepts a document.

CREATE TABLE ingest_job (
    job_id uuid PRIMARY KEY,
    resume_id text COLLATE "C" NOT NULL CHECK (resume_id <> ''),
    document_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
    -- Counts claims; it is the fencing token of the claim that holds the lease.
    attempt integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    claimed_by text,
    lease_until timestamptz,
    run_after timestamptz NOT NULL DEFAULT now(),
    error_code text CHECK (error_code ~ '^[a-z_]{1,64}$'),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (resume_id, document_id) REFERENCES document ON DELETE CASCADE
);
CREATE INDEX ingest_job_document ON ingest_job (resume_id, document_id);
CREATE INDEX ingest_job_open ON ingest_job (run_after) WHERE state IN ('queued', 'running');

ALTER TABLE ingest_job ENABLE ROW LEVEL SECURITY;
ALTER TABLE ingest_job FORCE ROW LEVEL SECURITY;
CREATE POLICY ingest_all ON ingest_job TO veil_ingest USING (true) WITH CHECK (true);
CREATE POLICY worker_all ON ingest_job TO veil_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON ingest_job TO veil_ingest;
GRANT SELECT, UPDATE ON ingest_job TO veil_worker;
