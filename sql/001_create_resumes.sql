-- Resumes: ids and states, no text. Their keys, which everything keyed to a resume hangs on.

GRANT USAGE ON SCHEMA veil
    TO veil_ingest, veil_search, veil_audit, veil_auth, veil_worker, veil_keeper;

CREATE TABLE resume (
    resume_id text COLLATE "C" PRIMARY KEY
        CHECK (resume_id ~ '^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$'),
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended')),
    active_generation integer,
    policy_version text NOT NULL,
    engine_version text NOT NULL,
    retain_until timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE resume ENABLE ROW LEVEL SECURITY;
ALTER TABLE resume FORCE ROW LEVEL SECURITY;

-- A table of ids and states: the writers enumerate it, a searcher sees its own scope only.
CREATE POLICY ingest_all ON resume TO veil_ingest USING (true) WITH CHECK (true);
CREATE POLICY worker_all ON resume TO veil_worker USING (true) WITH CHECK (true);
CREATE POLICY keeper_all ON resume FOR SELECT TO veil_keeper USING (true);
CREATE POLICY search_scope ON resume FOR SELECT TO veil_search
    USING (resume_id = (SELECT nullif(current_setting('app.resume_id', true), '')));

GRANT SELECT, INSERT, UPDATE, DELETE ON resume TO veil_ingest;
-- Column-wise: a worker flips the pointer and touches nothing else. (Row locks need UPDATE on a column.)
GRANT SELECT, UPDATE (active_generation, updated_at) ON resume TO veil_worker;
GRANT SELECT ON resume TO veil_search, veil_keeper;

-- One random key per resume, wrapped by the master key. Deleting the row makes every digest and
-- value HMAC of that resume link to nothing.
CREATE TABLE resume_key (
    resume_id text COLLATE "C" PRIMARY KEY REFERENCES resume ON DELETE CASCADE,
    wrapped_key bytea NOT NULL CHECK (octet_length(wrapped_key) BETWEEN 40 AND 128),
    wrapping_key_id text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (resume_id <> '')
);

-- Planner statistics would keep keys beyond their erasure.
ALTER TABLE resume_key ALTER wrapped_key SET STATISTICS 0;
ALTER TABLE resume_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE resume_key FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON resume_key TO veil_ingest
    USING (resume_id = (SELECT nullif(current_setting('app.resume_id', true), '')))
    WITH CHECK (resume_id = (SELECT nullif(current_setting('app.resume_id', true), '')));
GRANT SELECT, INSERT, DELETE ON resume_key TO veil_ingest;
