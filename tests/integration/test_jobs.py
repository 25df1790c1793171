"""Jobs: leased, fenced, retried a bounded number of times."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import URL

from service.database import Role
from service.errors import EmbedderUnavailable, JobNotFound, LeaseLost
from service.pipeline.indexing import Indexer
from service.pipeline.jobs import MAX_ATTEMPTS, Job, JobRunner
from service.pipeline.lexemes import document_lexemes
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


def test_the_runner_outlives_an_error_that_nobody_foresaw(
    services: Services, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim, failures = services.runner._claim, [ValueError("김민수")]

    def fail_once() -> Job | None:
        if failures:
            raise failures.pop()
        return claim()

    monkeypatch.setattr(services.runner, "_claim", fail_once)
    services.runner.start()
    try:
        accepted = services.ingestion.accept("r-1", parse_text(TEXT), actor)
        assert services.jobs.wait(accepted.job_id, 20).state == "done"
    finally:
        services.runner.stop()


class SlowIndexer(Indexer):
    """An indexer that lets something happen between reading a document and storing its chunks."""

    def __init__(self, indexer: Indexer, meanwhile: Callable[[], object]) -> None:
        self.__dict__.update(indexer.__dict__)
        self._meanwhile: Callable[[], object] | None = meanwhile

    def _finish(self, *arguments: Any, **options: Any) -> int:
        if self._meanwhile:
            happening, self._meanwhile = self._meanwhile, None
            happening()
        return super()._finish(*arguments, **options)


def test_a_job_that_read_the_earlier_masking_stores_nothing_of_it(
    services: Services, actor: Actor, superuser_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stale worker wakes up after the document was masked by another policy and indexed anew."""
    document = parse_text(f"{TEXT}담당: 김민수\n")
    accepted = services.ingestion.accept("r-1", document, actor)
    run_sql(superuser_url, "UPDATE veil.document SET masked_text = replace(masked_text, '<PERSON_1>', '김민수')")

    def mask_anew() -> None:
        monkeypatch.setattr(services.masker, "policy", replace(services.masker.policy, version="default@000000000000"))
        services.ingestion.accept("r-1", document, actor)
        services.runner.run_pending()

    stale = JobRunner(services.database, SlowIndexer(services.runner._indexer, mask_anew))
    first = stale._claim()
    assert first is not None
    assert first.job_id == accepted.job_id
    stale._run(first)

    job = services.jobs.get(accepted.job_id)
    assert (job.state, job.error_code) == ("queued", "conflict")
    assert chunks(superuser_url) > 0
    assert run_sql(superuser_url, "SELECT count(*) FROM veil.chunk WHERE text LIKE '%김민수%'") == [(0,)]


def test_tokenising_runs_outside_the_transaction(
    services: Services, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes seconds for a long resume, and the server ends a transaction that idles."""
    pool = services.database.engine(Role.WORKER).pool
    in_use: list[int] = []

    def look(text: str) -> list[str]:
        in_use.append(pool.checkedout())  # type: ignore[attr-defined]
        return document_lexemes(text)

    monkeypatch.setattr("service.pipeline.chunks.document_lexemes", look)
    services.ingestion.accept("r-1", parse_text(TEXT), actor)
    services.runner.run_pending()
    assert in_use
    assert set(in_use) == {0}
