"""Ingest jobs: leased rows that any worker may finish, and the local runner that does."""

import os
import socket
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.database import Database, Role
from service.errors import DatabaseUnavailable, JobNotFound, LeaseLost, VeilError
from service.logs import get_logger
from service.pipeline.indexing import Indexer

LEASE_S = 300.0
MAX_ATTEMPTS = 3
_POLL_S = 0.5
_WAIT_POLL_S = 0.05
_log = get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """A job's state: ``queued``, ``running``, ``done`` or ``failed`` with an error code."""

    job_id: UUID
    resume_id: str
    document_id: UUID
    state: str
    attempt: int
    error_code: str | None
    created_at: datetime
    updated_at: datetime

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {"done", "failed"}


class Jobs:
    """Reads job states. Jobs hold no text, so they need no scope."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, job_id: UUID) -> Job:
        """Return a job.

        Raises:
            JobNotFound: there is none with this id.
        """
        with self._database.unscoped(Role.INGEST) as tx:
            row = tx.one("get_job", job_id=job_id)
        if row is None:
            raise JobNotFound
        return Job(*row)

    def wait(self, job_id: UUID, seconds: float) -> Job:
        """Return the job once it has ended, or as it is after so many seconds."""
        deadline = time.monotonic() + seconds
        while not (job := self.get(job_id)).ended and time.monotonic() < deadline:
            time.sleep(_WAIT_POLL_S)
        return job

    def count(self) -> dict[str, int]:
        """Return how many jobs are in each state."""
        with self._database.unscoped(Role.INGEST) as tx:
            return {row.state: row.n for row in tx.all("count_jobs")}


class JobRunner:
    """Claims jobs and indexes their documents, in a thread of its own or when asked."""

    def __init__(self, database: Database, indexer: Indexer, lease_s: float = LEASE_S) -> None:
        self._database = database
        self._indexer = indexer
        self._lease_s = lease_s
        self._worker = f"{socket.gethostname()}:{os.getpid()}"
        self._stopping = threading.Event()
        self._nudged = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Run jobs in the background until ``stop``."""
        self._thread = threading.Thread(target=self._loop, name="veil-jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the job in hand, if any, and stop."""
        self._stopping.set()
        self._nudged.set()
        if self._thread:
            self._thread.join(timeout=60)

    def nudge(self) -> None:
        """Look for work now rather than at the next poll."""
        self._nudged.set()

    def run_pending(self) -> int:
        """Run the jobs that are due, one after the other, and return how many ran."""
        ran = 0
        while not self._stopping.is_set() and (job := self._claim()):
            self._run(job)
            ran += 1
        return ran

    def _loop(self) -> None:
        while not self._stopping.is_set():
            self._nudged.clear()
            try:
                self.run_pending()
            except VeilError as error:
                _log.warning("job_runner_waits", code=error.code)
            except Exception as error:  # noqa: BLE001 - a thread that dies does so unseen, and prints the message
                _log.error("job_runner_waits", code="internal_error", error=type(error).__name__)
            self._nudged.wait(_POLL_S)

    def _claim(self) -> Job | None:
        with self._database.unscoped(Role.WORKER) as tx:
            row = tx.one("claim_job", worker=self._worker, lease_s=self._lease_s)
        return Job(*row) if row else None

    def _run(self, job: Job) -> None:
        started = time.monotonic()
        try:
            if job.attempt > MAX_ATTEMPTS:
                self._fail(job, "attempts_exhausted")
                return
            chunks = self._indexer.index(job.resume_id, job.document_id, job.job_id, job.attempt)
        except (LeaseLost, DatabaseUnavailable) as error:
            # The lease is another's, or will run out: nothing was stored, nothing is to be undone.
            _log.warning("job_left", job_id=str(job.job_id), attempt=job.attempt, code=error.code)
        except Exception as error:  # noqa: BLE001 - a job must end as a row, whatever a library raises
            code = error.code if isinstance(error, VeilError) else "internal_error"
            kind = type(error).__name__
            _log.warning("job_failed", job_id=str(job.job_id), attempt=job.attempt, code=code, error=kind)
            self._retry_or_fail(job, code)
        else:
            duration = round((time.monotonic() - started) * 1000)
            _log.info("job_done", job_id=str(job.job_id), count=chunks, duration_ms=duration)

    def _retry_or_fail(self, job: Job, code: str) -> None:
        if job.attempt >= MAX_ATTEMPTS:
            self._fail(job, code)
            return
        with self._database.unscoped(Role.WORKER) as tx:
            tx.run("retry_job", job_id=job.job_id, attempt=job.attempt, code=code, delay_s=2.0**job.attempt)

    def _fail(self, job: Job, code: str) -> None:
        with self._database.scoped(Role.WORKER, job.resume_id) as tx:
            if tx.run("fail_job", job_id=job.job_id, attempt=job.attempt, code=code):
                tx.run("set_document_state", resume_id=job.resume_id, document_id=job.document_id, state="failed")
