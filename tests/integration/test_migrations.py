"""Migrations: once, in order, all or nothing; a fresh install equals an upgraded one."""

import re
import shutil
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import URL

from service import migrations
from service.database import OWNER, parse_url, sql_folder
from service.embedded import SUPERUSER, EmbeddedServer, program
from service.errors import (
    DatabaseNotReady,
    MigrationBusy,
    MigrationChanged,
    MigrationFailed,
    MigrationMissing,
)
from service.migrations import bootstrap, migrate, pending
from tests.sample_rows import add_resume
from tests.statements import run_sql

ALL = sorted(path.stem for path in sql_folder().glob("[0-9]*.sql"))

DOCUMENTED = (Path(__file__).parents[2] / "docs/database.md").read_text("utf-8")
# How a migration moves data under forced row-level security: the guide's own example.
MOVE_DATA = re.search(r"### Moving data.*?```sql\n(.*?)```", DOCUMENTED, re.DOTALL).group(1)  # type: ignore[union-attr]
COPY_BLINDLY = "CREATE TABLE copy AS SELECT * FROM chunk;"
FORCE_COPY = "ALTER TABLE copy ENABLE ROW LEVEL SECURITY; ALTER TABLE copy FORCE ROW LEVEL SECURITY;"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the migration files that a test may change."""
    copied = tmp_path / "sql"
    shutil.copytree(sql_folder(), copied, ignore=shutil.ignore_patterns("queries"))
    return copied


@pytest.fixture
def empty_url(server: EmbeddedServer, create_database: Callable[..., str]) -> URL:
    """A database with roles, extension and schema, and no migration applied."""
    url = parse_url(server.url(SUPERUSER, create_database()))
    assert bootstrap(url) == []
    return url


class holding:  # noqa: N801 - reads as a verb where it is used
    """Hold a lock in another session."""

    def __init__(self, url: URL, sql: str) -> None:
        self.connection = psycopg2.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
        self.connection.cursor().execute(sql)

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def add(folder: Path, sql: str, name: str = "next_step") -> str:
    """Write one more migration file and return its name."""
    path = folder / f"{len(list(folder.glob('[0-9]*.sql'))) + 1:03d}_{name}.sql"
    path.write_text(sql, "utf-8")
    return path.stem


def only(folder: Path, count: int) -> Path:
    """Keep the first files."""
    kept = folder.with_name(f"first_{count}")
    kept.mkdir()
    for path in sorted(folder.glob("[0-9]*.sql"))[:count]:
        shutil.copy(path, kept)
    return kept


def dump(url: URL, *options: str) -> str:
    """Return pg_dump's text of the schema veil."""
    host, port = url.query["host"], url.query["port"]
    command = [program("pg_dump"), f"--host={host}", f"--port={port}", f"--username={SUPERUSER}", "--schema=veil"]
    command += ["--restrict-key=x", *options, url.database]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def schema_of(url: URL) -> str:
    return dump(url, "--schema-only")


def rows_of(url: URL) -> list[str]:
    """Every row of every table but the record of migrations, as text."""
    text = dump(url, "--data-only", "--inserts", "--exclude-table=veil.migration")
    return sorted(line for line in text.splitlines() if line.startswith("INSERT"))


def test_every_file_is_applied_once_and_recorded(empty_url: URL) -> None:
    assert pending(empty_url) == ALL
    assert migrate(empty_url) == ALL
    assert migrate(empty_url) == []
    assert pending(empty_url) == []
    assert [row[0] for row in run_sql(empty_url, "SELECT name FROM veil.migration ORDER BY name")] == ALL


def test_everything_is_owned_by_the_owner_role(superuser_url: URL) -> None:
    owners = run_sql(
        superuser_url,
        "SELECT DISTINCT relowner::regrole::text FROM pg_class WHERE relnamespace = 'veil'::regnamespace"
        " UNION SELECT proowner::regrole::text FROM pg_proc WHERE pronamespace = 'veil'::regnamespace"
        " UNION SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'veil'",
    )
    assert owners == [(OWNER,)]


def test_a_changed_file_stops_with_its_name(superuser_url: URL, folder: Path) -> None:
    path = folder / f"{ALL[2]}.sql"
    path.write_text(path.read_text("utf-8") + "-- a change\n", "utf-8")
    for act in (migrate, pending):
        with pytest.raises(MigrationChanged) as caught:
            act(superuser_url, folder)
        assert caught.value.ids == {"migration": ALL[2]}


def test_another_checkout_with_windows_line_ends_is_no_change(superuser_url: URL, folder: Path) -> None:
    for path in folder.glob("*.sql"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert pending(superuser_url, folder) == []


@pytest.mark.parametrize("names", [[ALL[1]], [ALL[-1]], ALL[-2:]], ids=["middle", "last", "last two"])
def test_an_applied_file_that_vanished_is_an_error(superuser_url: URL, folder: Path, names: list[str]) -> None:
    for name in names:
        (folder / f"{name}.sql").unlink()
    with pytest.raises(MigrationMissing):
        migrate(superuser_url, folder)


def test_a_renamed_applied_file_is_an_error(superuser_url: URL, folder: Path) -> None:
    (folder / f"{ALL[-1]}.sql").rename(folder / f"{ALL[-1]}_renamed.sql")
    with pytest.raises(MigrationMissing):
        migrate(superuser_url, folder)


@pytest.mark.parametrize("name", ["001_again.sql", f"{len(ALL) + 2:03d}_gap.sql", "7_short.sql", "007-Odd.sql"])
def test_a_double_or_missing_number_is_an_error(empty_url: URL, folder: Path, name: str) -> None:
    (folder / name).write_text("SELECT 1;")
    with pytest.raises(MigrationMissing):
        migrate(empty_url, folder)
    assert run_sql(empty_url, "SELECT to_regclass('veil.resume')") == [(None,)]


def test_a_file_that_fails_leaves_nothing_and_the_ones_before_it_stay(superuser_url: URL, folder: Path) -> None:
    before = schema_of(superuser_url)
    good = add(folder, "COMMENT ON TABLE resume IS 'good, 100%';", "good")
    bad = add(folder, f"CREATE TABLE half (a int); {FORCE_COPY.replace('copy', 'half')} SELECT 1 / 0;", "bad")
    with pytest.raises(MigrationFailed) as caught:
        migrate(superuser_url, folder)
    assert caught.value.ids == {"migration": bad, "sqlstate": "22012"}
    assert pending(superuser_url, folder) == [bad]
    assert "good, 100%" in schema_of(superuser_url)
    assert run_sql(superuser_url, "SELECT to_regclass('veil.half')") == [(None,)]
    assert good not in pending(superuser_url, folder)
    run_sql(superuser_url, "COMMENT ON TABLE veil.resume IS NULL")
    assert schema_of(superuser_url) == before


@pytest.mark.parametrize(
    "sql",
    ["CREATE TABLE bare (a int);", "ALTER TABLE chunk NO FORCE ROW LEVEL SECURITY;", COPY_BLINDLY],
    ids=["new table", "forgotten to restore", "copy"],
)
def test_a_file_that_leaves_a_table_unforced_is_rolled_back(superuser_url: URL, folder: Path, sql: str) -> None:
    before = schema_of(superuser_url)
    add(folder, sql)
    with pytest.raises(MigrationFailed, match="row-level security"):
        migrate(superuser_url, folder)
    assert schema_of(superuser_url) == before


def test_a_locked_table_stops_a_migration_soon(
    superuser_url: URL, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "_WAIT_FOR_TABLES_MS", 100)
    add(folder, "ALTER TABLE resume ADD note text;")
    with holding(superuser_url, "LOCK TABLE veil.resume IN ACCESS SHARE MODE"):
        with pytest.raises(MigrationFailed) as caught:
            migrate(superuser_url, folder)
        assert caught.value.ids["sqlstate"] == "55P03"
    assert len(migrate(superuser_url, folder)) == 1


def test_a_held_lock_stops_another_migration(superuser_url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "_WAIT_FOR_OTHERS_MS", 100)
    with holding(superuser_url, "SELECT pg_advisory_lock(x'7665696c'::bigint)"), pytest.raises(MigrationBusy):
        migrate(superuser_url)
    assert migrate(superuser_url) == []


def test_migrations_that_start_at_once_apply_each_file_once(
    server: EmbeddedServer, create_database: Callable[..., str]
) -> None:
    url = parse_url(server.url(SUPERUSER, create_database()))
    barrier = threading.Barrier(4)

    def prepare(_: int) -> list[str]:
        barrier.wait()
        assert bootstrap(url) == []
        return migrate(url)

    with ThreadPoolExecutor(4) as pool:
        applied = list(pool.map(prepare, range(4)))
    assert sorted(applied) == [[], [], [], ALL]


@pytest.mark.parametrize("count", range(len(ALL)))
def test_an_upgrade_from_any_version_equals_a_fresh_install(
    empty_url: URL, superuser_url: URL, folder: Path, count: int
) -> None:
    assert migrate(empty_url, only(folder, count)) == ALL[:count]
    assert schema_of(empty_url) != schema_of(superuser_url)
    assert migrate(empty_url, folder) == ALL[count:]
    assert schema_of(empty_url) == schema_of(superuser_url)


def test_an_upgrade_of_a_filled_database_keeps_every_row_and_equals_a_fresh_install(
    empty_url: URL, superuser_url: URL, folder: Path
) -> None:
    for resume_id in ("r-1", "r-2"):
        add_resume(superuser_url, resume_id)
    before = rows_of(superuser_url)
    add(folder, MOVE_DATA)
    migrate(superuser_url, folder)
    after = rows_of(superuser_url)
    assert len(before) > 10
    assert [line.replace(", 'en');", ");") for line in after] == before
    assert sum(", 'en');" in line for line in after) == 2
    migrate(empty_url, folder)
    assert schema_of(empty_url) == schema_of(superuser_url)


def test_control_without_lifting_it_the_documented_update_reaches_no_row(superuser_url: URL, folder: Path) -> None:
    add_resume(superuser_url, "r-1")
    unlifted = re.sub(r"ALTER TABLE chunk (NO )?FORCE.*\n", "", MOVE_DATA).replace(
        "ALTER TABLE chunk ALTER language SET NOT NULL;", ""
    )
    add(folder, unlifted)
    migrate(superuser_url, folder)
    assert run_sql(superuser_url, "SELECT language FROM veil.chunk") == [(None,)]


@pytest.mark.parametrize("options", [[], ["--enable-row-security"]])
def test_a_backup_as_the_owner_fails_or_is_empty(superuser_url: URL, options: list[str]) -> None:
    add_resume(superuser_url, "r-1")
    if not options:
        with pytest.raises(subprocess.CalledProcessError):
            dump(superuser_url, "--data-only", f"--username={OWNER}")
    else:
        assert "chunk of" not in dump(superuser_url, "--data-only", "--inserts", f"--username={OWNER}", *options)
    assert "chunk of r-1" in dump(superuser_url, "--data-only", "--inserts"), "the control"


def test_control_without_lifting_it_a_copy_loses_every_row_in_silence(superuser_url: URL, folder: Path) -> None:
    add_resume(superuser_url, "r-1")
    add(folder, COPY_BLINDLY + FORCE_COPY)
    migrate(superuser_url, folder)
    assert run_sql(superuser_url, "SELECT count(*) FROM veil.chunk") == [(1,)]
    assert run_sql(superuser_url, "SELECT count(*) FROM veil.copy") == [(0,)]


def test_control_the_comparison_sees_a_difference(empty_url: URL, superuser_url: URL) -> None:
    migrate(empty_url)
    for sql in (
        "GRANT SELECT ON veil.chunk TO veil_audit",
        "ALTER TABLE veil.chunk ALTER text SET STATISTICS 100",
        "ALTER POLICY scope ON veil.chunk USING (true)",
        "ALTER TABLE veil.chunk NO FORCE ROW LEVEL SECURITY",
        "DROP TRIGGER append_only ON veil.audit_event",
    ):
        equal = schema_of(empty_url)
        run_sql(empty_url, sql)
        assert schema_of(empty_url) != equal
    assert schema_of(empty_url) != schema_of(superuser_url)


def test_no_file_ends_the_transaction_it_runs_in_or_holds_a_password() -> None:
    for path in (*sql_folder().glob("[0-9]*.sql"), sql_folder() / "bootstrap.sql"):
        text = re.sub(r"--.*", "", path.read_text("utf-8"))
        assert not re.search(r"^\s*(BEGIN|COMMIT|ROLLBACK|START)\b[^;\n]*;", text, re.MULTILINE | re.IGNORECASE)
        assert not re.search(r"\bPASSWORD\b", text, re.IGNORECASE)


def test_a_database_without_roles_or_schema_is_not_ready(
    server: EmbeddedServer, create_database: Callable[..., str]
) -> None:
    url = parse_url(server.url(SUPERUSER, create_database()))
    for act in (migrate, pending):
        with pytest.raises(DatabaseNotReady):
            act(url)
