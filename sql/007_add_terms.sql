-- Term frequencies as a sparse vector, which a search reads many times faster than it unnests a tsvector.
-- A lexeme's place is 1 + the first 56 bits of its SHA-256 modulo 1,000,000,000: service/pipeline/terms.py.

ALTER TABLE chunk NO FORCE ROW LEVEL SECURITY;
ALTER TABLE generation NO FORCE ROW LEVEL SECURITY;

-- A resume's passages are computed on in line: nothing is compressed or moved out that still fits a page.
ALTER TABLE chunk SET (toast_tuple_target = 8160);
ALTER TABLE chunk ADD terms sparsevec;
ALTER TABLE chunk ALTER terms SET STORAGE EXTERNAL;
ALTER TABLE chunk ALTER terms SET STATISTICS 0;

-- A sparse vector holds at most 16,000 lexemes. A generation with more in a passage has to be made anew,
-- as one of another tokeniser.
UPDATE generation g SET tokeniser_version = 'too-many-lexemes'
WHERE EXISTS (
    SELECT FROM chunk c
    WHERE c.resume_id = g.resume_id AND c.generation = g.generation AND length(c.lexemes) > 16000
);

UPDATE chunk SET terms = (
    SELECT ('{' || coalesce(string_agg(place || ':' || tf, ',' ORDER BY place), '') || '}/1000000000')::sparsevec
    FROM (
        SELECT 1 + ('x' || left(encode(sha256(convert_to(lexeme, 'UTF8')), 'hex'), 14))::bit(56)::bigint % 1000000000
                   AS place,
               least(sum(cardinality(positions)), 255) AS tf
        FROM unnest(CASE WHEN length(lexemes) <= 16000 THEN lexemes END)
        GROUP BY place
    ) AS term
);
ALTER TABLE chunk ALTER terms SET NOT NULL;

ALTER TABLE generation FORCE ROW LEVEL SECURITY;
ALTER TABLE chunk FORCE ROW LEVEL SECURITY;
