"""One peer per process, on one core: memory and processor time are then the peer's alone."""

import logging
import multiprocessing
import os
import re
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from service.bench.peers import PEERS, refuse_network

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TOKENIZERS_PARALLELISM")
_LOAD_S = 300.0


@dataclass(frozen=True, slots=True)
class Round:
    """One pass over all texts."""

    cpu_s: float
    wall_s: float
    found: int


class Child:
    """A process that has one peer loaded and runs a round when told."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def run(self) -> Round:
        """Mask every text once."""
        self._connection.send("run")
        cpu_s, wall_s, found = self._receive()
        return Round(cpu_s, wall_s, int(found))

    def peak_mb(self) -> float:
        """Return the most memory that the process has held at once, in MB (2**20 bytes)."""
        self._connection.send("memory")
        return self._receive()[0]

    def wait(self) -> None:
        """Wait until the peer is loaded and has masked its first text."""
        self._receive()

    def _receive(self) -> tuple[float, ...]:
        if not self._connection.poll(_LOAD_S):
            raise TimeoutError
        answer: tuple[float, ...] = self._connection.recv()
        return answer


@contextmanager
def open_child(peer: str, texts: Sequence[str], core: int | None) -> Iterator[Child]:
    """Start a peer in a process of its own, and end it."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, peer, list(texts), core), daemon=True)
    process.start()
    theirs.close()
    try:
        child = Child(ours)
        child.wait()
        yield child
    finally:
        ours.close()
        process.join(10)
        if process.is_alive():
            process.kill()
            process.join()


def free_core() -> int | None:
    """Return a core that this process may use: the last one, which others ask for least."""
    return max(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None


def _serve(connection: Connection, peer: str, texts: list[str], core: int | None) -> None:
    if core is not None:
        os.sched_setaffinity(0, {core})
    for name in _THREADS:
        os.environ[name] = "1"
    # Presidio warns of the suffix list that it can't fetch, and of languages that it does not load.
    logging.disable(logging.CRITICAL)
    refuse_network()
    mask = PEERS[peer]()
    mask(texts[0])
    connection.send(())
    try:
        while True:
            connection.send(_time(mask, texts) if connection.recv() == "run" else (peak_mb(),))
    except (EOFError, BrokenPipeError):
        return


def _time(mask: Callable[[str], int], texts: list[str]) -> tuple[float, float, int]:
    cpu, wall = time.process_time(), time.perf_counter()
    found = sum(map(mask, texts))
    return time.process_time() - cpu, time.perf_counter() - wall, found


def peak_mb() -> float:
    """Return this process's peak of resident memory in MB.

    Not ru_maxrss where there is /proc: that begins with what the parent held when it forked.
    """
    status = Path("/proc/self/status")
    if status.exists() and (peak := re.search(r"VmHWM:\s+([0-9]+) kB", status.read_text(encoding="ascii"))):
        return int(peak[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
