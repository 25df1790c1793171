-- Masked documents and, row by row, what was redacted in them. No value is ever stored.

CREATE TABLE document (
    resume_id text COLLATE "C" NOT NULL CHECK (resume_id <> '') REFERENCES resume ON DELETE CASCADE,
    document_id uuid NOT NULL,
    -- HMAC-SHA256 of the raw content under the resume's key; never compared across resumes.
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    format text NOT NULL CHECK (format IN ('pdf', 'docx', 'text', 'markdown', 'structured')),
    masked_text text NOT NULL CHECK (masked_text <> ''),
    policy_version text NOT NULL,
    engine_version text NOT NULL,
    -- Salt of the commitment over the redaction rows that the log event carries.
    commitment_salt bytea NOT NULL CHECK (octet_length(commitment_salt) = 32),
    event_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'accepted' CHECK (state IN ('accepted', 'searchable', 'failed')),
    retain_until timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (resume_id, document_id),
    UNIQUE (resume_id, digest)
);

ALTER TABLE document ALTER masked_text SET STATISTICS 0;
ALTER TABLE document ALTER digest SET STATISTICS 0;
ALTER TABLE document ALTER commitment_salt SET STATISTICS 0;
ALTER TABLE document ENABLE ROW LEVEL SECURITY;
ALTER TABLE document FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON document TO veil_ingest, veil_search, veil_worker
    USING (resume_id = (SELECT nullif(current_setting('app.resume_id', true), '')))
    WITH CHECK (resume_id = (SELECT nullif(current_setting('app.resume_id', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON document TO veil_ingest;
GRANT SELECT, UPDATE (state) ON document TO veil_worker;
GRANT SELECT (resume_id, document_id, format, masked_text, policy_version, engine_version, state,
              retain_until, created_at) ON document TO veil_search;

CREATE TABLE redaction (
    resume_id text COLLATE "C" NOT NULL CHECK (resume_id <> ''),
    document_id uuid NOT NULL,
    seq integer NOT NULL CHECK (seq >= 0),
    entity_type text NOT NULL,
    legal_class text NOT NULL,
    operator text NOT NULL,
    placeholder text NOT NULL,
    -- Code points: start_offset and end_offset in the raw text, masked_* in the masked text.
    start_offset integer NOT NULL CHECK (start_offset >= 0),
    end_offset integer NOT NULL CHECK (end_offset > start_offset),
    masked_start integer NOT NULL CHECK (masked_start >= 0),
    masked_end integer NOT NULL CHECK (masked_end >= masked_start),
    recognizer text NOT NULL,
    score real NOT NULL CHECK (score BETWEEN 0 AND 1),
    policy_version text NOT NULL,
    -- HMAC-SHA256 of type and canonical value under the resume's key, so that equal values share a number.
    value_hmac bytea NOT NULL CHECK (octet_length(value_hmac) = 32),
    PRIMARY KEY (resume_id, document_id, seq),
    FOREIGN KEY (resume_id, document_id) REFERENCES document ON DELETE CASCADE
);

ALTER TABLE redaction ALTER value_hmac SET STATISTICS 0;
ALTER TABLE redaction ENABLE ROW LEVEL SECURITY;
ALTER TABLE redaction FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON redaction TO veil_ingest, veil_audit
    USING (resume_id = (SELECT nullif(current_setting('app.resume_id', true), '')))
    WITH CHECK (resume_id = (SELECT nullif(current_setting('app.resume_id', true), '')));
GRANT SELECT, INSERT, DELETE ON redaction TO veil_ingest;

-- What compliance people see of a redaction: everything but the linkable HMAC. Policies of the
-- caller apply (security_invoker), so it needs a scope like every read of candidate data.
CREATE VIEW redaction_record WITH (security_invoker = true) AS
SELECT resume_id, document_id, seq, entity_type, legal_class, operator, placeholder, start_offset,
       end_offset, masked_start, masked_end, recognizer, score, policy_version
FROM redaction;
GRANT SELECT (resume_id, document_id, seq, entity_type, legal_class, operator, placeholder, start_offset,
              end_offset, masked_start, masked_end, recognizer, score, policy_version)
    ON redaction TO veil_audit;
GRANT SELECT ON redaction_record TO veil_audit, veil_ingest;
