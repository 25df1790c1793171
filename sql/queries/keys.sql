-- Keys of resumes, in a scoped transaction of veil_ingest; API keys, as veil_auth.

-- name: open_resume_key
SELECT wrapped_key, wrapping_key_id
FROM resume_key
WHERE resume_id = %(resume_id)s;

-- name: create_resume_key
INSERT INTO resume_key (resume_id, wrapped_key, wrapping_key_id)
VALUES (%(resume_id)s, %(wrapped_key)s, %(wrapping_key_id)s)
ON CONFLICT (resume_id) DO NOTHING;

-- name: create_api_key
INSERT INTO api_key (key_id, secret_hash, roles, subject, expires_at)
VALUES (%(key_id)s, %(secret_hash)s, %(roles)s, %(subject)s, now() + %(expires_in)s)
RETURNING key_id, subject, roles, created_at, expires_at, revoked_at;

-- name: list_api_keys
SELECT key_id, subject, roles, created_at, expires_at, revoked_at
FROM api_key
ORDER BY created_at, key_id;

-- name: find_api_key
SELECT key_id, subject, roles, created_at, expires_at, revoked_at
FROM api_key
WHERE key_id = %(key_id)s;

-- name: authenticate_api_key
-- One clock decides: the database's.
SELECT secret_hash, subject, roles,
       revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) AS live
FROM api_key
WHERE key_id = %(key_id)s;

-- name: revoke_api_key
UPDATE api_key
SET revoked_at = now()
WHERE key_id = %(key_id)s AND revoked_at IS NULL
RETURNING key_id, subject, roles, created_at, expires_at, revoked_at;

-- name: any_api_key
SELECT EXISTS (SELECT FROM api_key) AS found;
