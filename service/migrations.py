"""Applies ``sql/NNN_*.sql`` once, in order, as the owner role.

Each file runs in its own transaction together with the record of its SHA-256, under one advisory
lock. docs/database.md shows how to write one; row-level security is forced on the owner too, so a
file that moves data lifts it and restores it, and a file that forgets to restore it is refused.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.pool import NullPool

from service.database import OWNER, SCHEMA, Transaction, connect_arguments, read_queries, sql_folder, translated_errors
from service.errors import (
    DatabaseNotReady,
    DatabaseRefused,
    DatabaseUnavailable,
    MigrationBusy,
    MigrationChanged,
    MigrationFailed,
    MigrationMissing,
    VeilError,
)

_WAIT_FOR_OTHERS_MS = 60_000
_WAIT_FOR_TABLES_MS = 10_000
_STATEMENT_TIMEOUT_MS = 600_000
_LOCK_NOT_AVAILABLE = "55P03"
_GRANT_TO_LOGIN = "bootstrap_login"
# Insufficient privilege, now or in an earlier step that made no role; extension files absent.
_NEEDS_ADMINISTRATOR = ("42501", "42704", "0A000", "58P01")


def bootstrap_sql() -> str:
    """Return the SQL that makes the roles, the extension and the schema, for an administrator to run."""
    path = sql_folder() / "bootstrap.sql"
    explanation = path.read_text("utf-8").partition("-- name:")[0]
    steps = [f"{sql};\n" for name, sql in read_queries(path).items() if name != _GRANT_TO_LOGIN]
    hint = f"-- And for the login of `veil migrate`:\n-- GRANT {OWNER} TO its_name;\n"
    return "\n".join([explanation.strip(), *steps, hint])


def bootstrap(url: URL) -> list[str]:
    """Make the roles, the extension and the schema, where the login may and they are missing.

    Returns:
        The SQL of each step that only an administrator can do. Empty when all is in place.
    """
    with _connection(url) as connection:
        _wait_for_lock(connection)
        left = []
        for name, sql in read_queries(sql_folder() / "bootstrap.sql").items():
            if not _allowed(connection, sql):
                # That step speaks of the current user, which for an administrator is another one.
                grant = f'GRANT {OWNER} TO "{url.username}" WITH SET TRUE, INHERIT FALSE'
                left.append(f"{grant if name == _GRANT_TO_LOGIN else sql};")
        return left


def migrate(url: URL, folder: Path | None = None) -> list[str]:
    """Apply every pending migration and return their names.

    Args:
        url: a login that is, or may become, the owner role.
        folder: where the files are; ``sql/`` by default.

    Raises:
        DatabaseNotReady: roles, extension or schema are missing.
        MigrationChanged: an applied file has another content now.
        MigrationMissing: a number is missing, or the database knows a file that is not here.
        MigrationFailed: the database refused a file. Earlier files stay applied.
        MigrationBusy: another process holds the lock for too long.
    """
    files = _read_files(folder or sql_folder())
    with _connection(url) as connection:
        _become_owner(connection)
        _wait_for_lock(connection)
        with connection.begin():
            if not _is_prepared(Transaction(connection)):
                Transaction(connection).run("migration_table_create")
        with connection.begin():
            names = _pending(Transaction(connection), files)
        for name in names:
            _apply(connection, name, *files[name])
    return names


def pending(url: URL, folder: Path | None = None) -> list[str]:
    """Return the names of the migrations that ``migrate`` would apply.

    Raises:
        DatabaseNotReady, MigrationChanged, MigrationMissing: as ``migrate``.
    """
    files = _read_files(folder or sql_folder())
    with _connection(url) as connection:
        _become_owner(connection)
        with connection.begin():
            transaction = Transaction(connection)
            return _pending(transaction, files) if _is_prepared(transaction) else list(files)


def _read_files(folder: Path) -> dict[str, tuple[str, str]]:
    """Return each migration's SQL and SHA-256 by name, in order."""
    paths = sorted(folder.glob("[0-9]*.sql"))
    for number, path in enumerate(paths, start=1):
        if not re.fullmatch(rf"{number:03d}_[a-z0-9_]+\.sql", path.name):
            raise MigrationMissing(f"The migration file {number:03d}_*.sql is missing or double.", number=number)
    files = {}
    for path in paths:
        # A checkout with other line ends is the same migration.
        content = path.read_bytes().replace(b"\r\n", b"\n")
        files[path.stem] = (content.decode("utf-8"), hashlib.sha256(content).hexdigest())
    return files


def _is_prepared(transaction: Transaction) -> bool:
    row = transaction.one("migration_table_exists")
    return row is not None and bool(row.present)


def _pending(transaction: Transaction, files: dict[str, tuple[str, str]]) -> list[str]:
    names = list(files)
    applied = transaction.all("migrations_applied")
    for row, name in zip(applied, names, strict=False):
        if row.name != name:
            raise MigrationMissing(migration=row.name)
        if row.sha256 != files[name][1]:
            raise MigrationChanged(migration=name)
    if len(applied) > len(names):
        raise MigrationMissing(migration=applied[len(names)].name)
    return names[len(applied) :]


def _apply(connection: Connection, name: str, sql: str, sha256: str) -> None:
    try:
        with translated_errors(), connection.begin():
            transaction = Transaction(connection)
            # As the driver's own text, so that a percent sign in a file is a percent sign.
            connection.connection.cursor().execute(sql)
            if transaction.all("migration_unforced_tables"):
                raise MigrationFailed(
                    "The migration leaves a table without forced row-level security; it was rolled back.",
                    migration=name,
                )
            transaction.run("migration_record", name=name, sha256=sha256)
    except (DatabaseNotReady, DatabaseRefused, DatabaseUnavailable) as error:
        raise MigrationFailed(migration=name, sqlstate=_sqlstate(error)) from None


@contextmanager
def open_login(url: URL) -> Iterator[Transaction]:
    """Open one transaction as the login itself, in no role and with no scope.

    Raises:
        DatabaseUnavailable: it can't connect.
    """
    with _connection(url) as connection, connection.begin():
        yield Transaction(connection)


@contextmanager
def _connection(url: URL) -> Iterator[Connection]:
    engine = create_engine(
        url,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args=connect_arguments("veil_migrate"),
    )
    with translated_errors(), engine.connect() as connection:
        yield connection


def _become_owner(connection: Connection) -> None:
    try:
        with translated_errors(), connection.begin():
            connection.exec_driver_sql(f"SET ROLE {OWNER}")
            connection.exec_driver_sql(f"SELECT '{SCHEMA}'::regnamespace")
            connection.exec_driver_sql(f"SET search_path = {SCHEMA}, public, extensions, pg_temp")
            connection.exec_driver_sql(f"SET statement_timeout = {_STATEMENT_TIMEOUT_MS}")
    except DatabaseRefused as error:
        raise DatabaseNotReady(sqlstate=_sqlstate(error)) from None


def _sqlstate(error: VeilError) -> str:
    return str(error.ids.get("sqlstate", "none"))


def _wait_for_lock(connection: Connection) -> None:
    try:
        with translated_errors(), connection.begin():
            connection.exec_driver_sql(f"SET lock_timeout = {_WAIT_FOR_OTHERS_MS}")
            Transaction(connection).all("migration_lock")
            connection.exec_driver_sql(f"SET lock_timeout = {_WAIT_FOR_TABLES_MS}")
    except DatabaseUnavailable as error:
        raise (MigrationBusy() if _sqlstate(error) == _LOCK_NOT_AVAILABLE else error) from None


def _allowed(connection: Connection, sql: str) -> bool:
    """Run one step in its own transaction; False if it takes an administrator."""
    try:
        with translated_errors(), connection.begin():
            connection.connection.cursor().execute(sql)
    except (DatabaseRefused, DatabaseUnavailable) as error:
        if _sqlstate(error) not in _NEEDS_ADMINISTRATOR:
            raise
        return False
    return True
