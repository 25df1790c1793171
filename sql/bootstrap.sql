-- What a database needs before the numbered migrations: roles, the extension, the schema. No
-- migration, because roles belong to the whole server and the extension needs an administrator.
-- Each step may be run again. Passwords are set by the administrator: ALTER ROLE veil_search PASSWORD ...

-- name: bootstrap_roles
DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY[
        'veil_owner', 'veil_ingest', 'veil_search', 'veil_audit', 'veil_auth', 'veil_worker', 'veil_keeper'
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I LOGIN', role_name);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- Made meanwhile, for another database of this server.
            END;
        END IF;
    END LOOP;
END
$$;

-- name: bootstrap_extension
CREATE EXTENSION IF NOT EXISTS vector;

-- name: bootstrap_schema
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'veil') THEN
        CREATE SCHEMA veil AUTHORIZATION veil_owner;
    END IF;
END
$$;
