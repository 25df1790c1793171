-- What `veil doctor` looks at. Every login may read these.

-- name: doctor_server
SELECT current_setting('server_version_num')::integer AS number, current_setting('server_version') AS version,
       (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) AS bypasses

-- name: doctor_extension
SELECT extversion AS version,
       EXISTS (SELECT FROM pg_class i JOIN pg_am a ON a.oid = i.relam WHERE a.amname = 'ivfflat') AS has_ivfflat
FROM pg_extension
WHERE extname = 'vector'

-- name: doctor_roles
SELECT wanted.name, r.oid IS NULL AS missing, coalesce(r.rolsuper OR r.rolbypassrls, false) AS bypasses,
       EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid) AS is_member,
       EXISTS (SELECT FROM pg_shdepend d WHERE d.refobjid = r.oid AND d.deptype = 'o') AS is_owner
FROM unnest(%(names)s::text[]) AS wanted (name) LEFT JOIN pg_roles r ON r.rolname = wanted.name
ORDER BY wanted.name

-- name: doctor_statement_settings
-- Settings of this session under which the server shows its statements: in its log, or to other
-- sessions of the same role (pg_stat_activity). The driver writes values into statements.
SELECT name
FROM pg_settings
WHERE (name = 'log_statement' AND setting <> 'none')
    OR (name IN ('log_min_duration_statement', 'log_min_duration_sample') AND setting <> '-1')
    OR (name = 'log_min_error_statement' AND setting NOT IN ('log', 'fatal', 'panic'))
    OR (name = 'track_activities' AND setting = 'on')
ORDER BY name
