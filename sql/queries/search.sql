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
-- idf = ln(1 + (n - df + .5) / (df + .5)), divided by the query's IDF mass, sum(weight * idf * (k1 + 1))
-- over all its lexemes, matched or not. That is the highest score that a passage could reach.
-- any_lexeme, the same lexemes as a tsquery, skips passages without any before they are unnested.
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
wanted AS MATERIALIZED (
    SELECT lexeme, weight FROM unnest(%(lexemes)s::text[], %(weights)s::float8[]) AS w (lexeme, weight)
),
matched AS MATERIALIZED (
    SELECT c.seq, c.lexeme_count, u.lexeme, cardinality(u.positions) AS tf
    FROM chunk c
    CROSS JOIN LATERAL unnest(c.lexemes) AS u (lexeme, positions, weights)
    WHERE c.resume_id = %(resume_id)s AND c.generation = (SELECT generation FROM active WHERE usable)
      AND (%(any_lexeme)s::tsquery IS NULL OR c.lexemes @@ %(any_lexeme)s::tsquery)
      AND u.lexeme = ANY (%(lexemes)s::text[])
),
corpus AS MATERIALIZED (
    SELECT count(*)::float8 AS n, greatest(avg(lexeme_count), 1)::float8 AS mean_count FROM scanned
),
weighed AS MATERIALIZED (
    SELECT w.lexeme,
           w.weight * ln(1 + (n - coalesce(df, 0) + 0.5) / (coalesce(df, 0) + 0.5)) * (%(k1)s::float8 + 1) AS idf
    FROM wanted w
    CROSS JOIN corpus
    LEFT JOIN (SELECT lexeme, count(*)::float8 AS df FROM matched GROUP BY lexeme) AS f ON f.lexeme = w.lexeme
),
keyword AS (
    SELECT m.seq,
           sum(i.idf * m.tf / (m.tf + %(k1)s::float8
                   * (1 - %(b)s::float8 + %(b)s::float8 * m.lexeme_count / mean_count)) ORDER BY m.lexeme)
               / (SELECT sum(idf ORDER BY lexeme) FROM weighed) AS score
    FROM matched m
    JOIN weighed i ON i.lexeme = m.lexeme
    CROSS JOIN corpus
    GROUP BY m.seq
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
               ARRAY(SELECT m.lexeme FROM matched m WHERE m.seq = b.seq ORDER BY m.lexeme) END AS lexemes
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
wanted AS MATERIALIZED (
    SELECT lexeme, weight FROM unnest(%(lexemes)s::text[], %(weights)s::float8[]) AS w (lexeme, weight)
),
matched AS MATERIALIZED (
    SELECT c.seq, c.lexeme_count, c.section, c.document_id, u.lexeme, cardinality(u.positions) AS tf
    FROM chunk c
    CROSS JOIN LATERAL unnest(c.lexemes) AS u (lexeme, positions, weights)
    WHERE c.resume_id = %(resume_id)s AND c.generation = (SELECT generation FROM active WHERE usable)
      AND (%(any_lexeme)s::tsquery IS NULL OR c.lexemes @@ %(any_lexeme)s::tsquery)
      AND u.lexeme = ANY (%(lexemes)s::text[])
),
corpus AS MATERIALIZED (
    SELECT count(*)::float8 AS n, greatest(avg(lexeme_count), 1)::float8 AS mean_count
    FROM chunk c
    WHERE c.resume_id = %(resume_id)s AND c.generation = (SELECT generation FROM active WHERE usable)
),
weighed AS MATERIALIZED (
    SELECT w.lexeme,
           w.weight * ln(1 + (n - coalesce(df, 0) + 0.5) / (coalesce(df, 0) + 0.5)) * (%(k1)s::float8 + 1) AS idf
    FROM wanted w
    CROSS JOIN corpus
    LEFT JOIN (SELECT lexeme, count(*)::float8 AS df FROM matched GROUP BY lexeme) AS f ON f.lexeme = w.lexeme
),
keyword AS (
    SELECT m.seq,
           sum(i.idf * m.tf / (m.tf + %(k1)s::float8
                   * (1 - %(b)s::float8 + %(b)s::float8 * m.lexeme_count / mean_count)) ORDER BY m.lexeme)
               / (SELECT sum(idf ORDER BY lexeme) FROM weighed) AS score
    FROM matched m
    JOIN weighed i ON i.lexeme = m.lexeme
    CROSS JOIN corpus
    WHERE (%(sections)s::text[] IS NULL OR m.section = ANY (%(sections)s::text[]))
      AND (%(document_id)s::uuid IS NULL OR m.document_id = %(document_id)s::uuid)
    GROUP BY m.seq
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
               ARRAY(SELECT m.lexeme FROM matched m WHERE m.seq = b.seq ORDER BY m.lexeme) END AS lexemes
    FROM best b
    JOIN chunk c ON c.resume_id = %(resume_id)s AND c.seq = b.seq
                AND c.generation = (SELECT generation FROM active WHERE usable)
) AS h ON true
ORDER BY h.rank;

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
