"""``veil bench api``: searches over HTTP, end to end, of ``veil serve`` on the embedded default with auditing on."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from service.bench.api_load import Load, run_load
from service.bench.texts import resume_texts
from service.errors import SetupError

_ADDRESS = re.compile(rb"listens on http://127\.0\.0\.1:([0-9]+)")
_START_S = 120.0
_STOP_S = 30.0
_WARM_UP = 50
_RESUMES = 20


class BenchFailed(SetupError):
    """The server of the benchmark could not be started, or did not take its resumes."""


@dataclass(frozen=True, slots=True)
class Latencies:
    """What one number of clients saw, in milliseconds."""

    clients: int
    requests: int
    errors: Mapping[str, int]
    p50: float
    p95: float
    p99: float
    slowest: float
    per_second: float

    @classmethod
    def of(cls, clients: int, load: Load) -> "Latencies":
        """Sum up a load."""
        p50, p95, p99, slowest = np.percentile(np.asarray(load.seconds) * 1000, (50, 95, 99, 100))
        count = len(load.seconds)
        return cls(
            clients, count, dict(load.errors), float(p50), float(p95), float(p99), float(slowest), count / load.wall_s
        )


@dataclass(frozen=True, slots=True)
class ApiBench:
    """The rounds of one server, and whether its log has each of its reads."""

    rounds: tuple[Latencies, ...]
    recorded: int
    """Searches that the audit log holds, the warm-up's not counted."""

    @property
    def errors(self) -> int:
        """Answers that were not what they should be."""
        return sum(sum(one.errors.values()) for one in self.rounds)

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        rounds = [
            {
                "clients": one.clients,
                "requests": one.requests,
                "errors": dict(one.errors),
                **{f"{name}_ms": round(getattr(one, name), 2) for name in ("p50", "p95", "p99", "slowest")},
                "per_second": round(one.per_second, 1),
            }
            for one in self.rounds
        ]
        return {"rounds": rounds, "errors": self.errors, "audit_events": self.recorded, "cores": os.cpu_count()}

    def table(self) -> str:
        """Return the figures for people."""
        lines = [f"{'clients':>8}{'requests':>10}{'errors':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'a second':>10}"]
        lines += [
            f"{one.clients:>8}{one.requests:>10,}{sum(one.errors.values()):>8}"
            f"{one.p50:>9.1f}{one.p95:>9.1f}{one.p99:>9.1f}{one.per_second:>10.0f}"
            for one in self.rounds
        ]
        lines.append(f"{self.recorded:,} searches in the audit log; generator and server share {os.cpu_count()} cores")
        return "\n".join(lines)


def run(clients: Sequence[int] = (4, 16), requests: int = 2_000, resumes: int = _RESUMES) -> ApiBench:
    """Serve the embedded default in a child process, fill it, and search it with each number of clients in turn.

    Raises:
        BenchFailed: the server did not come up, or refused the resumes.
    """
    with _served() as (port, key):
        ids = _fill(port, key, resumes)
        run_load(port, key, ids, max(clients), _WARM_UP, seed=1)
        before = _recorded(port, key)
        rounds = [Latencies.of(each, run_load(port, key, ids, each, requests, seed=each)) for each in clients]
        return ApiBench(tuple(rounds), _recorded(port, key) - before)


@contextmanager
def _served() -> Iterator[tuple[int, str]]:
    """Run ``veil serve`` in a folder of its own; yield its port and a key for everything that is asked here."""
    # Not below a private folder: the embedded server may run as another user.
    home = Path(tempfile.mkdtemp(prefix="veil-bench-"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VEIL_")}
    environment = {**kept, "VEIL_HOME": str(home / "home"), "VEIL_LOG_LEVEL": "warning"}
    try:
        key = _create_key(home, environment)
        with (home / "output.txt").open("wb") as output:
            server = subprocess.Popen(
                [sys.executable, "-m", "service", "serve", "--port", "0"],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=home, env=environment,
            )  # fmt: skip
        try:
            yield _wait(server, home / "output.txt"), key
        finally:
            _stop(server)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _create_key(home: Path, environment: Mapping[str, str]) -> str:
    roles = [word for role in ("ingest", "search", "audit") for word in ("--role", role)]
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "service", "keys", "create", *roles, "--subject", "bench"],
        check=False, capture_output=True, cwd=home, env=environment, timeout=_START_S, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    found = re.search(rb"veil_[a-z0-9]{12}_[A-Za-z0-9_-]{43}", done.stdout)
    if found is None:
        raise BenchFailed
    return found[0].decode()


def _wait(server: subprocess.Popen[bytes], output: Path) -> int:
    deadline = time.monotonic() + _START_S
    # It says its address a moment before it accepts connections.
    while not ((found := _ADDRESS.search(output.read_bytes())) and _accepts(int(found[1]))):
        if server.poll() is not None or time.monotonic() > deadline:
            raise BenchFailed
        time.sleep(0.05)
    return int(found[1])


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except OSError:
        return False
    return True


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)
    try:
        server.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _ask(port: int, key: str, method: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_START_S)
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    try:
        connection.request(method, path, None if body is None else orjson.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, orjson.loads(answer.read())
    finally:
        connection.close()


def _fill(port: int, key: str, resumes: int) -> list[str]:
    ids = [f"bench-{number}" for number in range(resumes)]
    for resume_id, text in zip(ids, resume_texts(resumes), strict=True):
        status, answer = _ask(port, key, "POST", f"/v1/resumes/{resume_id}/documents?wait=30", {"text": text})
        if answer.get("state") != "done":
            raise BenchFailed(status=status, code=str(answer.get("code", answer.get("state"))))
    return ids


def _recorded(port: int, key: str) -> int:
    _, answer = _ask(port, key, "GET", "/v1/audit/summary")
    return int(answer["events"].get("resume.search", {}).get("ok", 0))
