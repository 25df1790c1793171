"""Following a job."""

import asyncio
import time
from collections.abc import AsyncIterator

import msgspec
from litestar import get
from litestar.concurrency import sync_to_thread
from litestar.response import ServerSentEvent, ServerSentEventMessage

from service import errors
from service.api.guards import Wired
from service.api.rules import Rules
from service.api.schemas import JobAnswer, JobId, shape
from service.pipeline.jobs import Job, Jobs

_POLL_S = 0.25
_KEEP_ALIVE_S = 15.0
_MAX_STREAM_S = 600.0
_JOB = {
    "job_id": "0b9c5a52-1c2f-4f43-8f9e-52a0a4f0c7aa",
    "resume_id": "r-0042",
    "document_id": "5f0c6b1e-3a44-4e0d-9a55-0d7f1f3f0b11",
    "state": "done",
    "attempt": 1,
    "error_code": None,
    "created_at": "2026-11-22T09:00:00Z",
    "updated_at": "2026-11-22T09:00:02Z",
}


@get(
    "/v1/jobs/{job_id:str}",
    sync_to_thread=True,
    summary="Read a job's state",
    tags=["Jobs"],
    opt={"rules": Rules(roles=("ingest",), answers={200: _JOB}, problems=(errors.JobNotFound,))},
)
def read_job(job_id: JobId, services: Wired) -> JobAnswer:
    """`done` means that the document is searchable."""
    return shape(JobAnswer, services.jobs.get(job_id))


@get(
    "/v1/jobs/{job_id:str}/events",
    summary="Follow a job",
    tags=["Jobs"],
    media_type="text/event-stream",
    opt={"rules": Rules(roles=("ingest",), problems=(errors.JobNotFound,))},
)
async def follow_job(job_id: JobId, services: Wired) -> ServerSentEvent:
    # Read once before the stream begins, so that an unknown job is a problem and not a broken stream.
    """Server-sent events: `state` with the job whenever its state changes, the last one when it has ended.

    The stream ends after ten minutes at the latest.
    """
    first: Job = await sync_to_thread(services.jobs.get, job_id)
    return ServerSentEvent(_states(services.jobs, first))


async def _states(jobs: Jobs, job: Job) -> AsyncIterator[ServerSentEventMessage]:
    yield _message(job)
    started = said = time.monotonic()
    while not job.ended and time.monotonic() - started < _MAX_STREAM_S:
        await asyncio.sleep(_POLL_S)
        before, job = job, await sync_to_thread(jobs.get, job.job_id)
        if (job.state, job.attempt) != (before.state, before.attempt):
            yield _message(job)
            said = time.monotonic()
        elif time.monotonic() - said > _KEEP_ALIVE_S:
            yield ServerSentEventMessage(comment="still waiting")
            said = time.monotonic()


def _message(job: Job) -> ServerSentEventMessage:
    return ServerSentEventMessage(event="state", data=msgspec.json.encode(shape(JobAnswer, job)).decode())
