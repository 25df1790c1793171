-- name: migration_lock
-- One key for the database: 'veil' in ASCII. Held by the session until it ends.
SELECT pg_advisory_lock(x'7665696c'::bigint)

-- name: migration_table_exists
SELECT to_regclass('veil.migration') IS NOT NULL AS present

-- name: migration_table_create
CREATE TABLE veil.migration (
    name text COLLATE "C" PRIMARY KEY,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)

-- name: migrations_applied
SELECT name, sha256 FROM veil.migration ORDER BY name

-- name: migration_record
INSERT INTO veil.migration (name, sha256) VALUES (%(name)s, %(sha256)s)

-- name: migration_unforced_tables
-- Tables that a migration left without forced row-level security.
SELECT relname
FROM pg_class
WHERE relnamespace = 'veil'::regnamespace AND relkind IN ('r', 'p') AND relname <> 'migration'
    AND NOT (relrowsecurity AND relforcerowsecurity)
ORDER BY relname

-- name: bootstrap_grants_login
-- The login switches to the owner to migrate, and to any role that has no login of its own. Only
-- the first is needed always, so only its refusal counts.
DO $$
DECLARE
    role_name text;
BEGIN
    IF current_user LIKE 'veil\_%%' THEN
        RETURN;
    END IF;
    FOREACH role_name IN ARRAY ARRAY[
        'veil_owner', 'veil_ingest', 'veil_search', 'veil_audit', 'veil_auth', 'veil_worker', 'veil_keeper'
    ] LOOP
        IF NOT pg_has_role(role_name, 'SET') THEN
            BEGIN
                EXECUTE format('GRANT %%I TO CURRENT_USER WITH SET TRUE, INHERIT FALSE', role_name);
            EXCEPTION WHEN insufficient_privilege THEN
                IF role_name = 'veil_owner' THEN
                    RAISE;
                END IF;
            END;
        END IF;
    END LOOP;
END
$$
