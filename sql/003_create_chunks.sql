-- Searchable chunks. A generation is one way of cutting, tokenising and embedding a resume; the
-- resume's active_generation points at the one that is searched.

CREATE TABLE generation (
    resume_id text COLLATE "C" NOT NULL CHECK (resume_id <> '') REFERENCES resume ON DELETE CASCADE,
    generation integer NOT NULL CHECK (generation > 0),
    model_id text NOT NULL,
    dimensions integer NOT NULL CHECK (dimensions BETWEEN 1 AND 3800),
    tokeniser_version text NOT NULL,
    chunker_version text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (resume_id, generation)
);

ALTER TABLE generation ENABLE ROW LEVEL SECURITY;
ALTER TABLE generation FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON generation TO veil_ingest, veil_search, veil_worker
    USING (resume_id = (SELECT nullif(current_setting('app.resume_id', true), '')))
    WITH CHECK (resume_id = (SELECT nullif(current_setting('app.resume_id', true), '')));
GRANT SELECT ON generation TO veil_search, veil_ingest;
GRANT SELECT, INSERT, DELETE ON generation TO veil_worker;

CREATE TABLE chunk (
    resume_id text COLLATE "C" NOT NULL CHECK (resume_id <> ''),
    generation integer NOT NULL,
    -- Order within the resume's generation, over all its documents.
    seq integer NOT NULL CHECK (seq >= 0),
    document_id uuid NOT NULL,
    -- UUIDv5 of scope, keyed document digest, generation and position: the same input, the same id.
    node_id uuid NOT NULL,
    -- Order within the document.
    position integer NOT NULL CHECK (position >= 0),
    section text NOT NULL,
    text text NOT NULL CHECK (text <> ''),
    metadata_ jsonb NOT NULL DEFAULT '{}',
    -- Untyped, because a generation's model decides the dimensions; 3,800 halves still fit a page
    -- in line, and in line is what makes the exact scan touch few pages.
    embedding halfvec NOT NULL CHECK (vector_dims(embedding) BETWEEN 1 AND 3800),
    lexemes tsvector NOT NULL,
    -- Length for BM25: lexemes with repetitions.
    lexeme_count integer NOT NULL CHECK (lexeme_count >= 0),
    model_id text NOT NULL,
    tokeniser_version text NOT NULL,
    PRIMARY KEY (resume_id, generation, seq),
    -- In this order the primary key is the only index that begins with resume_id: searches read by it.
    UNIQUE (node_id, resume_id, generation),
    FOREIGN KEY (resume_id, generation) REFERENCES generation ON DELETE CASCADE,
    -- No chunk without its document, hence none without its redaction record.
    FOREIGN KEY (resume_id, document_id) REFERENCES document ON DELETE CASCADE
);

ALTER TABLE chunk ALTER embedding SET STORAGE PLAIN;
-- Planner statistics would keep pieces of the content.
ALTER TABLE chunk ALTER text SET STATISTICS 0;
ALTER TABLE chunk ALTER metadata_ SET STATISTICS 0;
ALTER TABLE chunk ALTER embedding SET STATISTICS 0;
ALTER TABLE chunk ALTER lexemes SET STATISTICS 0;
ALTER TABLE chunk ENABLE ROW LEVEL SECURITY;
ALTER TABLE chunk FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON chunk TO veil_ingest, veil_search, veil_worker
    USING (resume_id = (SELECT nullif(current_setting('app.resume_id', true), '')))
    WITH CHECK (resume_id = (SELECT nullif(current_setting('app.resume_id', true), '')));
GRANT SELECT ON chunk TO veil_search;
GRANT SELECT, DELETE ON chunk TO veil_ingest;
GRANT SELECT, INSERT, DELETE ON chunk TO veil_worker;
