"""Whatever fails while masking, over HTTP: 422 or 503 with a reason, nothing stored, an event that stays, no text."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import URL

from service.database import Database
from service.errors import DetectorUnavailable
from service.privacy import masking
from service.privacy.audit import Event
from service.privacy.masking import Masker
from service.privacy.policy import load_policy
from service.privacy.residual import Residue
from service.settings import Settings
from service.wiring import Services
from tests.acceptance.inprocess import served
from tests.faults import FAULTS, SECRETS, TEXT, expected, kill_kiwi
from tests.integration.test_ingestion import count_rows

ROUTES = ("/v1/resumes/r-1/documents", "/v1/mask")


@pytest.fixture
def client(services: Services, masker: Masker) -> Iterator[httpx.Client]:
    """A client of services whose policy lets every recogniser run."""
    services.masker = Masker(masker._detector, load_policy("strict"))
    with served(services) as opened:
        yield opened


def events(services: Services) -> list[Event]:
    return [event for event in services.audit.events(limit=500).events if event.action.endswith(".mask")]


@pytest.mark.parametrize("route", ROUTES)
def test_every_failure_is_a_refusal_with_its_event_and_nothing_else(
    route: str, client: httpx.Client, services: Services, superuser_url: URL, capfd: pytest.CaptureFixture[str]
) -> None:
    stored = count_rows(superuser_url)
    answers, wanted, shown = {}, {}, []
    for fault in FAULTS:
        for error in (ValueError, TimeoutError, MemoryError):
            with pytest.MonkeyPatch.context() as patch:
                fault.plant(patch, error)
                answer = client.post(route, json={"text": TEXT})
            status, code, reason = expected(fault, error)
            problem = answer.json()
            answers[fault.name, error.__name__] = (answer.status_code, problem["code"], problem.get("reason"))
            wanted[fault.name, error.__name__] = (status, code, reason or problem["reason"])
            shown.append(answer.text)
    assert answers == wanted
    assert {"analyzer", "anonymizer", "detector", "masking"} <= {reason for _, _, reason in answers.values()}

    recorded = events(services)
    assert [(e.outcome, e.detail["code"], e.detail["reason"]) for e in reversed(recorded)] == [
        ("refused", code, reason) for _, code, reason in answers.values()
    ]
    assert count_rows(superuser_url) == stored
    output = capfd.readouterr()
    everything = " ".join([*shown, *(str(event) for event in recorded), output.out, output.err])
    assert [secret for secret in SECRETS if secret in everything] == []


@pytest.mark.parametrize("route", ROUTES)
def test_a_dead_tokeniser_and_what_stays_suspicious_are_told_apart(
    route: str, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        kill_kiwi(patch)
        answer = client.post(route, json={"text": TEXT})
    assert (answer.status_code, answer.json()["reason"]) == (503, "kiwi")
    assert "retry-after" in answer.headers
    find = masking.find_residue
    monkeypatch.setattr(masking, "find_residue", lambda masked: [*find(masked), Residue(0, 1, "UNCLASSIFIED_ID")])
    answer = client.post(route, json={"text": TEXT})
    assert (answer.status_code, answer.json()["reason"]) == (422, "residual")


@pytest.mark.parametrize("route", ROUTES)
def test_without_a_fault_the_same_text_is_accepted(route: str, client: httpx.Client, services: Services) -> None:
    """The negative control; and what was refused can be sent again."""
    with pytest.MonkeyPatch.context() as patch:
        FAULTS[0].plant(patch, ValueError)
        assert client.post(route, json={"text": TEXT}).status_code == 422
    assert client.post(route, json={"text": TEXT}).is_success
    assert [event.outcome for event in events(services)] == ["ok", "refused"]


def test_a_query_that_can_not_be_masked_is_refused_and_recorded(client: httpx.Client, services: Services) -> None:
    assert client.post("/v1/resumes/r-1/documents?wait=20", json={"text": "Kafka 운영 경험"}).status_code == 201
    with pytest.MonkeyPatch.context() as patch:
        kill_kiwi(patch)
        answer = client.post("/v1/resumes/r-1/search", json={"query": TEXT})
    assert (answer.status_code, answer.json()["code"]) == (503, "detector_unavailable")
    newest = services.audit.events(limit=1).events[0]
    assert (newest.action, newest.outcome, newest.detail["code"]) == ("resume.search", "refused", answer.json()["code"])


def test_the_server_does_not_start_without_the_model_that_is_set(database: Database, tmp_path: Path) -> None:
    """`veil serve` warms the services before it listens to anybody."""
    settings = Settings(home=tmp_path, ner_model=str(tmp_path / "none"), embedding_model="hash", _env_file=None)
    with pytest.raises(DetectorUnavailable):
        Services(settings, database).warm()
    Services(settings.model_copy(update={"ner_model": ""}), database).warm()
