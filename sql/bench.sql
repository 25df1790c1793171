-- What `veil bench search` does in its own database, as a superuser, before it measures: no part of the service.
-- Everybody's rows are made from the same source, on the server.

-- name: create_source
CREATE UNLOGGED TABLE source (resume integer, seq integer, prototype integer, embedding {halfvec});
CREATE UNLOGGED TABLE prototype (prototype integer PRIMARY KEY, text text NOT NULL);

-- name: fill_source
COPY source (resume, seq, prototype, embedding) FROM STDIN (FORMAT binary);

-- name: drop_source
DROP TABLE source, prototype;

-- name: add_prototype_resume
INSERT INTO veil.resume (resume_id, policy_version, engine_version, retain_until)
VALUES (%(resume_id)s, 'bench', 'bench', 'infinity');

-- name: add_prototype_document
INSERT INTO veil.document (resume_id, document_id, digest, format, masked_text, policy_version, engine_version,
                           commitment_salt, event_id, state, retain_until)
VALUES (%(resume_id)s, %(document_id)s, %(digest)s, 'text', 'bench', 'bench', 'bench', %(digest)s, %(document_id)s,
        'searchable', 'infinity');

-- name: drop_prototype_resume
DELETE FROM veil.resume WHERE resume_id = %(resume_id)s;

-- name: columns_of
SELECT column_name
FROM information_schema.columns
WHERE table_schema = 'veil' AND table_name = %(table)s AND is_generated = 'NEVER'
ORDER BY ordinal_position;

-- name: copy_resumes
-- Each of Veil's tables: the prototype's row once for every resume, with what differs in its place.
INSERT INTO veil.{table} ({columns})
SELECT {values}
FROM (SELECT DISTINCT resume FROM source) AS s
CROSS JOIN veil.{table} AS p
WHERE p.resume_id = %(resume_id)s
ORDER BY s.resume;

-- name: copy_chunks
INSERT INTO veil.chunk ({columns})
SELECT {values}
FROM source AS s
JOIN veil.chunk AS p ON p.resume_id = %(resume_id)s AND p.seq = s.prototype
ORDER BY s.resume, s.seq;

-- name: gin_indexes_of
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %(table)s AND indexdef LIKE '%% USING gin %%';

-- name: drop_index
DROP INDEX {index};

-- name: fill_stock
INSERT INTO {table} (text, metadata_, node_id, embedding)
SELECT p.text, replace(replace(%(metadata)s, '@resume', s.resume_id), '@node', s.node_id)::json, s.node_id, s.embedding
FROM (
    SELECT prototype, embedding, to_char(resume, '"r-"FM000000') AS resume_id,
           to_char(resume, '"r-"FM000000') || '/' || seq AS node_id
    FROM source ORDER BY resume, seq
) AS s
JOIN prototype AS p USING (prototype);

-- name: index_ivfflat
-- pgvector's advice: a list for a thousand rows.
CREATE INDEX ON {table} USING ivfflat (embedding halfvec_cosine_ops) WITH (lists = {lists});

-- name: fill_langchain
INSERT INTO {table} (langchain_id, content, embedding, content_tsv, resume_id, seq)
SELECT gen_random_uuid(), p.text, s.embedding::vector, to_tsvector('simple', p.text),
       to_char(s.resume, '"r-"FM000000'), s.seq
FROM source AS s
JOIN prototype AS p USING (prototype);

-- name: index_langchain
CREATE INDEX ON {table} USING gin (content_tsv);

-- name: vacuum
VACUUM (ANALYZE) {table};

-- name: drop_table
DROP TABLE {table};

-- name: sizes
SELECT pg_total_relation_size(%(table)s::regclass) AS bytes;
