-- What the isolation soak runs as veil_search, in its own session. {tables} reads each table with all its rows.

-- name: look
-- Every row of every table, without a predicate: how many aren't the wanted resume's, and how many there are.
CREATE FUNCTION pg_temp.look(wanted text, OUT foreign_rows bigint, OUT shown bigint) LANGUAGE plpgsql AS $$
BEGIN
    SELECT count(*) FILTER (WHERE owner IS DISTINCT FROM wanted OR said IS DISTINCT FROM wanted), count(*)
    INTO foreign_rows, shown
    FROM ({tables}) AS seen;
END
$$;

-- name: look_widened
-- The same of chunks and documents, by predicates that are made true, name another resume, or come by a join.
CREATE FUNCTION pg_temp.look_widened(wanted text, other text, OUT foreign_rows bigint, OUT shown bigint)
LANGUAGE plpgsql AS $$
BEGIN
    SELECT count(*) FILTER (WHERE owner IS DISTINCT FROM wanted OR said IS DISTINCT FROM wanted), count(*)
    INTO foreign_rows, shown
    FROM (
        SELECT resume_id AS owner, text AS said FROM veil.chunk WHERE resume_id = other OR true
        UNION ALL SELECT resume_id, masked_text FROM veil.document WHERE resume_id <> wanted OR resume_id = other
        UNION ALL SELECT resume_id, text FROM veil.chunk WHERE node_id = md5(other || ':0')::uuid
        UNION ALL SELECT resume_id, masked_text FROM veil.document WHERE document_id = md5(other)::uuid
        UNION ALL SELECT c.resume_id, c.text FROM veil.resume r JOIN LATERAL (TABLE veil.chunk) c ON true
        UNION ALL SELECT c.resume_id, d.masked_text FROM veil.chunk c, veil.document d WHERE c.text <> d.masked_text
    ) AS seen;
END
$$;

-- name: look_prepared
PREPARE look_prepared (text) AS
SELECT count(*) FILTER (WHERE owner IS DISTINCT FROM $1 OR said IS DISTINCT FROM $1), count(*)
FROM ({tables}) AS seen;

-- name: probe
-- One probe for each scope: set it as the class says, and look.
CREATE FUNCTION pg_temp.probe(class text, scopes text[], others text[], queries text[],
                              OUT foreign_rows bigint, OUT shown bigint, OUT leaked text) LANGUAGE plpgsql AS $$
DECLARE
    scope text;
    other text;
    wanted text;
    found bigint;
    seen bigint;
BEGIN
    foreign_rows := 0;
    shown := 0;
    FOR i IN 1 .. cardinality(scopes) LOOP
        scope := scopes[i];
        other := others[i];
        wanted := scope;
        CASE class
            WHEN 'session setting' THEN
                PERFORM set_config('app.resume_id', scope, false);
            WHEN 'transaction over session' THEN
                PERFORM set_config('app.resume_id', other, false);
                PERFORM set_config('app.resume_id', scope, true);
            WHEN 'after an error' THEN
                PERFORM set_config('app.resume_id', scope, true);
                BEGIN
                    PERFORM set_config('app.resume_id', other, true);
                    PERFORM FROM pg_temp.look(other);
                    PERFORM 1 / 0;
                EXCEPTION WHEN division_by_zero THEN
                    NULL;
                END;
            WHEN 'after a savepoint''s rollback' THEN
                PERFORM set_config('app.resume_id', scope, true);
                BEGIN
                    PERFORM set_config('app.resume_id', other, false);
                    RAISE EXCEPTION USING ERRCODE = 'P0001';
                EXCEPTION WHEN raise_exception THEN
                    NULL;
                END;
            WHEN 'no scope' THEN
                wanted := NULL;
            WHEN 'after a reset' THEN
                PERFORM set_config('app.resume_id', other, i % 2 = 0);
                CASE i % 4
                    WHEN 0 THEN RESET app.resume_id;
                    WHEN 1 THEN RESET ALL;
                    WHEN 2 THEN SET LOCAL app.resume_id TO DEFAULT;
                    ELSE SET SESSION app.resume_id TO DEFAULT;
                END CASE;
                wanted := NULL;
            ELSE
                PERFORM set_config('app.resume_id', scope, true);
        END CASE;
        CASE class
            WHEN 'predicate made true' THEN
                SELECT w.foreign_rows, w.shown INTO found, seen FROM pg_temp.look_widened(wanted, other) AS w;
            WHEN 'no scope' THEN
                SELECT w.foreign_rows + l.foreign_rows, w.shown + l.shown INTO found, seen
                FROM pg_temp.look_widened(wanted, other) AS w, pg_temp.look(wanted) AS l;
            WHEN 'prepared statement', 'prepared, generic plan' THEN
                EXECUTE format('EXECUTE look_prepared(%L)', wanted) INTO found, seen;
            WHEN 'named query for it', 'named query for another' THEN
                EXECUTE format('EXECUTE %I(%L, %L)', queries[1 + i % cardinality(queries)],
                               CASE WHEN class = 'named query for it' THEN scope ELSE other END, wanted)
                INTO found, seen;
            ELSE
                SELECT l.foreign_rows, l.shown INTO found, seen FROM pg_temp.look(wanted) AS l;
        END CASE;
        IF found > 0 THEN
            foreign_rows := foreign_rows + found;
            leaked := coalesce(leaked, format('%L, %L: %s rows', left(scope, 60), left(other, 60), found));
        END IF;
        shown := shown + seen;
    END LOOP;
END
$$;

-- name: probe_transactions
-- The same where the probe itself ends transactions.
CREATE PROCEDURE pg_temp.probe_transactions(class text, scopes text[], others text[],
                                            INOUT foreign_rows bigint, INOUT shown bigint, INOUT leaked text)
LANGUAGE plpgsql AS $$
DECLARE
    scope text;
    other text;
    wanted text;
    found bigint;
    seen bigint;
BEGIN
    foreign_rows := 0;
    shown := 0;
    FOR i IN 1 .. cardinality(scopes) LOOP
        scope := scopes[i];
        other := others[i];
        wanted := NULL;
        CASE class
            WHEN 'after a rollback' THEN
                PERFORM set_config('app.resume_id', other, i % 2 = 0);
                PERFORM FROM pg_temp.look(other);
                ROLLBACK;
            WHEN 'after a commit' THEN
                PERFORM set_config('app.resume_id', other, true);
                PERFORM FROM pg_temp.look(other);
                COMMIT;
            WHEN 'next transaction' THEN
                PERFORM set_config('app.resume_id', other, true);
                IF i % 2 = 0 THEN COMMIT; ELSE ROLLBACK; END IF;
                PERFORM set_config('app.resume_id', scope, true);
                wanted := scope;
            WHEN 'session after transaction' THEN
                PERFORM set_config('app.resume_id', scope, false);
                COMMIT;
                PERFORM set_config('app.resume_id', other, true);
                IF i % 2 = 0 THEN COMMIT; ELSE ROLLBACK; END IF;
                wanted := scope;
        END CASE;
        SELECT l.foreign_rows, l.shown INTO found, seen FROM pg_temp.look(wanted) AS l;
        IF found > 0 THEN
            foreign_rows := foreign_rows + found;
            leaked := coalesce(leaked, format('%L, %L: %s rows', left(scope, 60), left(other, 60), found));
        END IF;
        shown := shown + seen;
        ROLLBACK;
    END LOOP;
    RESET app.resume_id;
    COMMIT;
END
$$;
