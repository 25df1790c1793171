"""Jobs: leased, fenced, retried a bounded number of times."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import URL

from service.errors import EmbedderUnavailable, JobNotFound, LeaseLost
from service.pipeline.indexing import Indexer
from service.pipeline.jobs import MAX_ATTEMPTS, JobRunner
from service.pipeline.parsing import parse_text
from service.privacy.audit import Actor
from service.wiring import Services
from tests.statements import run_sql

TEXT = "경력\n2019.03 ~ 2023.08 카카오 백엔드 개발자. 파이썬과 카프카로 주문 시스템을 만들었습니다.\n"


class BrokenIndexer(Indexer):
    """An indexer whose model is gone, and says so with text that must not spread."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def index(self, *_: Any) -> int:
        raise self._error


def chunks(url: URL) -> int:
    return int(str(run_sql(url, "SELECT count(*) FROM veil.chunk")[0][0]))


def test_an_unknown_job_is_not_found(services: Services) -> None:
    with pytest.raises(JobNotFound):
        services.jobs.get(uuid4())


@pytest.mark.parametrize(
    ("error", "code"), [(EmbedderUnavailable(), "embedder_unavailable"), (ValueError("김민수"), "internal_error")]
)
def test_a_job_is_retried_and_then_fails_with_a_code(
    services: Services, actor: Actor, superuser_url: URL, error: Exception, code: str
) -> None:
    accepted = services.ingestion.accept("r-1", parse_text(TEXT), actor)
    runner = JobRunner(services.database, BrokenIndexer(error))
    for _ in range(MAX_ATTEMPTS):
        assert runner.run_pending() == 1
        run_sql(superuser_url, "UPDATE veil.ingest_job SET run_after = now() WHERE state = 'queued'")

    job = services.jobs.get(accepted.job_id)
    assert (job.state, job.attempt, job.error_code) == ("failed", MAX_ATTEMPTS, code)
    assert run_sql(superuser_url, "SELECT state FROM veil.document") == [("failed",)]
    assert runner.run_pending() == 0


def test_a_retry_waits_before_it_runs_again(services: Services, actor: Actor) -> None:
    services.ingestion.accept("r-1", parse_text(TEXT), actor)
    runner = JobRunner(services.database, BrokenIndexer(EmbedderUnavailable()))
    assert (runner.run_pending(), runner.run_pending()) == (1, 0)


def test_an_expired_lease_is_taken_over(services: Services, actor: Actor, superuser_url: URL) -> None:
    accepted = services.ingestion.accept("r-1", parse_text(TEXT), actor)
    assert services.runner._claim() is not None
    assert services.runner.run_pending() == 0, "a job under lease is nobody else's"

    run_sql(superuser_url, "UPDATE veil.ingest_job SET lease_until = now() - interval '1 s'")
    assert services.runner.run_pending() == 1
    assert services.jobs.get(accepted.job_id).state == "done"


def test_who_lost_the_lease_stores_nothing(services: Services, actor: Actor, superuser_url: URL) -> None:
    """The fencing token: the first claim finishes after the second was made."""
    accepted = services.ingestion.accept("r-1", parse_text(TEXT), actor)
    _ = services.runner
    first = services.runner._claim()
    assert first is not None
    run_sql(superuser_url, "UPDATE veil.ingest_job SET lease_until = now() - interval '1 s'")
    assert services.runner._claim() is not None
    with pytest.raises(LeaseLost):
        services.runner._indexer.index("r-1", accepted.document_id, accepted.job_id, first.attempt)

    assert chunks(superuser_url) == 0
    assert services.jobs.get(accepted.job_id).state == "running"


def test_a_document_erased_meanwhile_gets_no_chunks(services: Services, actor: Actor, superuser_url: URL) -> None:
    services.ingestion.accept("r-1", parse_text(TEXT), actor)
    services.erasure.erase_resume("r-1", actor)

    assert services.runner.run_pending() == 0
    assert chunks(superuser_url) == 0


def test_running_a_job_twice_doubles_nothing(services: Services, actor: Actor, superuser_url: URL) -> None:
    accepted = services.ingestion.accept("r-1", parse_text(TEXT), actor)
    services.runner.run_pending()
    before = chunks(superuser_url)
    run_sql(superuser_url, "UPDATE veil.ingest_job SET state = 'queued'")
    services.runner.run_pending()

    assert chunks(superuser_url) == before > 0
    assert services.jobs.get(accepted.job_id).attempt == 2


def test_the_runner_works_in_the_background_and_stops(services: Services, actor: Actor) -> None:
    services.runner.start()
    try:
        accepted = services.ingestion.accept("r-1", parse_text(TEXT), actor)
        services.runner.nudge()
        assert services.jobs.wait(accepted.job_id, 20).state == "done"
    finally:
        services.runner.stop()
    assert services.runner._thread is not None
    assert not services.runner._thread.is_alive()
