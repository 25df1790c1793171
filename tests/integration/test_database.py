"""Pools, transactions and errors: what happens when the database is wrong, busy or gone."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import URL

from service import database as module
from service.database import Database, Role, Transaction, named_queries, parse_url, read_queries
from service.embedded import SUPERUSER, EmbeddedServer
from service.errors import (
    DatabaseNotReady,
    DatabaseRefused,
    DatabaseUnavailable,
    InvalidSettings,
    ScopeMissing,
    UnsafeRole,
    VeilError,
)
from service.migrations import bootstrap, migrate
from tests.sample_rows import add_resume
from tests.statements import run_sql

CANARY = "900101-1234568"


@pytest.fixture
def single(superuser_url: URL) -> Iterator[Callable[[URL], Database]]:
    """Open a database on one login for every role."""
    opened: list[Database] = []

    def open_it(login: URL) -> Database:
        opened.append(Database(dict.fromkeys(Role, login), pool_size=1))
        return opened[-1]

    yield open_it
    for each in opened:
        each.close()


def scalar(transaction: Transaction, sql: str, *values: object) -> object:
    return transaction.connection.exec_driver_sql(sql, values).scalar()


def refusal(database: Database, sql: str, *values: object) -> VeilError:
    with pytest.raises(VeilError) as caught, database.scoped(Role.INGEST, "r-1") as transaction:
        scalar(transaction, sql, *values)
    return caught.value


# Roles


@pytest.mark.parametrize("role", list(Role))
def test_each_role_works_as_itself(database: Database, role: Role) -> None:
    with database.unscoped(role) as transaction:
        assert scalar(transaction, "SELECT current_user") == role
        assert scalar(transaction, "SELECT session_user") == role


def test_one_login_becomes_each_role(superuser_url: URL, single: Callable[[URL], Database]) -> None:
    database = single(superuser_url)
    add_resume(superuser_url, "r-1")
    for role in Role:
        with database.unscoped(role) as transaction:
            assert scalar(transaction, "SELECT current_user") == role
    with database.unscoped(Role.SEARCH) as transaction:
        assert scalar(transaction, "SELECT count(*) FROM chunk") == 0, "its policies hold"
    with database.scoped(Role.SEARCH, "r-1") as transaction:
        assert scalar(transaction, "SELECT count(*) FROM chunk") == 1


@pytest.mark.parametrize("attribute", ["SUPERUSER", "BYPASSRLS"])
def test_a_role_that_could_bypass_the_policies_is_refused(
    superuser_url: URL, database: Database, single: Callable[[URL], Database], attribute: str
) -> None:
    run_sql(superuser_url, f"ALTER ROLE veil_search {attribute}")
    try:
        for opened in (database, single(superuser_url)):
            with pytest.raises(UnsafeRole), opened.scoped(Role.SEARCH, "r-1"):
                pass
    finally:
        run_sql(superuser_url, f"ALTER ROLE veil_search NO{attribute}")
    database.ping(Role.SEARCH)


def test_a_login_that_is_no_member_of_the_role_is_refused(
    superuser_url: URL, database_url: Callable[[str], URL], single: Callable[[URL], Database]
) -> None:
    opened = single(database_url(Role.AUTH))
    opened.ping(Role.AUTH)
    with pytest.raises(DatabaseRefused) as caught:
        opened.ping(Role.SEARCH)
    assert caught.value.ids == {"sqlstate": "42501"}


# Errors


def test_errors_carry_a_code_and_never_a_value(database: Database, superuser_url: URL) -> None:
    add_resume(superuser_url, "r-1")
    for sql, state in (
        ("SELECT %s::uuid", "22P02"),
        ("UPDATE document SET format = %s", "23514"),
        ("INSERT INTO resume_key VALUES ('r-1', %s, '')", "23514"),
    ):
        error = refusal(database, sql, CANARY)
        assert isinstance(error, DatabaseRefused)
        assert error.ids == {"sqlstate": state}
        assert CANARY not in repr(error) + str(error.__cause__) + error.detail
        assert error.__suppress_context__


def test_control_the_drivers_own_error_quotes_the_value(database_url: Callable[[str], URL]) -> None:
    with pytest.raises(psycopg2.Error, match=CANARY):
        run_sql(database_url(Role.INGEST), "SELECT %s::uuid", CANARY)


def test_a_database_without_our_tables_is_not_ready(
    server: EmbeddedServer, create_database: Callable[..., str], single: Callable[[URL], Database]
) -> None:
    empty = single(parse_url(server.url(SUPERUSER, create_database())))
    assert isinstance(refusal(empty, "SELECT count(*) FROM resume"), DatabaseNotReady)


def test_a_statement_that_takes_too_long_is_ended(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STATEMENT_TIMEOUT_MS", 50)
    error = refusal(database, "SELECT pg_sleep(10)")
    assert isinstance(error, DatabaseUnavailable)
    assert error.ids == {"sqlstate": "57014"}


def test_a_deadlock_is_a_matter_of_a_moment(database: Database, superuser_url: URL) -> None:
    for resume_id in ("r-1", "r-2"):
        add_resume(superuser_url, resume_id)

    def lock(pair: tuple[str, str]) -> object:
        try:
            with database.unscoped(Role.INGEST) as transaction:
                for resume_id in pair:
                    scalar(transaction, "SELECT 1 FROM resume WHERE resume_id = %s FOR UPDATE", resume_id)
                    time.sleep(0.2)
        except DatabaseUnavailable as error:
            return error.ids["sqlstate"]
        return "done"

    with ThreadPoolExecutor(2) as pool:
        ends = set(pool.map(lock, [("r-1", "r-2"), ("r-2", "r-1")]))
    assert ends == {"done", "40P01"}


def test_a_pool_with_nothing_left_says_busy(
    database_url: Callable[[str], URL], single: Callable[[URL], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_POOL_TIMEOUT_S", 0.05)
    database = single(database_url(Role.SEARCH))
    with (
        database.unscoped(Role.SEARCH),
        pytest.raises(DatabaseUnavailable, match="busy"),
        database.unscoped(Role.SEARCH),
    ):
        pass
    database.ping(Role.SEARCH)


def test_a_transaction_that_fails_stores_nothing(database: Database) -> None:
    insert = (
        "INSERT INTO audit_event (event_id, occurred_at, actor, origin, action, outcome)"
        " VALUES (gen_random_uuid(), now(), 'a', 'cli', 'x', 'ok') RETURNING 1"
    )

    def insert_then(act: Callable[[Transaction], object]) -> None:
        with database.unscoped(Role.KEEPER) as transaction:
            scalar(transaction, insert)
            act(transaction)

    for act in (lambda _: 1 / 0, lambda transaction: scalar(transaction, "SELECT 1 / 0")):
        with pytest.raises((ZeroDivisionError, DatabaseRefused)):
            insert_then(act)
    with database.unscoped(Role.KEEPER) as transaction:
        assert scalar(transaction, "SELECT count(*) FROM audit_event") == 0
    insert_then(lambda _: None)
    with database.unscoped(Role.KEEPER) as transaction:
        assert scalar(transaction, "SELECT count(*) FROM audit_event") == 1, "the control"


@pytest.fixture
def own_server(home: Path) -> Iterator[EmbeddedServer]:
    """A migrated server that the test may stop."""
    with EmbeddedServer(home, {"fsync": "off"}) as running:
        url = parse_url(running.url(SUPERUSER))
        bootstrap(url)
        migrate(url)
        yield running


_ADD_RESUME = (
    "INSERT INTO resume (resume_id, policy_version, engine_version, retain_until)"
    " VALUES ('r-1', 'p', 'e', 'infinity') RETURNING 1"
)


def stop_in_the_middle(server: EmbeddedServer, database: Database, statements_after: int) -> None:
    with database.scoped(Role.INGEST, "r-1") as transaction:
        scalar(transaction, _ADD_RESUME)
        server.stop()
        for _ in range(statements_after):
            scalar(transaction, "SELECT 1")


def test_a_server_that_stops_in_the_middle_is_unavailable_and_the_pool_recovers(own_server: EmbeddedServer) -> None:
    database = Database({Role.INGEST: parse_url(own_server.url(Role.INGEST))}, pool_size=2)
    database.ping(Role.INGEST)
    with pytest.raises(DatabaseUnavailable):
        stop_in_the_middle(own_server, database, statements_after=1)
    for _ in range(3):
        with pytest.raises(DatabaseUnavailable):
            database.ping(Role.INGEST)
    own_server.start()
    with database.scoped(Role.INGEST, "r-1") as transaction:
        assert scalar(transaction, "SELECT count(*) FROM resume") == 0, "nothing is half-stored"
        scalar(transaction, _ADD_RESUME)
    database.close()


def test_a_server_that_stops_before_the_commit_stores_nothing(own_server: EmbeddedServer) -> None:
    database = Database({Role.INGEST: parse_url(own_server.url(Role.INGEST))}, pool_size=2)
    with pytest.raises(DatabaseUnavailable):
        stop_in_the_middle(own_server, database, statements_after=0)
    own_server.start()
    with database.unscoped(Role.INGEST) as transaction:
        assert scalar(transaction, "SELECT count(*) FROM resume") == 0
    database.close()


# Reading in one round trip


@pytest.fixture
def reader(
    superuser_url: URL, database_url: Callable[[str], URL], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """A pool of one connection, and a query that tells what it sees."""
    for resume_id in ("r-1", "r-2"):
        add_resume(superuser_url, resume_id)
    seen = {
        "seen": "SELECT resume_id, pg_backend_pid() AS pid FROM chunk WHERE %(limit)s::integer > 0",
        "around_it": "WITH found AS ({search}) SELECT count(*) AS number FROM found",
        "broken": "SELECT 1 / %(limit)s::integer FROM chunk",
        "slow": "SELECT pg_sleep(%(limit)s::integer)",
    }
    monkeypatch.setattr(module, "named_queries", lambda: seen)
    module._Prepared._of.cache_clear()
    opened = Database({Role.SEARCH: database_url(Role.SEARCH)}, pool_size=1)
    yield opened
    opened.close()
    module._Prepared._of.cache_clear()


def look(database: Database, resume_id: str = "r-1") -> list[str]:
    return [row.resume_id for row in database.read(Role.SEARCH, resume_id, "seen", limit=1)]


def left_over(database: Database) -> tuple[object, object]:
    """What a pooled connection still sees, and its scope."""
    with database.unscoped(Role.SEARCH) as transaction:
        return scalar(transaction, "SELECT count(*) FROM chunk"), scalar(transaction, "SHOW app.resume_id")


def test_a_read_sees_its_scope_and_leaves_none_behind(reader: Database) -> None:
    assert [look(reader, resume_id) for resume_id in ("r-1", "r-2", "nobody", "r-1")] == [["r-1"], ["r-2"], [], ["r-1"]]
    assert left_over(reader) == (0, "")
    [row] = reader.read(Role.SEARCH, "r-2", "seen", around="around_it", limit=1)
    assert row.number == 1
    with pytest.raises(ScopeMissing):
        look(reader, "")


def test_a_read_that_fails_leaves_no_scope_behind(reader: Database) -> None:
    with pytest.raises(DatabaseRefused) as caught:
        reader.read(Role.SEARCH, "r-1", "broken", limit=0)
    assert caught.value.ids == {"sqlstate": "22012"}
    assert left_over(reader) == (0, "")
    with pytest.raises(DatabaseRefused):
        reader.read(Role.SEARCH, "r-1", "broken", limit="none")
    assert look(reader, "r-2") == ["r-2"]


def test_control_a_scope_of_the_session_would_be_left_behind(reader: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SCOPE", module._SCOPE.replace("true", "false"))
    look(reader)
    assert left_over(reader) == (1, "r-1")


def test_the_statement_is_prepared_once_and_has_one_plan_for_all_values(reader: Database) -> None:
    for _ in range(3):
        look(reader)
    with reader.unscoped(Role.SEARCH) as transaction:
        rows = transaction.connection.exec_driver_sql(
            "SELECT name, generic_plans, custom_plans FROM pg_prepared_statements"
        ).all()
    assert [(name.rpartition("_")[0], *plans) for name, *plans in rows] == [("veil_plain_seen", 3, 0)]


@pytest.mark.parametrize("sql", ["SELECT pg_terminate_backend(%s)", "SELECT pg_sleep(0 * %s)"])
def test_a_connection_that_was_lost_in_the_pool_is_replaced(reader: Database, superuser_url: URL, sql: str) -> None:
    [first] = reader.read(Role.SEARCH, "r-1", "seen", limit=1)
    run_sql(superuser_url, sql, first.pid)
    time.sleep(0.2)
    [second] = reader.read(Role.SEARCH, "r-1", "seen", limit=1)
    assert (second.pid != first.pid) == ("terminate" in sql)
    run_sql(superuser_url, sql, second.pid)
    time.sleep(0.2)
    with reader.scoped(Role.SEARCH, "r-2") as transaction:
        assert scalar(transaction, "SELECT resume_id FROM chunk") == "r-2"
    reader.ping(Role.SEARCH)


def test_a_prepared_statement_that_is_gone_is_prepared_again(reader: Database) -> None:
    look(reader)
    with reader.unscoped(Role.SEARCH) as transaction:
        transaction.connection.exec_driver_sql("DEALLOCATE ALL")
    assert look(reader) == ["r-1"]


def test_a_read_that_takes_too_long_is_ended_and_not_repeated(
    reader: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.close()
    monkeypatch.setattr(module, "STATEMENT_TIMEOUT_MS", 50)
    began = time.monotonic()
    with pytest.raises(DatabaseUnavailable) as caught:
        reader.read(Role.SEARCH, "r-1", "slow", limit=10)
    assert caught.value.ids == {"sqlstate": "57014"}
    assert time.monotonic() - began < 5


def test_readers_that_share_a_pool_see_their_own_resume_only(reader: Database, database: Database) -> None:
    def read_often(number: int) -> set[str]:
        resume_id = f"r-{number % 2 + 1}"
        return {f"{resume_id} {seen}" for _ in range(100) for seen in look(database, resume_id)}

    with ThreadPoolExecutor(6) as pool:
        assert set().union(*pool.map(read_often, range(6))) == {"r-1 r-1", "r-2 r-2"}


def test_a_server_that_is_gone_is_unavailable_to_readers_too(own_server: EmbeddedServer) -> None:
    database = Database({Role.SEARCH: parse_url(own_server.url(Role.SEARCH))}, pool_size=2)
    values = {"limit": 1, "node_ids": None, "sections": None, "document_id": None}
    assert database.read(Role.SEARCH, "r-1", "active_chunks", **values) == []
    own_server.stop()
    for _ in range(2):
        with pytest.raises(DatabaseUnavailable):
            database.read(Role.SEARCH, "r-1", "active_chunks", **values)
    own_server.start()
    assert database.read(Role.SEARCH, "r-1", "active_chunks", **values) == []
    database.close()


# Queries and URLs


def test_a_query_that_is_defined_twice_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "twice.sql"
    path.write_text("-- name: one\nSELECT 1;\n-- name: one\nSELECT 2;\n")
    with pytest.raises(ValueError, match="twice"):
        read_queries(path)


def test_every_named_query_is_one_statement() -> None:
    assert named_queries()
    for name, sql in named_queries().items():
        assert sql, name
        assert not sql.rstrip().endswith(";"), name


@pytest.mark.parametrize("url", ["", "x", "mysql://veil:geheim@host/veil", "postgresql://veil:geheim@host:port/veil"])
def test_a_url_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(InvalidSettings) as caught:
        parse_url(url)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2", "postgresql+asyncpg"])
def test_the_driver_is_ours_whatever_the_url_says(scheme: str) -> None:
    assert parse_url(f"{scheme}://veil:p%40ss@db.example.com:5433/veil").drivername == "postgresql+psycopg2"
