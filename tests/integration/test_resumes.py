"""Reading what is stored: paged, scoped, and never without an event."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import URL

from service.database import Role
from service.errors import AuditUnavailable, DocumentNotFound, InvalidCursor, InvalidRequest, ResumeNotFound
from service.pipeline.parsing import parse_text
from service.privacy.audit import Actor
from service.wiring import Services
from tests.statements import run_sql

IDS = ["007", "7", "7.0", "a", "b"]


@pytest.fixture
def _stored(services: Services, actor: Actor) -> None:
    for number, resume_id in enumerate(IDS):
        services.ingestion.accept(resume_id, parse_text(f"프로젝트\n쿠버네티스 이전 {resume_id}"), actor)
        if number == 0:
            services.runner.run_pending()


@pytest.mark.usefixtures("_stored")
def test_pages_follow_each_other_without_gap_or_repetition(services: Services, actor: Actor) -> None:
    found, cursor = [], None
    while True:
        page = services.resumes.list(actor, cursor=cursor, limit=2)
        found += [item.resume_id for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == IDS


@pytest.mark.usefixtures("_stored")
def test_filters_narrow_the_list(services: Services, actor: Actor) -> None:
    now = datetime.now(UTC)
    count = lambda **filters: len(services.resumes.list(actor, **filters).items)  # noqa: E731

    assert count(state="active") == count(policy="default") == count(created_since=now - timedelta(hours=1)) == 5
    assert count(state="suspended") == count(policy="strict") == count(created_since=now + timedelta(hours=1)) == 0
    assert count(engine=services.masker.engine_version) == count(retain_before=now + timedelta(days=181)) == 5
    assert count(engine="other") == count(retain_before=now) == count(created_until=now - timedelta(hours=1)) == 0


@pytest.mark.parametrize("cursor", ["", "x", "%%%", "é", "eCcgT1IgJzEnPScx", "A" * 10_000])
def test_a_cursor_of_ones_own_making_is_refused(services: Services, actor: Actor, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        services.resumes.list(actor, cursor=cursor)


@pytest.mark.parametrize("limit", [0, -1, 501, 10**9])
def test_a_limit_out_of_range_is_refused(services: Services, actor: Actor, limit: int) -> None:
    with pytest.raises(InvalidRequest):
        services.resumes.list(actor, limit=limit)


@pytest.mark.usefixtures("_stored")
@pytest.mark.parametrize("role", [Role.INGEST, Role.SEARCH])
def test_a_resume_tells_its_documents_and_the_model_of_its_generation(
    services: Services, actor: Actor, role: Role
) -> None:
    view = services.resumes.get("007", actor, role)
    assert [document.state for document in view.documents] == ["searchable"]
    assert view.chunks == 1
    assert view.model_id == services.embedder.model_id
    assert services.resumes.get("7", actor, role).model_id is None


@pytest.mark.usefixtures("_stored")
@pytest.mark.parametrize("role", [Role.INGEST, Role.SEARCH])
def test_a_document_is_found_in_its_own_resume_only(services: Services, actor: Actor, role: Role) -> None:
    document_id = services.resumes.get("007", actor, role).documents[0].document_id
    view = services.resumes.document("007", document_id, actor, role)

    assert "쿠버네티스" in view.masked_text
    assert [chunk.seq for chunk in view.chunks] == [0]
    for resume_id in ("7", "7.0"):
        with pytest.raises(DocumentNotFound):
            services.resumes.document(resume_id, document_id, actor, role)
    with pytest.raises(DocumentNotFound):
        services.resumes.document("007", uuid4(), actor, role)


def test_an_unknown_resume_is_not_found(services: Services, actor: Actor) -> None:
    with pytest.raises(ResumeNotFound):
        services.resumes.get("r-404", actor, Role.INGEST)


@pytest.mark.usefixtures("_stored")
def test_each_read_leaves_its_event_or_is_withheld(services: Services, actor: Actor, superuser_url: URL) -> None:
    document_id = services.resumes.get("007", actor, Role.SEARCH).documents[0].document_id
    services.resumes.document("007", document_id, actor, Role.SEARCH)
    services.resumes.list(actor)
    actions = [event.action for event in services.audit.events(actor=actor.subject, limit=3).events]
    assert sorted(actions) == ["document.read", "resume.list", "resume.read"]

    run_sql(superuser_url, "REVOKE INSERT ON veil.audit_event FROM veil_search, veil_ingest")
    with pytest.raises(AuditUnavailable):
        services.resumes.get("007", actor, Role.SEARCH)
    with pytest.raises(AuditUnavailable):
        services.resumes.document("007", document_id, actor, Role.SEARCH)
    with pytest.raises(AuditUnavailable):
        services.resumes.list(actor)
