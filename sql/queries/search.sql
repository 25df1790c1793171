-- Search within one resume, as veil_search in a scoped transaction. Each statement is one round trip.
--
-- Distances are computed in a materialised scan of the primary key, where no index on embedding can
-- be used: an approximate one filters afterwards, and then returns nothing of a resume.
--
-- The model and the tokeniser of the query are parameters. If the active generation has others, no
-- chunk is read and the one row that comes back names them. A resume without chunks gives one row of
-- NULLs, an unknown one no row.
--
-- Keyword scores are BM25 over the resume's own chunks, so nothing of anybody else's shows in them:
-- idf = ln(1 + (n - df + .5) / (df + .5)), divided by the query's IDF mass, sum(mass_weight * idf * (k1 + 1))
-- over all its lexemes, matched or not. With the weights themselves that is the highest score that a
-- passage could reach.
--
-- A probe is a sparse vector that asks for three lexemes, with the values 1, 2^8 and 2^16: its inner
-- product with a chunk's terms holds their three frequencies, eight bits each (service/pipeline/terms.py).
-- The probes are LATERAL and the terms pass through a cast, so that each chunk is read, and its terms
-- are fetched, once, whatever the planner expects. Sums go by place: equal passages get equal scores.
--
-- A zero vector has no direction: its distance is NaN, and its cosine counts as 0.

-- name: search_hybrid
WITH active AS MATERIALIZED (
    SELECT r.active_generation AS generation, g.model_id, g.tokeniser_version,
           (g.model_id, g.tokeniser_version, g.dimensions)
               = (%(model_id)s, %(tokeniser_version)s, %(dimensions)s) AS usable
    FROM resume r
    LEFT JOIN generation g ON g.resume_id = r.resume_id AND g.generation = r.active_generation
    WHERE r.resume_id = %(resume_id)s AND r.state = 'active'
),
scanned AS MATERIALIZED (
    SELECT c.seq, c.document_id, c.section, c.lexeme_count,
           coalesce(nullif(1 - (c.embedding <=> %(embedding)s::halfvec), 'NaN'), 0) AS cosine
    FROM chunk c
    WHERE c.resume_id = %(resume_id)s AND c.generation = (SELECT generation FROM active WHERE usable)
),
matched AS MATERIALIZED (
    SELECT c.seq, c.lexeme_count, (3 * (p.probe - 1) + d.digit + 1)::integer AS place,
           (p.packed >> 8 * d.digit) & 255 AS tf
    FROM (
        SELECT seq, lexeme_count, terms::sparsevec(1000000000)
        FROM chunk
        WHERE resume_id = %(resume_id)s AND generation = (SELECT generation FROM active WHERE usable)
        OFFSET 0
    ) AS c
    CROSS JOIN LATERAL (
        SELECT q.probe, (-(q.terms <#> c.terms))::integer AS packed
        FROM unnest(%(probes)s::sparsevec[]) WITH ORDINALITY AS q (terms, probe)
        OFFSET 0
    ) AS p
    CROSS JOIN (VALUES (0), (1), (2)) AS d (digit)
    WHERE p.packed > 0 AND (p.packed >> 8 * d.digit) & 255 > 0
),
corpus AS MATERIALIZED (
    SELECT count(*)::float8 AS n, greatest(avg(lexeme_count), 1)::float8 AS mean_count FROM scanned
),
weighed AS MATERIALIZED (
    SELECT array_agg(w.weight * i.idf ORDER BY w.place) AS gains,
           coalesce(nullif(sum(w.mass_weight * i.idf ORDER BY w.place), 0), sum(w.weight * i.idf ORDER BY w.place))
               AS mass
    FROM unnest(%(weights)s::float8[], %(mass_weights)s::float8[]) WITH ORDINALITY AS w (weight, mass_weight, place)
    CROSS JOIN corpus
    LEFT JOIN (SELECT place, count(*)::float8 AS df FROM matched GROUP BY place) AS f ON f.place = w.place
    CROSS JOIN LATERAL (
        SELECT (%(k1)s::float8 + 1) * ln(1 + (n - coalesce(df, 0) + 0.5) / (coalesce(df, 0) + 0.5)) AS idf
    ) AS i
),
keyword AS (
    SELECT seq,
           sum((SELECT gains FROM weighed)[place] * tf / (tf + %(k1)s::float8
                   * (1 - %(b)s::float8 + %(b)s::float8 * lexeme_count / (SELECT mean_count FROM corpus)))
               ORDER BY place) / (SELECT mass FROM weighed) AS score
    FROM matched
    GROUP BY seq
),
-- Grouped rather than joined: whatever the planner expects, this stays linear.
merged AS (
    SELECT seq, max(cosine) AS cosine, max(score) AS keyword_score
    FROM (
        SELECT seq, cosine, NULL::float8 AS score
        FROM scanned
        WHERE (%(sections)s::text[] IS NULL OR section = ANY (%(sections)s::text[]))
          AND (%(document_id)s::uuid IS NULL OR document_id = %(document_id)s::uuid)
        UNION ALL
        SELECT seq, NULL, score FROM keyword
    ) AS arm
    GROUP BY seq
    HAVING max(cosine) IS NOT NULL
),
ranked AS (
    SELECT seq, cosine AS vector_score, keyword_score,
           row_number() OVER (ORDER BY cosine DESC, seq) AS vector_rank,
           CASE WHEN keyword_score IS NOT NULL
                THEN row_number() OVER (ORDER BY keyword_score DESC NULLS LAST, seq) END AS keyword_rank
    FROM merged
),
fused AS (
    SELECT seq, vector_score, vector_rank, keyword_score, keyword_rank,
           CASE WHEN %(rrf_k)s::float8 IS NULL
                THEN coalesce(keyword_score, 0) + %(vector_weight)s::float8 * vector_score
                ELSE coalesce(1 / (%(rrf_k)s::float8 + keyword_rank), 0)
                     + %(vector_weight)s::float8 / (%(rrf_k)s::float8 + vector_rank)
           END AS score
    FROM ranked
),
best AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY score DESC, seq) AS rank, *
    FROM fused ORDER BY score DESC, seq LIMIT %(top_k)s
)
SELECT a.generation, a.model_id, a.tokeniser_version, a.usable, h.*
FROM active a
LEFT JOIN (
    SELECT b.rank, b.score, b.vector_rank, b.vector_score, b.keyword_rank, b.keyword_score,
           c.seq, c.document_id, c.node_id, c.position, c.section, c.text,
           CASE WHEN %(explain)s THEN
               ARRAY(SELECT lexeme FROM unnest(c.lexemes) WHERE lexeme = ANY (%(lexemes)s::text[]) ORDER BY lexeme)
           END AS lexemes
    FROM best b
    JOIN chunk c ON c.resume_id = %(resume_id)s AND c.seq = b.seq
                AND c.generation = (SELECT generation FROM active WHERE usable)
) AS h ON true
ORDER BY h.rank;

-- name: search_vector
WITH active AS MATERIALIZED (
    SELECT r.active_generation AS generation, g.model_id, g.tokeniser_version,
           (g.model_id, g.tokeniser_version, g.dimensions)
               = (%(model_id)s, %(tokeniser_version)s, %(dimensions)s) AS usable
    FROM resume r
    LEFT JOIN generation g ON g.resume_id = r.resume_id AND g.generation = r.active_generation
    WHERE r.resume_id = %(resume_id)s AND r.state = 'active'
),
scanned AS MATERIALIZED (
    SELECT c.seq, coalesce(nullif(1 - (c.embedding <=> %(embedding)s::halfvec), 'NaN'), 0) AS cosine
    FROM chunk c
    WHERE c.resume_id = %(resume_id)s AND c.generation = (SELECT generation FROM active WHERE usable)
      AND (%(sections)s::text[] IS NULL OR c.section = ANY (%(sections)s::text[]))
      AND (%(document_id)s::uuid IS NULL OR c.document_id = %(document_id)s::uuid)
),
best AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY cosine DESC, seq) AS rank, *
    FROM scanned ORDER BY cosine DESC, seq LIMIT %(top_k)s
)
SELECT a.generation, a.model_id, a.tokeniser_version, a.usable, h.*
FROM active a
LEFT JOIN (
    SELECT b.rank, b.cosine AS score, b.rank AS vector_rank, b.cosine AS vector_score,
           NULL::bigint AS keyword_rank, NULL::float8 AS keyword_score,
           c.seq, c.document_id, c.node_id, c.position, c.section, c.text, NULL::text[] AS lexemes
    FROM best b
    JOIN chunk c ON c.resume_id = %(resume_id)s AND c.seq = b.seq
                AND c.generation = (SELECT generation FROM active WHERE usable)
) AS h ON true
ORDER BY h.rank;

-- name: search_keyword
-- The query has no vector, so the model may be any: only the tokeniser must agree.
WITH active AS MATERIALIZED (
    SELECT r.active_generation AS generation, g.model_id, g.tokeniser_version,
           g.tokeniser_version = %(tokeniser_version)s AS usable
    FROM resume r
    LEFT JOIN generation g ON g.resume_id = r.resume_id AND g.generation = r.active_generation
    WHERE r.resume_id = %(resume_id)s AND r.state = 'active'
),
matched AS MATERIALIZED (
    SELECT c.seq, c.lexeme_count, c.section, c.document_id, (3 * (p.probe - 1) + d.digit + 1)::integer AS place,
           (p.packed >> 8 * d.digit) & 255 AS tf
    FROM (
        SELECT seq, lexeme_count, section, document_id, terms::sparsevec(1000000000)
        FROM chunk
        WHERE resume_id = %(resume_id)s AND generation = (SELECT generation FROM active WHERE usable)
        OFFSET 0
    ) AS c
    CROSS JOIN LATERAL (
        SELECT q.probe, (-(q.terms <#> c.terms))::integer AS packed
        FROM unnest(%(probes)s::sparsevec[]) WITH ORDINALITY AS q (terms, probe)
        OFFSET 0
    ) AS p
    CROSS JOIN (VALUES (0), (1), (2)) AS d (digit)
    WHERE p.packed > 0 AND (p.packed >> 8 * d.digit) & 255 > 0
),
corpus AS MATERIALIZED (
    SELECT count(*)::float8 AS n, greatest(avg(lexeme_count), 1)::float8 AS mean_count
    FROM chunk c
    WHERE c.resume_id = %(resume_id)s AND c.generation = (SELECT generation FROM active WHERE usable)
),
weighed AS MATERIALIZED (
    SELECT array_agg(w.weight * i.idf ORDER BY w.place) AS gains,
           coalesce(nullif(sum(w.mass_weight * i.idf ORDER BY w.place), 0), sum(w.weight * i.idf ORDER BY w.place))
               AS mass
    FROM unnest(%(weights)s::float8[], %(mass_weights)s::float8[]) WITH ORDINALITY AS w (weight, mass_weight, place)
    CROSS JOIN corpus
    LEFT JOIN (SELECT place, count(*)::float8 AS df FROM matched GROUP BY place) AS f ON f.place = w.place
    CROSS JOIN LATERAL (
        SELECT (%(k1)s::float8 + 1) * ln(1 + (n - coalesce(df, 0) + 0.5) / (coalesce(df, 0) + 0.5)) AS idf
    ) AS i
),
keyword AS (
    SELECT seq,
           sum((SELECT gains FROM weighed)[place] * tf / (tf + %(k1)s::float8
                   * (1 - %(b)s::float8 + %(b)s::float8 * lexeme_count / (SELECT mean_count FROM corpus)))
               ORDER BY place) / (SELECT mass FROM weighed) AS score
    FROM matched
    WHERE (%(sections)s::text[] IS NULL OR section = ANY (%(sections)s::text[]))
      AND (%(document_id)s::uuid IS NULL OR document_id = %(document_id)s::uuid)
    GROUP BY seq
),
best AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY score DESC, seq) AS rank, *
    FROM keyword ORDER BY score DESC, seq LIMIT %(top_k)s
)
SELECT a.generation, a.model_id, a.tokeniser_version, a.usable, h.*
FROM active a
LEFT JOIN (
    SELECT b.rank, b.score, NULL::bigint AS vector_rank, NULL::float8 AS vector_score,
           b.rank AS keyword_rank, b.score AS keyword_score,
           c.seq, c.document_id, c.node_id, c.position, c.section, c.text,
           CASE WHEN %(explain)s THEN
               ARRAY(SELECT lexeme FROM unnest(c.lexemes) WHERE lexeme = ANY (%(lexemes)s::text[]) ORDER BY lexeme)
           END AS lexemes
    FROM best b
    JOIN chunk c ON c.resume_id = %(resume_id)s AND c.seq = b.seq
                AND c.generation = (SELECT generation FROM active WHERE usable)
) AS h ON true
ORDER BY h.rank;

-- name: record_search
-- Around a search: its answer, and the event that somebody got it, in one statement. An answer that
-- can't be recorded is none. A search that is refused is recorded by whoever refuses it.
WITH found AS MATERIALIZED (
    {search}
),
recorded AS (
    INSERT INTO audit_event (event_id, occurred_at, actor, origin, resume_id, action, outcome, detail)
    SELECT %(event_id)s::uuid, %(occurred_at)s::timestamptz, %(actor)s::text, %(origin)s::text, %(resume_id)s,
           %(action)s::text, %(outcome)s::text,
           %(detail)s::jsonb || jsonb_build_object('hits', (SELECT count(seq) FROM found))
    FROM found
    WHERE coalesce(usable, generation IS NULL)
    LIMIT 1
)
SELECT * FROM found ORDER BY rank;

-- name: active_chunks
-- The active generation's chunks: all of them, of some nodes, sections or a document.
SELECT c.seq, c.document_id, c.node_id, c.position, c.section, c.text
FROM chunk c
JOIN resume r ON r.resume_id = c.resume_id AND r.active_generation = c.generation AND r.state = 'active'
WHERE c.resume_id = %(resume_id)s
  AND (%(node_ids)s::uuid[] IS NULL OR c.node_id = ANY (%(node_ids)s::uuid[]))
  AND (%(sections)s::text[] IS NULL OR c.section = ANY (%(sections)s::text[]))
  AND (%(document_id)s::uuid IS NULL OR c.document_id = %(document_id)s::uuid)
ORDER BY c.seq;
