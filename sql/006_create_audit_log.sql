-- The access and redaction log. Writers append events with ids that they make themselves, so nobody
-- waits for anybody; the keeper puts them in order afterwards by sealing them into a hash chain.

CREATE TABLE audit_event (
    event_id uuid PRIMARY KEY,
    occurred_at timestamptz NOT NULL CHECK (occurred_at >= '2000-01-01Z' AND occurred_at < '9999-01-01Z'),
    -- The five mandatory fields: who, when (above), from where, whose data, what was done.
    actor text NOT NULL CHECK (actor ~ '^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$'),
    origin text NOT NULL CHECK (origin ~ '^[A-Za-z0-9:][A-Za-z0-9.:_%-]{0,63}$'),
    resume_id text COLLATE "C" CHECK (resume_id ~ '^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$'),
    action text NOT NULL CHECK (action ~ '^[a-z_.]{1,64}$'),
    outcome text NOT NULL CHECK (outcome IN ('ok', 'refused', 'failed')),
    detail jsonb NOT NULL DEFAULT '{}'
        CHECK (jsonb_typeof(detail) = 'object' AND octet_length(detail::text) <= 8192)
);
CREATE INDEX audit_event_time ON audit_event (occurred_at, event_id);
CREATE INDEX audit_event_resume ON audit_event (resume_id, occurred_at, event_id);

CREATE TABLE audit_seal (
    seq bigint PRIMARY KEY CHECK (seq > 0),
    event_id uuid NOT NULL UNIQUE REFERENCES audit_event,
    leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
    chain_hash bytea NOT NULL CHECK (octet_length(chain_hash) = 32),
    sealed_at timestamptz NOT NULL DEFAULT now()
);

-- Events that the keeper has still to seal: finding them costs the same however long the log is. No
-- role but the keeper can take one out, and verification reconciles this queue with the log.
CREATE TABLE audit_pending (
    event_id uuid PRIMARY KEY
);

-- SECURITY DEFINER: a writer that could fill the queue itself could stall the keeper.
CREATE FUNCTION queue_for_sealing() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
-- Temporary tables last: by default a writer's own audit_pending would come first and swallow the rows.
SET search_path = veil, pg_temp AS $$
BEGIN
    INSERT INTO audit_pending SELECT event_id FROM added;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION queue_for_sealing() FROM PUBLIC;

CREATE TRIGGER queue_for_sealing AFTER INSERT ON audit_event
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION queue_for_sealing();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_event FORCE ROW LEVEL SECURITY;
CREATE POLICY append ON audit_event FOR INSERT
    TO veil_ingest, veil_search, veil_audit, veil_auth, veil_worker, veil_keeper WITH CHECK (true);
CREATE POLICY read_all ON audit_event FOR SELECT TO veil_audit, veil_keeper USING (true);
GRANT INSERT ON audit_event TO veil_ingest, veil_search, veil_audit, veil_auth, veil_worker, veil_keeper;
GRANT SELECT ON audit_event TO veil_audit, veil_keeper;

ALTER TABLE audit_seal ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_seal FORCE ROW LEVEL SECURITY;
CREATE POLICY seal ON audit_seal TO veil_keeper USING (true) WITH CHECK (true);
CREATE POLICY read_all ON audit_seal FOR SELECT TO veil_audit USING (true);
GRANT SELECT, INSERT ON audit_seal TO veil_keeper;
GRANT SELECT ON audit_seal TO veil_audit;

ALTER TABLE audit_pending ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_pending FORCE ROW LEVEL SECURITY;
-- The trigger's function runs as the owner, who is under row-level security too.
CREATE POLICY queue ON audit_pending FOR INSERT TO veil_owner WITH CHECK (true);
CREATE POLICY seal ON audit_pending TO veil_keeper USING (true) WITH CHECK (true);
CREATE POLICY read_all ON audit_pending FOR SELECT TO veil_audit USING (true);
GRANT SELECT, DELETE ON audit_pending TO veil_keeper;
GRANT SELECT ON audit_pending TO veil_audit;
