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

-- name: bootstrap_quiet
-- Statements carry masked text and values. They stay out of the server's log, and out of sight of
-- other sessions of the same role. Only a superuser may set this; `veil doctor` tells where it is not.
DO $$
DECLARE
    role_name text;
    setting text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY[
        'veil_ingest', 'veil_search', 'veil_audit', 'veil_auth', 'veil_worker', 'veil_keeper'
    ] LOOP
        FOREACH setting IN ARRAY ARRAY[
            'log_statement = none', 'log_min_duration_statement = -1', 'log_min_error_statement = panic',
            'log_error_verbosity = terse', 'log_min_messages = log', 'track_activities = off'
        ] LOOP
            EXECUTE format('ALTER ROLE %I SET ', role_name) || setting;
        END LOOP;
    END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END
$$;

-- name: bootstrap_login
-- The login switches to the owner to migrate, and to any role that has no login of its own. Only
-- the first is needed always, so only its refusal counts.
DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY[
        'veil_owner', 'veil_ingest', 'veil_search', 'veil_audit', 'veil_auth', 'veil_worker', 'veil_keeper'
    ] LOOP
        -- True for a superuser, and for the role itself.
        IF NOT pg_has_role(role_name, 'SET') THEN
            BEGIN
                EXECUTE format('GRANT %I TO CURRENT_USER WITH SET TRUE, INHERIT FALSE', role_name);
            EXCEPTION WHEN insufficient_privilege THEN
                IF role_name = 'veil_owner' THEN
                    RAISE;
                END IF;
            END;
        END IF;
    END LOOP;
END
$$;

-- name: bootstrap_extension
CREATE EXTENSION IF NOT EXISTS vector;
-- 0.8.2 repairs CVE-2026-3172: building an index in parallel could reveal other tables' data.
DO $$
BEGIN
    IF EXISTS (
        SELECT FROM pg_extension e JOIN pg_available_extensions a ON a.name = e.extname
        WHERE e.extname = 'vector' AND string_to_array(e.extversion, '.')::integer[] < '{0,8,2}'
            AND a.default_version <> e.extversion
    ) THEN
        ALTER EXTENSION vector UPDATE;
    END IF;
END
$$;

-- name: bootstrap_schema
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'veil') THEN
        CREATE SCHEMA veil AUTHORIZATION veil_owner;
    END IF;
END
$$;
