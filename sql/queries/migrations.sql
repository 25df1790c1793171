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
