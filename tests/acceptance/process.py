"""Veil as its users run it: the ``veil`` command in processes of its own, in folders of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

WATCHED = Path(__file__).with_name("watched.py")
REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """A command's exit code, and what it showed on both streams."""

    code: int
    shown: bytes


class Veil:
    """The command, with its own VEIL_HOME, TMPDIR and working folder below one folder."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.home, self.temporary, self.work = folder / "home", folder / "tmp", folder / "work"
        for each in (self.temporary, self.work):
            each.mkdir()
        self.output = folder / "output.txt"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.work),
            "LANG": "C.UTF-8",
            "TMPDIR": str(self.temporary),
            "VEIL_HOME": str(self.home),
            "VEIL_LOG_LEVEL": "debug",
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONDONTWRITEBYTECODE": "1",
            **settings,
        }

    def run(self, *verbs: Sequence[str]) -> list[Outcome]:
        """Run verbs to their ends, one after the other in one process: its imports take longer than all of them."""
        code = (
            "import json, sys\nfrom service.cli import main\n"
            "for words in json.loads(sys.argv.pop()):\n"
            "    sys.argv[1:] = words\n"
            "    try: main()\n"
            "    except SystemExit as end: code = end.code or 0\n"
            "    else: code = 0\n"
            "    sys.stderr.flush(); print(f'\\0{code}\\0', end='', flush=True)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, json.dumps(verbs)],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.work,
            env=self.environment,
            timeout=120,
        )
        pieces = done.stdout.split(b"\0")[:-1]
        return [Outcome(int(code), shown) for shown, code in zip(pieces[::2], pieces[1::2], strict=True)]

    def create_key(self, *roles: str) -> str:
        """Create an API key and return its secret."""
        options = [word for role in roles for word in ("--role", role)]
        [done] = self.run(["keys", "create", *options, "--subject", "acceptance"])
        assert done.code == 0, done.shown
        return next(word for word in done.shown.decode().split() if word.startswith("veil_"))

    @contextmanager
    def serve(self, *arguments: str) -> "Iterator[Server]":
        """Serve until the block ends."""
        server = Server(self, *arguments)
        try:
            server.wait_until_it_listens()
            yield server
        finally:
            server.stop()


class Server:
    """A running ``veil serve``, on a free port; what it opens for writing is in ``opened``."""

    def __init__(self, veil: Veil, *arguments: str) -> None:
        self.opened: list[str] = []
        self._output = veil.output
        receiver, sender = os.pipe()
        with veil.output.open("ab") as output:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    str(WATCHED),
                    str(sender),
                    *(arguments or ("-m", "tests.acceptance.faults", "serve", "--port", "0")),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=veil.work,
                env=veil.environment,
                pass_fds=(sender,),
            )
        os.close(sender)
        self.pid = self._process.pid
        self._reader = threading.Thread(target=self._read, args=(receiver,), daemon=True)
        self._reader.start()

    def _read(self, receiver: int) -> None:
        with os.fdopen(receiver, encoding="utf-8", errors="replace") as lines:
            self.opened.extend(line.rstrip("\n") for line in lines)

    def wait_until_it_listens(self) -> None:
        """Wait, at most a minute, and learn the address."""
        deadline = time.monotonic() + 60
        while not (found := re.search(rb"listens on (http://\S+)", self._output.read_bytes())):
            assert self._process.poll() is None, self._output.read_text()
            assert time.monotonic() < deadline, self._output.read_text()
            time.sleep(0.05)
        self.url = found[1].decode()

    @property
    def processes(self) -> list[int]:
        """The server's process and its children."""
        try:
            return [self.pid, *(child.pid for child in psutil.Process(self.pid).children(recursive=True))]
        except psutil.NoSuchProcess:
            return []

    def wait(self) -> int:
        """Wait for the process to end by itself."""
        code = self._process.wait(60)
        self._reader.join(10)
        return code

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Stop it as Ctrl-C does, or as a service manager, and return its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(number)
        try:
            return self.wait()
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise


def postgres_processes(home: Path) -> list[psutil.Process]:
    """Return the processes of the embedded server of a VEIL_HOME."""
    data = home / "postgres" / "data"
    found = []
    for process in psutil.process_iter():
        try:
            if process.name() == "postgres" and Path(process.cwd()) == data:
                found.append(process)
        except psutil.Error:
            continue
    return found


def stop_database(home: Path) -> None:
    """Stop the embedded server of a VEIL_HOME under its users' feet, without waiting for them."""
    processes = postgres_processes(home)
    postmaster = int((home / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(postmaster, signal.SIGQUIT)
    gone, alive = psutil.wait_procs(processes, timeout=20)
    assert gone
    assert not alive
