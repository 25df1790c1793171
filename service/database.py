"""One connection pool per role, transactions with a scope, and named queries from ``sql/queries``."""

import enum
import hashlib
import re
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import psycopg2
import psycopg2.extensions
import psycopg2.extras
from sqlalchemy import URL, Connection, Engine, Row, create_engine, event, exc, make_url

from service.errors import (
    DatabaseNotReady,
    DatabaseRefused,
    DatabaseUnavailable,
    InvalidSettings,
    ScopeMissing,
    UnsafeRole,
    VeilError,
)

__all__ = [
    "OWNER",
    "SCHEMA",
    "URL",
    "Database",
    "Role",
    "Row",
    "Transaction",
    "named_queries",
    "parse_url",
    "read_queries",
    "sql_folder",
    "translated_errors",
]

psycopg2.extras.register_uuid()  # type: ignore[no-untyped-call]
# bytea as bytes; psycopg2's default is a memoryview, which neither compares nor hashes like one.
psycopg2.extensions.register_type(
    psycopg2.extensions.new_type((17,), "BYTEA", lambda v, cur: None if v is None else bytes(psycopg2.BINARY(v, cur)))
)

SCHEMA = "veil"
STATEMENT_TIMEOUT_MS = 30_000
_CONNECT_TIMEOUT_S = 5
_POOL_TIMEOUT_S = 10
# Connection, resources, shutdown or timeout, I/O; serialisation or deadlock, lock or idle timeout.
_SQLSTATES_OF_A_MOMENT = ("08", "53", "57", "58", "40", "55P03", "25P03")
# The server was shut down; the prepared statement is unknown, or its result has changed.
_SQLSTATES_OF_A_LOST_CONNECTION = ("57P", "26000", "0A000")
_SQLSTATES_OF_NO_SCHEMA = ("3F000", "42P01")
_SCOPE = "SELECT set_config('app.resume_id', %(resume_id)s, true)"
# Takes no snapshot, so that the transaction may still choose its isolation.
_HARMLESS = "SHOW transaction_isolation"
_PARAMETER = re.compile(r"%\((\w+)\)s((?:::\w+(?:\[\])?)?)")


class Role(enum.StrEnum):
    """The database roles. None owns anything and none bypasses row-level security."""

    INGEST = "veil_ingest"
    SEARCH = "veil_search"
    AUDIT = "veil_audit"
    AUTH = "veil_auth"
    WORKER = "veil_worker"
    KEEPER = "veil_keeper"


OWNER = "veil_owner"


def sql_folder() -> Path:
    """Return the folder of migrations and queries: inside the installed package, or the repository's."""
    packaged = Path(str(resources.files("service"))) / "_sql"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "sql"


@cache
def named_queries() -> Mapping[str, str]:
    """Load every ``-- name: x`` block of ``sql/queries/*.sql``.

    Parameters in them are written ``%(name)s``.
    """
    queries: dict[str, str] = {}
    for path in sorted((sql_folder() / "queries").glob("*.sql")):
        for name, sql in read_queries(path).items():
            if name in queries:
                raise ValueError(f"query {name} is defined twice")
            queries[name] = sql
    return queries


def read_queries(path: Path) -> dict[str, str]:
    """Return the ``-- name: x`` blocks of one file by name."""
    blocks = re.split(r"^-- name: *(\S+)[^\n]*\n", path.read_text("utf-8"), flags=re.MULTILINE)[1:]
    names, bodies = blocks[::2], blocks[1::2]
    if len(set(names)) < len(names):
        raise ValueError(f"a query is defined twice in {path.name}")
    return {name: body.strip().removesuffix(";") for name, body in zip(names, bodies, strict=True)}


class Transaction:
    """One open transaction that runs named queries."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def all(self, query: str, **parameters: Any) -> Sequence[Row[Any]]:
        """Run a named query and return its rows."""
        return self.connection.exec_driver_sql(named_queries()[query], parameters).all()

    def one(self, query: str, **parameters: Any) -> Row[Any] | None:
        """Run a named query and return its first row, or None."""
        return self.connection.exec_driver_sql(named_queries()[query], parameters).first()

    def run(self, query: str, **parameters: Any) -> int:
        """Run a named statement and return the number of rows that it changed."""
        return self.connection.exec_driver_sql(named_queries()[query], parameters).rowcount

    def run_many(self, query: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a named single-row statement for many rows, in few round trips."""
        if rows:
            cursor = self.connection.connection.cursor()
            psycopg2.extras.execute_batch(cursor, named_queries()[query], rows, page_size=500)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A named query as a prepared statement: planning a large one costs more than running it."""

    name: str
    prepare: str
    execute: str

    @classmethod
    def of(cls, query: str, around: str | None = None) -> "_Prepared":
        """Prepare a named query, or another one around it, which has the place ``{search}`` for it.

        ``execute`` sets the scope first, and sends the values, each with the type that the query casts it to.
        """
        sql = named_queries()[query]
        if around is not None:
            sql = named_queries()[around].replace("{search}", sql)
        return cls._of(f"veil_{around or 'plain'}_{query}", sql)

    @classmethod
    @cache
    def _of(cls, name: str, sql: str) -> "_Prepared":
        # By its text as well: a connection must never run another text under the name that it prepared.
        name += f"_{hashlib.sha256(sql.encode()).hexdigest()[:8]}"
        parameters = dict.fromkeys(found for found, _ in _PARAMETER.findall(sql))
        types: dict[str, str] = {}
        for found, cast in _PARAMETER.findall(sql):
            types[found] = types.get(found) or cast
        places = {parameter: f"${place}" for place, parameter in enumerate(parameters, 1)}
        body = _PARAMETER.sub(lambda found: places[found[1]] + found[2], sql)
        values = ", ".join(f"%({parameter})s{types[parameter]}" for parameter in parameters)
        return cls(name, f"PREPARE {name} AS {body}", f"{_SCOPE}; EXECUTE {name} ({values})")


class Database:
    """Connections for each role.

    Args:
        logins: where each role connects, and as whom. A login with another name than the role's
            switches to the role when the connection opens.
        pool_size: connections per role.
    """

    def __init__(self, logins: Mapping[Role, URL], pool_size: int = 4) -> None:
        self._engines = {role: _open_engine(role, url, pool_size) for role, url in logins.items()}
        self._row_makers: dict[str, Callable[[Sequence[Any]], Any]] = {}

    def engine(self, role: Role) -> Engine:
        """Return the pool of a role."""
        return self._engines[role]

    @contextmanager
    def scoped(self, role: Role, resume_id: str) -> Iterator[Transaction]:
        """Open a transaction that sees one resume.

        Raises:
            ScopeMissing: the resume_id is empty.
            DatabaseUnavailable: no connection, or it was lost. Nothing was stored.
        """
        if not resume_id:
            raise ScopeMissing
        with self._begin(role, _SCOPE, {"resume_id": resume_id}) as transaction:
            yield transaction

    def read(self, role: Role, resume_id: str, query: str, *, around: str | None = None, **values: Any) -> list[Any]:
        """Run one named query in a scoped transaction of its own, in one round trip, and return its rows.

        The scope and the statement go together; the server makes one transaction of them, and has
        committed it when an answer comes. A connection that was lost while it waited in the pool is
        replaced once.

        Args:
            role: as whom.
            resume_id: the scope.
            query: which; it is prepared, so it takes the same plan whatever the values are.
            around: a named query that holds it.
            values: its parameters.

        Raises:
            ScopeMissing: the resume_id is empty.
            DatabaseUnavailable: no connection, or it was lost twice.
        """
        if not resume_id:
            raise ScopeMissing
        statement = _Prepared.of(query, around)
        values |= {"resume_id": resume_id}
        with translated_errors():
            try:
                return self._read(role, statement, values)
            except _StaleConnection:
                # Whatever cut this one has cut the others that waited.
                self._engines[role].dispose()
                return self._read(role, statement, values)

    def _read(self, role: Role, statement: _Prepared, values: Mapping[str, Any]) -> list[Any]:
        pooled = self._engines[role].raw_connection()
        connection: psycopg2.extensions.connection = pooled.dbapi_connection  # type: ignore[assignment]
        try:
            # The driver then sends no BEGIN of its own, which would be one more trip.
            connection.autocommit = True
            with connection.cursor() as cursor:
                if statement.name not in pooled.info:
                    cursor.execute(statement.prepare)
                    pooled.info[statement.name] = True
                cursor.execute(statement.execute, values)
                make = self._row_makers.get(statement.name)
                if make is None:
                    names = [column.name for column in cursor.description or ()]
                    row: Any = namedtuple("Row", names)  # type: ignore[misc]
                    make = self._row_makers[statement.name] = row._make
                return list(map(make, cursor.fetchall()))
        except psycopg2.Error as error:
            if not _is_lost(connection, error):
                raise
            pooled.invalidate()
            raise _StaleConnection from None
        finally:
            if not connection.closed:
                connection.autocommit = False
            pooled.close()

    @contextmanager
    def unscoped(self, role: Role) -> Iterator[Transaction]:
        """Open a transaction without a scope: it sees tables of ids and states only."""
        with self._begin(role) as transaction:
            yield transaction

    @contextmanager
    def _begin(
        self, role: Role, first: str = _HARMLESS, values: Mapping[str, Any] | None = None
    ) -> Iterator[Transaction]:
        with translated_errors(), self._open(role, first, values or {}) as connection:
            yield Transaction(connection)
            connection.commit()

    def _open(self, role: Role, first: str, values: Mapping[str, Any]) -> Connection:
        """Begin a transaction with its first statement, on another connection if the pool's was lost.

        That statement is what the pool would otherwise send to test a connection.
        """
        connection = self._engines[role].connect()
        try:
            connection.exec_driver_sql(first, values)
        except exc.DBAPIError as error:
            connection.close()
            if not error.connection_invalidated:
                raise
        except BaseException:  # The driver refuses a NUL with a ValueError.
            connection.close()
            raise
        else:
            return connection
        # SQLAlchemy has marked every connection that is as old as the lost one.
        connection = self._engines[role].connect()
        try:
            connection.exec_driver_sql(first, values)
        except BaseException:
            connection.close()
            raise
        return connection

    def ping(self, role: Role) -> None:
        """Check that the role can connect.

        Raises:
            DatabaseUnavailable: it can't.
        """
        with self._begin(role) as transaction:
            transaction.connection.exec_driver_sql("SELECT 1")

    def close(self) -> None:
        """Close every pool."""
        for engine in self._engines.values():
            engine.dispose()


class _StaleConnection(psycopg2.OperationalError):
    """A pooled connection that can't be used any more, though another could."""


def _is_lost(connection: psycopg2.extensions.connection, error: psycopg2.Error) -> bool:
    """Tell whether the connection or what it prepared is gone, so that another one may answer.

    The driver doesn't always notice that the server has closed a connection: then the error has no code.
    """
    if connection.closed or error.pgcode is None:
        return not isinstance(error, psycopg2.ProgrammingError)
    return error.pgcode.startswith(_SQLSTATES_OF_A_LOST_CONNECTION)


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn driver errors, whose messages quote values, into ours, which carry a code only."""
    try:
        yield
    except exc.TimeoutError:
        raise DatabaseUnavailable("Every database connection is busy. Try again shortly.") from None
    except exc.DBAPIError as error:
        state = getattr(error.orig, "pgcode", None)
        raise _translated("" if error.connection_invalidated else state or "") from None
    except psycopg2.Error as error:
        raise _translated(error.pgcode or "") from None


def _translated(sqlstate: str) -> VeilError:
    if not sqlstate or sqlstate.startswith(_SQLSTATES_OF_A_MOMENT):
        return DatabaseUnavailable(sqlstate=sqlstate or "none")
    if sqlstate in _SQLSTATES_OF_NO_SCHEMA:
        return DatabaseNotReady(sqlstate=sqlstate)
    return DatabaseRefused(sqlstate=sqlstate)


def parse_url(url: str) -> URL:
    """Read a ``postgresql://`` URL and select the psycopg2 driver.

    Raises:
        InvalidSettings: it is none. The message does not repeat it, since it may hold a password.
    """
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError):
        parsed = None
    if parsed is None or not parsed.drivername.startswith("postgres"):
        raise InvalidSettings("A database URL looks like postgresql://user:password@host:5432/database.") from None
    return parsed.set(drivername="postgresql+psycopg2")


def _open_engine(role: Role, url: URL, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=_POOL_TIMEOUT_S,
        hide_parameters=True,
        connect_args=connect_arguments(str(role)),
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: psycopg2.extensions.connection, _: object) -> None:
        try:
            _prepare_session(connection, role, switch=url.username != role)
        except BaseException:
            connection.close()
            raise

    return engine


def connect_arguments(name: str) -> dict[str, str | int]:
    """Return the driver's arguments: under which name to connect, and when to give up a dead network."""
    return {
        "application_name": name,
        "connect_timeout": _CONNECT_TIMEOUT_S,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
    }


def _prepare_session(connection: psycopg2.extensions.connection, role: Role, switch: bool) -> None:
    with connection.cursor() as cursor:
        if switch:
            cursor.execute(f'SET ROLE "{role}"')
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() != (False,):
            raise UnsafeRole(role=role)
        # Temporary tables last, so that none stands in for a table of ours. No scope, whatever the
        # login's defaults are.
        cursor.execute(
            f"SET search_path = {SCHEMA}, public, extensions, pg_temp; SET app.resume_id = '';"
            f"SET statement_timeout = {STATEMENT_TIMEOUT_MS}; SET idle_in_transaction_session_timeout = 60000;"
            # A prepared statement is planned once. Compiling a plan takes longer than any of ours runs.
            "SET plan_cache_mode = force_generic_plan; SET jit = off"
        )
    connection.commit()
