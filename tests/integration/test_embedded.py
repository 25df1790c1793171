"""The embedded server: private, shared, and gone with its last user."""

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg2
import pytest

from service.database import parse_url
from service.embedded import SUPERUSER, EmbeddedServer
from service.errors import EmbeddedServerFailed
from tests.statements import run_sql

# A shell starts background jobs with SIGINT ignored, and children inherit that. Ctrl-C must mean something here.
USE = """
import signal, sys, time
from pathlib import Path
from service.embedded import EmbeddedServer
signal.signal(signal.SIGINT, signal.default_int_handler)
server = EmbeddedServer(Path(sys.argv[1]))
server.start()
print("ready", flush=True)
time.sleep(600)
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")


@pytest.fixture
def home(home: Path) -> Iterator[Path]:
    """A VEIL_HOME that no server outlives."""
    yield home
    assert postmaster_of(home) is None, "the test left a server behind"


@pytest.fixture
def use(home: Path) -> Iterator[Callable[[], "subprocess.Popen[str]"]]:
    """Start another process that uses the server, without waiting for it."""
    processes: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        processes.append(subprocess.Popen([sys.executable, "-c", USE, home], stdout=subprocess.PIPE, text=True))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.communicate()
    assert ends(home)


def postmaster_of(home: Path) -> psutil.Process | None:
    try:
        process = psutil.Process(int((home / "postgres/data/postmaster.pid").read_text().split()[0]))
    except (FileNotFoundError, psutil.NoSuchProcess):
        return None
    return process if process.name() == "postgres" else None


def ends(home: Path, within: float = 20) -> bool:
    """Wait until no server runs."""
    deadline = time.monotonic() + within
    while postmaster_of(home):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_ready(process: "subprocess.Popen[str]") -> bool:
    assert process.stdout is not None
    return process.stdout.readline() == "ready\n"


def query(server: EmbeddedServer, sql: str) -> list[tuple[object, ...]]:
    return run_sql(parse_url(server.url(SUPERUSER)), sql)


def connects_as(user: str, folder: Path) -> bool:
    """Whether a system user can open the server's socket."""
    code = f"import socket; socket.socket(socket.AF_UNIX).connect({str(folder / '.s.PGSQL.5432')!r})"
    command = [everybodys_python(), "-c", code]
    group = pwd.getpwnam(user).pw_gid
    ended = subprocess.run(command, user=user, group=group, extra_groups=[], capture_output=True, check=False)
    return ended.returncode == 0


def everybodys_python() -> str:
    """A Python of this version that every user may run: a virtual environment's may point into a closed folder."""
    for program in (sys.executable, shutil.which("python3", path=os.defpath)):
        check = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
        with suppress(OSError):
            if program and subprocess.run([program, "-c", check], user="nobody", check=False).returncode == 0:
                return program
    pytest.skip("needs a Python that every user may run")


def test_data_is_kept_between_runs(home: Path) -> None:
    with EmbeddedServer(home) as server:
        query(server, "CREATE TABLE kept AS SELECT 7 AS n")
    assert postmaster_of(home) is None
    with EmbeddedServer(home) as server:
        assert query(server, "SELECT n FROM kept") == [(7,)]


def test_no_port_is_open_and_the_socket_lies_in_a_private_folder(home: Path) -> None:
    with EmbeddedServer(home) as server:
        postmaster = postmaster_of(home)
        assert postmaster is not None
        assert postmaster.net_connections("inet") == []
        run = home / "postgres/run"
        assert stat.S_IMODE(run.stat().st_mode) == 0o700
        assert run.stat().st_uid == postmaster.uids().real
        with socket.socket(socket.AF_UNIX) as client:  # The control: the socket is there.
            client.connect(str(run / ".s.PGSQL.5432"))
        assert query(server, "SHOW listen_addresses") == [("",)]


@as_root
def test_another_user_of_the_machine_cannot_reach_it(home: Path) -> None:
    with EmbeddedServer(home):
        run = home / "postgres/run"
        assert not connects_as("nobody", run)
        assert connects_as(pwd.getpwuid(run.stat().st_uid).pw_name, run)


@as_root
def test_a_closed_folder_above_stays_closed_to_others(home: Path) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    with EmbeddedServer(closed / "home") as server:
        assert query(server, "SELECT 1") == [(1,)]
        owner = pwd.getpwuid((closed / "home/postgres").stat().st_uid).pw_name
        listing = subprocess.run(["ls", closed], user="nobody", capture_output=True, check=False)
        assert listing.returncode != 0
        entering = [["test", "-d", closed / "home"]] * 2
        codes = [
            subprocess.run(command, user=user, check=False).returncode
            for command, user in zip(entering, ("nobody", owner), strict=True)
        ]
        assert codes == [1, 0]


@as_root
def test_an_ordinary_user_runs_it_as_themselves(home: Path) -> None:
    user = pwd.getpwnam("nobody")
    os.chown(home, user.pw_uid, user.pw_gid)
    process = subprocess.Popen(
        [everybodys_python(), "-c", USE, home],
        stdout=subprocess.PIPE,
        text=True,
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    assert is_ready(process)
    postmaster = postmaster_of(home)
    assert postmaster is not None
    assert postmaster.uids().real == user.pw_uid
    process.send_signal(signal.SIGTERM)
    process.communicate()
    assert ends(home)


@pytest.mark.parametrize("name", ["deep/" * 40 + "home", "a b,c", "이력서", 'quo"te', "per%cent"])
def test_any_path_of_home_works(home: Path, name: str) -> None:
    with EmbeddedServer(home / name) as server:
        assert query(server, "SELECT 1") == [(1,)]
        folder = Path(parse_url(server.url("x")).query["host"])  # type: ignore[arg-type]
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert folder.parent != Path("/tmp") or not folder.exists()


@as_root
def test_a_socket_folder_of_somebody_else_is_refused(home: Path) -> None:
    deep = home / ("deep/" * 40)
    with EmbeddedServer(deep) as server:
        folder = Path(parse_url(server.url("x")).query["host"])  # type: ignore[arg-type]
    folder.mkdir()
    try:
        os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
        with pytest.raises(EmbeddedServerFailed, match="somebody else"):
            EmbeddedServer(deep).start()
    finally:
        folder.rmdir()


def test_processes_that_start_at_once_share_one_server(home: Path, use: Callable[[], "subprocess.Popen[str]"]) -> None:
    processes = [use() for _ in range(4)]
    assert all(is_ready(process) for process in processes)
    assert home.joinpath("postgres/server.log").read_text().count("starting PostgreSQL") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_server_ends_with_its_last_user_however_that_ends(
    home: Path, use: Callable[[], "subprocess.Popen[str]"], number: signal.Signals
) -> None:
    first, last = use(), use()
    assert is_ready(first)
    assert is_ready(last)
    first.send_signal(number)
    first.wait()
    assert not ends(home, within=1), "somebody still uses it"
    last.send_signal(number)
    last.wait()
    assert ends(home)


def test_stopping_returns_when_the_server_has_stopped_unless_others_use_it(
    home: Path, use: Callable[[], "subprocess.Popen[str]"]
) -> None:
    server = EmbeddedServer(home)
    server.start()
    other = use()
    assert is_ready(other)
    server.stop()
    assert postmaster_of(home) is not None
    server.start()
    other.kill()
    other.wait()
    server.stop()
    assert postmaster_of(home) is None


def test_a_killed_watcher_takes_the_server_along_and_the_next_start_brings_both_back(home: Path) -> None:
    server = EmbeddedServer(home)
    server.start()
    postmaster = postmaster_of(home)
    assert postmaster is not None
    watcher = postmaster.parent()
    assert watcher is not None
    watcher.kill()
    assert ends(home)
    server.start()
    assert query(server, "SELECT 1") == [(1,)]
    server.stop()


def test_a_killed_server_comes_back_with_its_data_on_the_next_start(home: Path) -> None:
    server = EmbeddedServer(home)
    server.start()
    query(server, "CREATE TABLE kept AS SELECT 7 AS n")
    postmaster = postmaster_of(home)
    assert postmaster is not None
    postmaster.kill()
    postmaster.wait()
    server.start()
    assert query(server, "SELECT n FROM kept") == [(7,)]
    server.stop()


def test_a_server_that_is_killed_while_it_is_kept_running_comes_back_by_itself(home: Path) -> None:
    with EmbeddedServer(home) as server, server.kept_running():
        query(server, "CREATE TABLE kept (value integer)")
        postmaster = postmaster_of(home)
        assert postmaster is not None
        postmaster.kill()
        with pytest.raises(psycopg2.OperationalError):
            query(server, "SELECT")
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with suppress(psycopg2.OperationalError):
                assert query(server, "SELECT count(*) FROM kept") == [(0,)]
                break
            time.sleep(0.1)
        else:
            pytest.fail("the server did not come back")


def test_a_process_that_got_the_number_of_a_killed_server_is_left_alone(home: Path) -> None:
    with EmbeddedServer(home):
        pass
    # As after a restart of a container, where numbers are small and return soon.
    pid_file = home / "postgres/data/postmaster.pid"
    with subprocess.Popen(["sleep", "600"]) as bystander:
        pid_file.write_text(f"{bystander.pid}\n{pid_file.parent}\n1\n5432\n{home}/postgres/run\n\n1 1\nready\n")
        with EmbeddedServer(home) as server:
            assert query(server, "SELECT 1") == [(1,)]
        assert bystander.poll() is None
        bystander.kill()


def test_a_first_start_that_was_killed_halfway_does_not_spoil_the_next(home: Path) -> None:
    half = home / "postgres/data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with EmbeddedServer(home) as server:
        assert query(server, "SELECT 1") == [(1,)]


def test_a_home_that_is_no_folder_is_refused_in_plain_words(home: Path) -> None:
    (home / "file").write_text("")
    with pytest.raises(EmbeddedServerFailed, match="VEIL_HOME"):
        EmbeddedServer(home / "file").start()


def test_text_sorts_by_code_point_and_knows_unicode(home: Path) -> None:
    with EmbeddedServer(home) as server:
        assert query(server, "SELECT lower('É'), 'Z' < 'a', '가' < '나'") == [("é", True, True)]
        assert query(server, "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'veil'") == [
            ("b", "C.UTF-8")
        ]


def provoke(server: EmbeddedServer, canary: str) -> None:
    """Make the server complain in every way that could quote a value."""
    query(server, "CREATE TABLE IF NOT EXISTS person (name text PRIMARY KEY CHECK (length(name) < 40))")
    query(server, f"DELETE FROM person; INSERT INTO person VALUES ('{canary}')")
    for sql in (
        f"SELEC '{canary}'",
        f"SELECT '{canary}'::uuid",
        f"INSERT INTO person VALUES ('{canary}')",
        f"INSERT INTO person VALUES (repeat('{canary}', 9))",
        f"DO $$ BEGIN RAISE EXCEPTION '{canary}'; END $$",
        f"DO $$ BEGIN RAISE WARNING '{canary}'; PERFORM 1 / 0; END $$",
        f"SET statement_timeout = 20; SELECT pg_sleep(1), '{canary}'",
        f"PREPARE p(uuid) AS SELECT $1; EXECUTE p('{canary}')",
        # The server logs what a crashed connection was running.
        f"SELECT pg_sleep(0.2), '{canary}' FROM pg_sleep(30)",
    ):
        run = crash_during if "FROM pg_sleep" in sql else query
        with pytest.raises(psycopg2.Error):
            run(server, sql)


def crash_during(server: EmbeddedServer, sql: str) -> None:
    connection = psycopg2.connect(
        parse_url(server.url(SUPERUSER)).set(drivername="postgresql").render_as_string(hide_password=False), async_=1
    )
    psycopg2.extensions.set_wait_callback(None)
    while connection.poll() != psycopg2.extensions.POLL_OK:
        time.sleep(0.01)
    pid = connection.info.backend_pid
    connection.cursor().execute(sql)
    while connection.poll() == psycopg2.extensions.POLL_WRITE:
        time.sleep(0.01)
    time.sleep(0.2)
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    try:
        connection.poll()
    finally:
        connection.close()


CANARY = "김가명-900101"


@as_root
def test_the_servers_log_quotes_no_statement_and_no_value(home: Path) -> None:
    with EmbeddedServer(home) as server:
        provoke(server, CANARY)
    text = server.log_file.read_text()
    assert "was terminated by signal 9" in text, "the crash itself is logged"
    assert CANARY not in text


@as_root
def test_control_with_postgresqls_own_settings_the_log_quotes_them(home: Path) -> None:
    options = {
        "log_min_messages": "warning",
        "log_min_error_statement": "error",
        "log_error_verbosity": "default",
        "track_activities": "on",
    }
    with EmbeddedServer(home, options) as server:
        provoke(server, CANARY)
    text = server.log_file.read_text()
    assert text.count(CANARY) > 8
    assert "Failed process was running" in text
