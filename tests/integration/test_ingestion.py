"""Accepting documents: all or nothing, once, and never the raw text."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import URL

from service.database import Database, Role
from service.errors import (
    DatabaseRefused,
    InvalidResumeId,
    ModelMismatch,
    PersonalResumeId,
    Quarantined,
    VeilError,
)
from service.pipeline.ingestion import Ingestion
from service.pipeline.parsing import parse_text
from service.privacy.audit import Actor, AuditLog
from service.privacy.masking import Masker, Redaction
from service.privacy.record import commitment
from service.privacy.resume_keys import ResumeKeys
from service.wiring import Services
from tests.statements import run_sql

RESUME = """이력서
성명: 김민수
연락처: 010-2345-6789
이메일: minsu.kim@example.com
경력
2019.03 ~ 2023.08 카카오 백엔드 개발자. 파이썬과 카프카로 주문 시스템을 만들었습니다.
"""
TABLES = ("resume", "resume_key", "document", "redaction", "ingest_job", "generation", "chunk")


def count_rows(url: URL) -> dict[str, int]:
    """Count the rows of every table that belongs to resumes, as the superuser."""
    return {table: int(str(run_sql(url, f"SELECT count(*) FROM veil.{table}")[0][0])) for table in TABLES}


def test_a_document_is_stored_masked_with_its_record_event_and_job(
    services: Services, actor: Actor, superuser_url: URL
) -> None:
    accepted = services.ingestion.accept("r-1", parse_text(RESUME), actor)

    view = services.resumes.document("r-1", accepted.document_id, actor, Role.INGEST)
    for value in ("김민수", "010-2345-6789", "minsu.kim"):
        assert value not in view.masked_text
    assert "<PERSON_1>" in view.masked_text
    assert "카프카" in view.masked_text
    assert accepted.counts["PERSON"] >= 1
    assert count_rows(superuser_url)["redaction"] == sum(accepted.counts.values())
    assert services.jobs.get(accepted.job_id).state == "queued"
    events = services.audit.events(resume_id="r-1", action="document.mask").events
    assert [event.detail["document_id"] for event in events] == [str(accepted.document_id)]


def test_a_finished_job_makes_the_document_searchable(services: Services, actor: Actor) -> None:
    accepted = services.ingestion.accept("r-1", parse_text(RESUME), actor)
    assert services.runner.run_pending() == 1

    assert services.jobs.get(accepted.job_id).state == "done"
    view = services.resumes.get("r-1", actor, Role.INGEST)
    assert [document.state for document in view.documents] == ["searchable"]
    hits = services.retrieval.search("r-1", "파이썬", actor).hits
    assert "파이썬과" in hits[0].text


def test_the_same_content_is_stored_once(services: Services, actor: Actor, superuser_url: URL) -> None:
    first = services.ingestion.accept("r-1", parse_text(RESUME), actor)
    again = services.ingestion.accept("r-1", parse_text(RESUME), actor)

    assert again.duplicate
    assert not first.duplicate
    assert (again.document_id, again.job_id, again.counts) == (first.document_id, first.job_id, first.counts)
    assert count_rows(superuser_url)["document"] == 1


def test_a_document_whose_job_failed_gets_a_new_job_when_it_is_sent_again(
    services: Services, actor: Actor, superuser_url: URL
) -> None:
    first = services.ingestion.accept("r-1", parse_text(RESUME), actor)
    run_sql(superuser_url, "UPDATE veil.ingest_job SET state = 'failed'")
    run_sql(superuser_url, "UPDATE veil.document SET state = 'failed'")
    again = services.ingestion.accept("r-1", parse_text(RESUME), actor)
    services.runner.run_pending()

    assert again.job_id != first.job_id
    assert services.jobs.get(again.job_id).state == "done"


def test_a_resume_indexed_by_another_model_is_indexed_anew_when_a_document_comes_again(
    services: Services, actor: Actor, superuser_url: URL
) -> None:
    services.ingestion.accept("r-1", parse_text(RESUME), actor)
    services.ingestion.accept("r-1", parse_text("프로젝트\n쿠버네티스 이전을 이끌었습니다."), actor)
    services.runner.run_pending()
    run_sql(superuser_url, "UPDATE veil.generation SET model_id = 'another-model'")
    with pytest.raises(ModelMismatch):
        services.retrieval.search("r-1", "쿠버네티스", actor)

    again = services.ingestion.accept("r-1", parse_text(RESUME), actor)
    services.runner.run_pending()
    assert again.duplicate
    assert services.jobs.get(again.job_id).state == "done"
    assert "쿠버네티스" in services.retrieval.search("r-1", "쿠버네티스", actor).hits[0].text


def test_the_same_content_in_two_resumes_shares_nothing(services: Services, actor: Actor, superuser_url: URL) -> None:
    for resume_id in ("r-1", "r-2"):
        services.ingestion.accept(resume_id, parse_text(RESUME), actor)

    assert count_rows(superuser_url)["document"] == 2
    digests = run_sql(superuser_url, "SELECT DISTINCT digest FROM veil.document")
    hmacs = run_sql(
        superuser_url, "SELECT value_hmac FROM veil.redaction GROUP BY 1 HAVING count(DISTINCT resume_id) > 1"
    )
    assert (len(digests), hmacs) == (2, [])


def test_a_value_keeps_its_placeholder_across_the_documents_of_a_resume(services: Services, actor: Actor) -> None:
    services.ingestion.accept("r-1", parse_text(RESUME), actor)
    letter = parse_text("자기소개서\n성명: 박서연\n추천인: 김민수\n저는 데이터 분석가입니다.")
    accepted = services.ingestion.accept("r-1", letter, actor)

    text = services.resumes.document("r-1", accepted.document_id, actor, Role.INGEST).masked_text
    assert "추천인: <PERSON_1>" in text
    assert "성명: <PERSON_2>" in text


def test_two_ingests_of_one_resume_at_once_agree_on_the_numbers(
    services: Services, actor: Actor, superuser_url: URL
) -> None:
    names = ("김민수", "박서연", "이도윤", "최지우")
    documents = [
        parse_text(f"이력서\n성명: {name}\n지원 분야: 서버 개발 {number}") for number, name in enumerate(names)
    ]
    _ = services.ingestion
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda document: services.ingestion.accept("r-1", document, actor), documents))

    placeholders = run_sql(
        superuser_url,
        "SELECT placeholder FROM veil.redaction WHERE entity_type = 'PERSON' GROUP BY placeholder "
        "HAVING count(DISTINCT value_hmac) = 1",
    )
    assert sorted(str(row[0]) for row in placeholders) == [f"<PERSON_{n}>" for n in (1, 2, 3, 4)]


def test_another_engine_version_takes_the_place_of_the_document(
    services: Services, actor: Actor, superuser_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = services.ingestion.accept("r-1", parse_text(RESUME), actor)
    services.runner.run_pending()
    monkeypatch.setattr(services.masker, "policy", replace(services.masker.policy, version="default@000000000000"))
    again = services.ingestion.accept("r-1", parse_text(RESUME), actor)
    assert count_rows(superuser_url)["chunk"] == 0, "no chunk outlives the record of its redaction"
    services.runner.run_pending()

    assert not again.duplicate
    assert again.document_id == first.document_id
    counts = count_rows(superuser_url)
    assert counts["document"] == 1
    assert counts["redaction"] == sum(again.counts.values())


def test_a_document_sent_while_its_resume_is_erased_begins_a_new_resume(
    services: Services, actor: Actor, database: Database
) -> None:
    services.ingestion.accept("r-1", parse_text(RESUME), actor)
    with ThreadPoolExecutor(1) as pool:
        with database.scoped(Role.INGEST, "r-1") as tx:
            tx.run("erase_resume", resume_id="r-1")
            sent = pool.submit(services.ingestion.accept, "r-1", parse_text(RESUME), actor)
            with pytest.raises(TimeoutError):
                sent.result(2)
        assert not sent.result(20).duplicate
    assert len(services.resumes.get("r-1", actor, Role.INGEST).documents) == 1


class RefusingMasker(Masker):
    """Finds things, but can't vouch for the result."""

    def __init__(self, masker: Masker) -> None:
        self.__dict__.update(masker.__dict__)

    def apply(self, *_: object, **__: object) -> None:  # type: ignore[override]
        raise Quarantined


def test_a_quarantined_document_leaves_its_event_and_nothing_else(
    services: Services, masker: Masker, actor: Actor, superuser_url: URL
) -> None:
    services.masker = RefusingMasker(masker)
    with pytest.raises(Quarantined):
        services.ingestion.accept("r-1", parse_text(RESUME), actor)

    assert set(count_rows(superuser_url).values()) == {0}
    (event,) = services.audit.events(resume_id="r-1").events
    assert (event.outcome, event.detail["code"]) == ("refused", "quarantined")


def test_when_the_event_cannot_be_written_nothing_is_stored(
    services: Services, actor: Actor, superuser_url: URL
) -> None:
    run_sql(superuser_url, "REVOKE INSERT ON veil.audit_event FROM veil_ingest")
    with pytest.raises(VeilError):
        services.ingestion.accept("r-1", parse_text(RESUME), actor)

    assert set(count_rows(superuser_url).values()) == {0}


@pytest.mark.parametrize("table", ["document", "redaction", "ingest_job", "resume_key"])
def test_a_failing_statement_anywhere_leaves_nothing(
    services: Services, actor: Actor, superuser_url: URL, table: str
) -> None:
    run_sql(superuser_url, f"REVOKE INSERT ON veil.{table} FROM veil_ingest")
    with pytest.raises(DatabaseRefused) as caught:
        services.ingestion.accept("r-1", parse_text(RESUME), actor)

    assert "김민수" not in repr(caught.value)
    assert set(count_rows(superuser_url).values()) == {0}


@pytest.mark.parametrize(
    "resume_id",
    ["", "-a", "a'b", "a%b", "..", "../x", "a b", "١٢٣", "７", "a\n", "x" * 129, "x' OR '1'='1", "이력서-1"],
)
def test_an_id_outside_the_alphabet_is_refused_before_anything_is_stored(
    services: Services, actor: Actor, superuser_url: URL, resume_id: str
) -> None:
    with pytest.raises(InvalidResumeId):
        services.ingestion.accept(resume_id, parse_text(RESUME), actor)
    assert set(count_rows(superuser_url).values()) == {0}


@pytest.mark.parametrize("resume_id", ["900101-1234568", "r-010-1234-5678", "id.9001011234568", "01012345678"])
def test_an_id_that_is_personal_data_is_refused_without_repeating_it(
    services: Services, actor: Actor, resume_id: str
) -> None:
    with pytest.raises(PersonalResumeId) as caught:
        services.ingestion.accept(resume_id, parse_text(RESUME), actor)
    assert resume_id not in repr(caught.value)


def test_an_event_opens_with_the_stored_rows_only(services: Services, actor: Actor, superuser_url: URL) -> None:
    """The commitment on the event is the salted hash of the redaction rows: it fails when a row changes."""
    accepted = services.ingestion.accept("r-1", parse_text(RESUME), actor)
    (event,) = services.audit.events(resume_id="r-1", action="document.mask").events
    salt = bytes(run_sql(superuser_url, "SELECT commitment_salt FROM veil.document")[0][0])  # type: ignore[arg-type]
    rows = run_sql(
        superuser_url,
        "SELECT entity_type, legal_class, operator, placeholder, start_offset, end_offset, masked_start, "
        "masked_end, recognizer, score, value_hmac FROM veil.redaction ORDER BY seq",
    )
    redactions = [Redaction(*row) for row in rows]  # type: ignore[arg-type]

    assert isinstance(accepted.document_id, UUID)
    assert commitment(salt, redactions) == event.detail["commitment"]
    changed = [replace(redactions[0], entity_type="AGE"), *redactions[1:]]
    assert commitment(salt, changed) != event.detail["commitment"]


def test_masking_runs_outside_the_transaction(
    services: Services, masker: Masker, actor: Actor, database_url: Callable[[str], URL]
) -> None:
    """The slow part must not hold the resume's lock or a connection."""
    open_transactions: list[int] = []

    class Watching(Masker):
        def __init__(self) -> None:
            self.__dict__.update(masker.__dict__)

        def find(self, raw: object) -> object:  # type: ignore[override]
            rows = run_sql(
                database_url(Role.INGEST),
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL "
                "AND pid <> pg_backend_pid()",
            )
            open_transactions.append(int(str(rows[0][0])))
            return masker.find(raw)  # type: ignore[arg-type]

    ingestion = Ingestion(
        services.database,
        Watching(),
        services.store,
        ResumeKeys(services.master_key),
        AuditLog(services.database),
        services.ingestion._retention,
    )
    ingestion.accept("r-1", parse_text(RESUME), actor)
    assert open_transactions == [0]
