-- API keys: a hash of the secret, never the secret. One role can see this table.

CREATE TABLE api_key (
    key_id text COLLATE "C" PRIMARY KEY CHECK (key_id ~ '^[a-z0-9]{12}$'),
    -- SHA-256 of a 256-bit random secret: there is nothing to guess, so no slow hash is needed.
    secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
    roles text[] NOT NULL CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['ingest', 'search', 'audit', 'admin']),
    -- An opaque staff or service id, never a name or an e-mail address.
    subject text NOT NULL CHECK (subject ~ '^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$'),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz
);

ALTER TABLE api_key ALTER secret_hash SET STATISTICS 0;
ALTER TABLE api_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_key FORCE ROW LEVEL SECURITY;
CREATE POLICY auth_all ON api_key TO veil_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (revoked_at) ON api_key TO veil_auth;
