-- Writing chunks, as veil_worker in a scoped transaction that holds the resume's row (lock_resume).

-- name: active_generation
SELECT g.generation, g.model_id, g.dimensions, g.tokeniser_version, g.chunker_version
FROM resume r
JOIN generation g ON g.resume_id = r.resume_id AND g.generation = r.active_generation
WHERE r.resume_id = %(resume_id)s;

-- name: add_generation
INSERT INTO generation (resume_id, generation, model_id, dimensions, tokeniser_version, chunker_version)
SELECT %(resume_id)s, coalesce(max(generation), 0) + 1, %(model_id)s, %(dimensions)s, %(tokeniser_version)s,
       %(chunker_version)s
FROM generation
WHERE resume_id = %(resume_id)s
RETURNING generation;

-- name: activate_generation
UPDATE resume SET active_generation = %(generation)s, updated_at = now() WHERE resume_id = %(resume_id)s;

-- name: drop_generations_before
-- The one before the active one stays, so that going back is moving a pointer.
DELETE FROM generation
WHERE resume_id = %(resume_id)s AND generation < %(generation)s;

-- name: drop_document_chunks
DELETE FROM chunk
WHERE resume_id = %(resume_id)s AND document_id = %(document_id)s
  AND (%(generation)s::integer IS NULL OR generation = %(generation)s);

-- name: drop_chunks
DELETE FROM chunk
WHERE resume_id = %(resume_id)s
  AND (%(node_ids)s::uuid[] IS NULL OR node_id = ANY (%(node_ids)s::uuid[]))
  AND (%(sections)s::text[] IS NULL OR section = ANY (%(sections)s::text[]))
  AND (%(document_id)s::uuid IS NULL OR document_id = %(document_id)s::uuid);

-- name: next_seq
SELECT coalesce(max(seq) + 1, 0) AS seq
FROM chunk
WHERE resume_id = %(resume_id)s AND generation = %(generation)s;

-- name: add_chunk
INSERT INTO chunk (resume_id, generation, seq, document_id, node_id, position, section, text, embedding, lexemes,
                   terms, lexeme_count, model_id, tokeniser_version)
VALUES (%(resume_id)s, %(generation)s, %(seq)s, %(document_id)s, %(node_id)s, %(position)s, %(section)s, %(text)s,
        %(embedding)s::halfvec, %(lexemes)s::tsvector, %(terms)s::sparsevec, %(lexeme_count)s, %(model_id)s,
        %(tokeniser_version)s);

-- name: documents_with_chunks
SELECT DISTINCT document_id
FROM chunk
WHERE resume_id = %(resume_id)s AND generation = %(generation)s;
