-- What a search needs beside its statement, as veil_search in the same scoped transaction.
--
-- The generation is a parameter, so that nothing is mixed when another one becomes active in between.

-- name: neighbouring_chunks
-- Chunks beside hits: of the same document, at most `distance` positions away, and no hits themselves.
SELECT c.seq, c.document_id, c.position, c.section, c.text
FROM chunk c
WHERE c.resume_id = %(resume_id)s AND c.generation = %(generation)s
  AND (%(sections)s::text[] IS NULL OR c.section = ANY (%(sections)s::text[]))
  AND c.seq <> ALL (%(seqs)s::integer[])
  AND EXISTS (
      SELECT FROM chunk h
      WHERE h.resume_id = %(resume_id)s AND h.generation = %(generation)s AND h.seq = ANY (%(seqs)s::integer[])
        AND h.document_id = c.document_id AND abs(h.position - c.position) <= %(distance)s
  )
ORDER BY c.seq;

-- name: chunk_vectors
SELECT c.seq, c.embedding::text AS embedding
FROM chunk c
WHERE c.resume_id = %(resume_id)s AND c.generation = %(generation)s AND c.seq = ANY (%(seqs)s::integer[]);

-- name: present_chunks
SELECT c.seq
FROM chunk c
JOIN resume r ON r.resume_id = c.resume_id AND r.state = 'active'
WHERE c.resume_id = %(resume_id)s AND c.generation = %(generation)s AND c.seq = ANY (%(seqs)s::integer[]);
