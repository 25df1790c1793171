"""One resume never sees another: raw SQL under every role, and each guard shown to matter."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg2
import pytest
from sqlalchemy import URL

from service.database import Database, Role, Transaction, parse_url
from service.embedded import SUPERUSER, EmbeddedServer
from service.errors import DatabaseRefused, ScopeMissing
from tests.sample_rows import add_resume
from tests.statements import run_sql

IDS = ("7", "007", "7.0", "1e3", "1000", "r-1", "R-1", "a:b", "r-10")
UNSET = object()
SCOPES = [
    UNSET,
    "",
    " ",
    *IDS,
    "7 ",
    " 7",
    "７",
    "00７",
    "1E3",
    "r-",
    "r-1%",
    "%",
    "*",
    "null",
    "NULL",
    "true",
    "x' OR '1'='1",
    "7' OR resume_id <> '",
    "'; RESET ROLE; --",
    "{7,r-1}",
    "7\n",
    "\\x37",
    "7" * 10_000,
]
# Tables of ids and states that these roles enumerate, by design.
ENUMERATED = {("resume", Role.INGEST), ("resume", Role.WORKER), ("resume", Role.KEEPER)} | {
    ("ingest_job", Role.INGEST),
    ("ingest_job", Role.WORKER),
    ("audit_event", Role.AUDIT),
    ("audit_event", Role.KEEPER),
}


@pytest.fixture(scope="module")
def filled_template(server: EmbeddedServer) -> str:
    """A database that holds several resumes whose ids are easily confused, to be cloned."""
    url = parse_url(server.url(SUPERUSER, "veil_filled"))
    run_sql(url.set(database="postgres"), "CREATE DATABASE veil_filled TEMPLATE veil_template")
    for resume_id in IDS:
        add_resume(url, resume_id)
    return "veil_filled"


@pytest.fixture
def database_name(create_database: Callable[[str], str], filled_template: str) -> str:
    """Here every test's database is a clone of the filled one."""
    return create_database(filled_template)


@pytest.fixture
def filled(superuser_url: URL) -> URL:
    """The login that sees everything in the filled database."""
    return superuser_url


@contextmanager
def connected(url: URL) -> Iterator["psycopg2.extensions.cursor"]:
    connection = psycopg2.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET search_path = veil, public")
            connection.commit()
            yield cursor
    finally:
        connection.close()


def scoped_tables(superuser: URL, role: Role) -> list[str]:
    """The tables and views whose resume_id the role may read, but for those that it enumerates."""
    rows = run_sql(
        superuser,
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attname = 'resume_id'"
        " WHERE relnamespace = 'veil'::regnamespace AND relkind IN ('r', 'p', 'v')"
        " AND has_column_privilege(%s, c.oid, a.attnum, 'SELECT') ORDER BY 1",
        str(role),
    )
    return [str(name) for (name,) in rows if (str(name), role) not in ENUMERATED]


def seen(cursor: "psycopg2.extensions.cursor", table: str) -> set[str]:
    cursor.execute(f"SELECT resume_id FROM {table}")
    return {row[0] for row in cursor.fetchall()}


def leaks(superuser: URL, url: URL, role: Role, scopes: list[object] = SCOPES) -> set[tuple[str, str, str]]:
    """Look at every table under every scope; return (scope, table, foreign resume)."""
    found = set()
    tables = scoped_tables(superuser, role)
    for scope in scopes:
        with connected(url) as cursor:
            if scope is not UNSET:
                cursor.execute("SELECT set_config('app.resume_id', %s, true)", (scope,))
            for table in tables:
                resumes = seen(cursor, table)
                found |= {(str(scope)[:20], table, other) for other in resumes - {scope}}
                assert scope not in IDS or scope in resumes, "its own rows are seen"
    return found


@pytest.mark.parametrize("role", [Role.SEARCH, Role.INGEST, Role.WORKER, Role.AUDIT])
def test_raw_sql_under_any_scope_sees_nothing_foreign(
    filled: URL, database_url: Callable[[str], URL], role: Role
) -> None:
    assert scoped_tables(filled, role)
    assert leaks(filled, database_url(role), role) == set()


@pytest.mark.parametrize(
    "breaking",
    [
        "ALTER POLICY scope ON veil.chunk USING (true)",
        "ALTER TABLE veil.chunk DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY extra ON veil.document FOR SELECT TO veil_search USING (length(masked_text) > 0)",
        # Compared as numbers, without case, or as a pattern.
        """ALTER POLICY scope ON veil.chunk
        USING (ltrim(resume_id, '0') = ltrim(current_setting('app.resume_id', true), '0'))""",
        "ALTER POLICY scope ON veil.chunk USING (lower(resume_id) = lower(current_setting('app.resume_id', true)))",
        "ALTER POLICY scope ON veil.chunk USING (resume_id LIKE current_setting('app.resume_id', true))",
        # A view with its owner's rights, where the owner is not under row-level security.
        """ALTER TABLE veil.chunk NO FORCE ROW LEVEL SECURITY; SET ROLE veil_owner;
        CREATE VIEW veil.shortcut AS SELECT * FROM veil.chunk; GRANT SELECT ON veil.shortcut TO veil_search""",
    ],
)
def test_control_with_a_guard_broken_the_same_look_finds_a_leak(
    filled: URL, database_url: Callable[[str], URL], breaking: str
) -> None:
    run_sql(filled, breaking)
    assert leaks(filled, database_url(Role.SEARCH), Role.SEARCH)


def test_control_a_role_that_bypasses_the_policies_sees_everything(filled: URL) -> None:
    assert len(leaks(filled, filled, Role.SEARCH, ["r-1"])) > len(IDS)


def test_control_a_look_that_finds_nothing_at_all_is_no_success(
    filled: URL, database_url: Callable[[str], URL]
) -> None:
    run_sql(filled, "DELETE FROM veil.chunk WHERE resume_id = '7'")
    with pytest.raises(AssertionError, match="own rows"):
        leaks(filled, database_url(Role.SEARCH), Role.SEARCH, ["7"])


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT resume_id FROM chunk WHERE resume_id = '007' OR true",
        "SELECT c.resume_id FROM chunk c, document d WHERE c.text <> d.masked_text",
        "SELECT resume_id FROM document UNION ALL SELECT resume_id FROM chunk",
        "SELECT (SELECT max(resume_id) FROM chunk WHERE resume_id <> '7') FROM chunk",
        "WITH all_of_it AS MATERIALIZED (TABLE chunk) SELECT resume_id FROM all_of_it",
        "SELECT t.resume_id FROM resume r LEFT JOIN LATERAL (TABLE chunk) t ON true",
    ],
)
def test_a_filter_that_is_missing_or_made_true_returns_the_scope_only(
    filled: URL, database_url: Callable[[str], URL], sql: str
) -> None:
    with connected(database_url(Role.SEARCH)) as cursor:
        cursor.execute("SELECT set_config('app.resume_id', '7', true)")
        cursor.execute(sql)
        assert {row[0] for row in cursor.fetchall()} <= {"7", None}
        cursor.execute("SELECT count(*) FROM chunk")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize(
    "sql",
    [
        "SET row_security = off; TABLE chunk",
        "SET ROLE veil_owner",
        "SET ROLE veil_ingest",
        "SET SESSION AUTHORIZATION veil_owner",
        "ALTER TABLE chunk NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE chunk DISABLE ROW LEVEL SECURITY",
        "DROP POLICY scope ON chunk",
        "CREATE VIEW veil.mine AS TABLE chunk",
        "ALTER ROLE veil_search BYPASSRLS",
        "SELECT pg_read_file('PG_VERSION')",
        "COPY chunk TO PROGRAM 'cat'",
        "TABLE redaction",
        "TABLE resume_key",
        "TABLE api_key",
        "TABLE audit_event",
        "SELECT digest FROM document",
        "DELETE FROM chunk",
        "UPDATE resume SET state = 'suspended'",
        "TRUNCATE chunk",
    ],
)
def test_a_searcher_can_not_lift_a_guard_or_reach_elsewhere(
    filled: URL, database_url: Callable[[str], URL], sql: str
) -> None:
    with connected(database_url(Role.SEARCH)) as cursor:
        cursor.execute("SELECT set_config('app.resume_id', '7', true)")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(sql)


def test_a_function_that_spies_on_rows_is_called_for_the_scope_only(
    filled: URL, database_url: Callable[[str], URL]
) -> None:
    with connected(database_url(Role.SEARCH)) as cursor:
        cursor.execute("SELECT set_config('app.resume_id', '7', true)")
        cursor.execute(
            "CREATE FUNCTION pg_temp.spy(t text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS"
            " $$ BEGIN RAISE NOTICE '%', t; RETURN true; END $$"
        )
        cursor.execute("SELECT count(*) FROM chunk WHERE pg_temp.spy(text)")
        notices = [notice for notice in cursor.connection.notices if "chunk of" in notice]
        assert notices == ["NOTICE:  chunk of 7\n"]


def test_the_planners_statistics_show_a_searcher_nothing(filled: URL, database_url: Callable[[str], URL]) -> None:
    run_sql(filled, "ANALYZE")
    shown = "SELECT tablename FROM pg_stats WHERE schemaname = 'veil'"
    assert run_sql(database_url(Role.SEARCH), shown) == []
    kept = f"{shown} AND attname = ANY('{{masked_text,text,lexemes,embedding,metadata_,wrapped_key}}')"
    assert run_sql(filled, kept) == []
    run_sql(filled, "ALTER TABLE veil.chunk ALTER text SET STATISTICS 100; ANALYZE veil.chunk")
    assert run_sql(filled, kept) == [("chunk",)], "the control: with statistics, text is kept"


# Writes


def changed(cursor: "psycopg2.extensions.cursor", sql: str) -> int:
    cursor.execute(sql)
    return int(cursor.rowcount)


FOREIGN_WRITES = [
    "INSERT INTO resume_key (resume_id, wrapped_key, wrapping_key_id) SELECT 'r-1', wrapped_key, 'k' FROM resume_key",
    "UPDATE document SET resume_id = 'r-1'",
]
FOREIGN_CHANGES = [
    "UPDATE document SET state = 'failed' WHERE resume_id = 'r-1'",
    "DELETE FROM document WHERE resume_id <> '7'",
    "DELETE FROM chunk WHERE resume_id <> '7' OR true",
    "DELETE FROM redaction WHERE resume_id = 'r-1'",
    "DELETE FROM resume_key WHERE resume_id = 'r-1'",
]


@pytest.mark.parametrize("sql", FOREIGN_WRITES)
def test_a_writer_can_not_write_into_another_resume(filled: URL, database_url: Callable[[str], URL], sql: str) -> None:
    with connected(database_url(Role.INGEST)) as cursor:
        cursor.execute("SELECT set_config('app.resume_id', '7', true)")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="row-level security"):
            cursor.execute(sql)


@pytest.mark.parametrize("sql", FOREIGN_CHANGES)
def test_a_writer_can_not_change_another_resume(filled: URL, database_url: Callable[[str], URL], sql: str) -> None:
    with connected(database_url(Role.INGEST)) as cursor:
        cursor.execute("SELECT set_config('app.resume_id', '7', true)")
        assert changed(cursor, sql) == ("true" in sql)


@pytest.mark.parametrize("sql", FOREIGN_CHANGES)
def test_control_without_the_policy_the_change_goes_through(
    filled: URL, database_url: Callable[[str], URL], sql: str
) -> None:
    for table in ("document", "chunk", "redaction", "resume_key"):
        run_sql(filled, f"ALTER POLICY scope ON veil.{table} USING (true) WITH CHECK (true)")
    with connected(database_url(Role.INGEST)) as cursor:
        cursor.execute("SELECT set_config('app.resume_id', '7', true)")
        assert changed(cursor, sql) > ("true" in sql)


def test_control_without_the_check_a_row_lands_in_another_resume(
    filled: URL, database_url: Callable[[str], URL]
) -> None:
    run_sql(filled, "ALTER POLICY scope ON veil.resume_key WITH CHECK (true)")
    run_sql(filled, "DELETE FROM veil.resume_key WHERE resume_id = 'r-1'")
    with connected(database_url(Role.INGEST)) as cursor:
        cursor.execute("SELECT set_config('app.resume_id', '7', true)")
        assert changed(cursor, FOREIGN_WRITES[0]) == 1


# Pools


def resumes(transaction: Transaction) -> set[str]:
    return set(transaction.connection.exec_driver_sql("SELECT resume_id FROM chunk").scalars())


@pytest.fixture
def one_connection(filled: URL, database_url: Callable[[str], URL]) -> Iterator[Database]:
    opened = Database({Role.SEARCH: database_url(Role.SEARCH)}, pool_size=1)
    yield opened
    opened.close()


def test_a_connection_of_the_pool_keeps_no_scope(one_connection: Database) -> None:
    with one_connection.scoped(Role.SEARCH, "7") as transaction:
        assert resumes(transaction) == {"7"}
    with one_connection.unscoped(Role.SEARCH) as transaction:
        assert resumes(transaction) == set()
    with one_connection.scoped(Role.SEARCH, "r-1") as transaction:
        assert resumes(transaction) == {"r-1"}


def test_a_connection_of_the_pool_keeps_no_scope_after_an_error(one_connection: Database) -> None:
    with pytest.raises(DatabaseRefused), one_connection.scoped(Role.SEARCH, "7") as transaction:
        transaction.connection.exec_driver_sql("SELECT 1 / 0")
    with one_connection.unscoped(Role.SEARCH) as transaction:
        assert resumes(transaction) == set()
    with pytest.raises(KeyError), one_connection.scoped(Role.SEARCH, "7") as transaction:
        raise KeyError
    with one_connection.unscoped(Role.SEARCH) as transaction:
        assert resumes(transaction) == set()


def test_control_a_scope_of_the_session_would_stay(one_connection: Database) -> None:
    with one_connection.unscoped(Role.SEARCH) as transaction:
        transaction.connection.exec_driver_sql("SELECT set_config('app.resume_id', '7', false)")
    with one_connection.unscoped(Role.SEARCH) as transaction:
        assert resumes(transaction) == {"7"}


def test_an_empty_scope_is_refused_before_the_database_is_asked(one_connection: Database) -> None:
    with pytest.raises(ScopeMissing), one_connection.scoped(Role.SEARCH, ""):
        pass


def test_a_scope_that_is_a_default_of_the_login_does_not_count(filled: URL, database_url: Callable[[str], URL]) -> None:
    name = database_url(Role.SEARCH).database
    run_sql(filled, f"ALTER ROLE veil_search IN DATABASE {name} SET app.resume_id = '7'")
    assert run_sql(database_url(Role.SEARCH), "SELECT DISTINCT resume_id FROM veil.chunk") == [("7",)], "the control"
    opened = Database({Role.SEARCH: database_url(Role.SEARCH)})
    with opened.unscoped(Role.SEARCH) as transaction:
        assert resumes(transaction) == set()
    opened.close()


def test_threads_that_share_a_pool_see_their_own_resume_only(filled: URL, database: Database) -> None:
    barrier = threading.Barrier(8)

    def look(number: int) -> set[frozenset[str]]:
        barrier.wait()
        expected = IDS[number]
        found = set()
        for turn in range(60):
            if turn % 3 == 0:
                with pytest.raises(DatabaseRefused), database.scoped(Role.SEARCH, IDS[turn % len(IDS)]) as transaction:
                    transaction.connection.exec_driver_sql("SELECT 1 / 0")
            with database.scoped(Role.SEARCH, expected) as transaction:
                found.add(frozenset(resumes(transaction)))
        return found

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(look, range(8))) == [{frozenset({IDS[number]})} for number in range(8)]
