"""Erasure: every row goes, the log and its proof stay."""

import base64
from dataclasses import replace
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import URL

from service.database import Role
from service.errors import DocumentNotFound, InvalidSettings, ResumeNotFound
from service.pipeline.parsing import parse_text
from service.pipeline.retrieval import Mode
from service.privacy.audit import Actor
from service.privacy.receipts import Signer, verify_receipt
from service.wiring import Services
from tests.statements import run_sql

TEXT = "이력서\n성명: 김민수\n경력\n카카오 백엔드 개발자. 파이썬과 카프카로 주문 시스템을 만들었습니다.\n"
TABLES = ("resume", "resume_key", "document", "redaction", "ingest_job", "generation", "chunk")


def rows(url: URL, resume_id: str) -> int:
    return sum(
        int(str(run_sql(url, f"SELECT count(*) FROM veil.{table} WHERE resume_id = %s", resume_id)[0][0]))
        for table in TABLES
    )


def ingest(services: Services, actor: Actor, resume_id: str, text: str = TEXT) -> None:
    services.ingestion.accept(resume_id, parse_text(text), actor)
    services.runner.run_pending()


def test_erasing_a_resume_leaves_none_of_its_rows_and_all_of_the_others(
    services: Services, actor: Actor, superuser_url: URL
) -> None:
    ingest(services, actor, "7")
    ingest(services, actor, "007")
    others = rows(superuser_url, "007")
    receipt = services.erasure.erase_resume("7", actor)

    assert rows(superuser_url, "7") == 0
    assert rows(superuser_url, "007") == others > 0
    assert receipt.statement["documents"] == 1
    assert int(receipt.statement["chunks"]) > 0


def test_the_log_still_verifies_and_keeps_the_proof(services: Services, actor: Actor) -> None:
    ingest(services, actor, "r-1")
    services.audit.seal()
    receipt = services.erasure.erase_resume("r-1", actor)
    services.audit.seal()

    assert services.audit.verify().ok
    (event,) = services.audit.events(resume_id="r-1", action="resume.erase").events
    assert str(event.event_id) == receipt.statement["event_id"]


def test_a_receipt_verifies_under_the_pinned_key_and_no_other(services: Services, actor: Actor) -> None:
    ingest(services, actor, "r-1")
    receipt = services.erasure.erase_resume("r-1", actor)

    assert verify_receipt(receipt, receipt.public_key)
    altered = replace(receipt, statement={**receipt.statement, "documents": 2})
    assert not verify_receipt(altered, receipt.public_key)
    stranger = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    assert not verify_receipt(receipt, base64.b64encode(stranger).decode())
    assert not verify_receipt(receipt, "not base64")


def test_a_signing_key_of_the_wrong_size_is_refused_without_showing_it() -> None:
    for key in ("c2hvcnQ=", "%%%"):
        with pytest.raises(InvalidSettings) as caught:
            Signer(key)
        assert key not in str(caught.value)


def test_erasing_one_document_keeps_the_others(services: Services, actor: Actor, superuser_url: URL) -> None:
    ingest(services, actor, "r-1")
    second = services.ingestion.accept("r-1", parse_text("프로젝트\n쿠버네티스 이전을 이끌었습니다."), actor)
    services.runner.run_pending()
    services.erasure.erase_document("r-1", second.document_id, actor)

    assert run_sql(superuser_url, "SELECT count(*) FROM veil.document") == [(1,)]
    assert not services.retrieval.search("r-1", "쿠버네티스", actor, mode=Mode.KEYWORD).hits


def test_erasing_what_is_not_there_is_not_found(services: Services, actor: Actor) -> None:
    with pytest.raises(ResumeNotFound):
        services.erasure.erase_resume("r-1", actor)
    with pytest.raises(DocumentNotFound):
        services.erasure.erase_document("r-1", uuid4(), actor)
    ingest(services, actor, "r-2")
    foreign = services.resumes.get("r-2", actor, Role.INGEST).documents[0].document_id
    with pytest.raises(DocumentNotFound):
        services.erasure.erase_document("r-1", foreign, actor)


def test_an_erased_resume_can_come_back_under_a_new_key(services: Services, actor: Actor, superuser_url: URL) -> None:
    ingest(services, actor, "r-1")
    old = run_sql(superuser_url, "SELECT digest FROM veil.document")
    services.erasure.erase_resume("r-1", actor)
    ingest(services, actor, "r-1")

    assert run_sql(superuser_url, "SELECT digest FROM veil.document") != old
