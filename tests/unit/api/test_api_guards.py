"""Who may call what, from where, and what a refusal leaves behind."""

from typing import Any

import pytest
from litestar import Litestar, get

from service.api import app as application
from service.api.app import create_app
from service.api.guards import client_address, read_networks
from service.api.openapi import documented_handlers
from service.api.rules import Rules, rules_of
from service.errors import AuditUnavailable

ROLES = ("ingest", "search", "audit", "admin")
ID = "5f0c6b1e-3a44-4e0d-9a55-0d7f1f3f0b11"
PERSONAL = ["900101-1234568", "010-2345-6789", "M12345678"]


def routes(app: Litestar) -> list[tuple[str, str, tuple[str, ...]]]:
    found = []
    for path, method, handler in documented_handlers(app):
        rules = rules_of(handler)
        assert rules is not None
        there = path.replace("{resume_id}", "r-1").replace("{document_id}", ID).replace("{job_id}", ID)
        found.append((method, there, rules.roles))
    return found


def test_every_route_needs_a_key_of_one_of_its_roles_and_takes_it(app: Litestar, ask: Any) -> None:
    guarded = [(method, path, roles) for method, path, roles in routes(app) if roles]
    assert len(guarded) >= 15
    for method, path, roles in guarded:
        assert ask(method, path).code == "unauthenticated", path
        assert ask(method, path, key="veil_nobody").code == "unauthenticated", path
        for role in set(ROLES) - set(roles):
            assert ask(method, path, key=f"key-{role}").code == "forbidden", (path, role)
        for role in roles:
            assert ask(method, path, key=f"key-{role}").status not in {401, 403}, (path, role)


def test_what_is_open_to_anybody_is_a_short_list(app: Litestar) -> None:
    assert {path for _, path, roles in routes(app) if not roles} == {"/health/live", "/health/ready"}


def test_a_route_that_declares_nothing_stops_the_application(services: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    @get("/v1/forgotten", sync_to_thread=False)
    def forgotten() -> str:
        return "open"

    monkeypatch.setattr(application, "ROUTES", (*application.ROUTES, forgotten))
    with pytest.raises(TypeError, match="/v1/forgotten"):
        create_app(services)


def test_the_guard_hides_a_route_that_declares_nothing(services: Any, send_to: Any) -> None:
    @get("/v1/forgotten", sync_to_thread=False)
    def forgotten() -> str:
        return "open"

    @get("/v1/declared", sync_to_thread=False, opt={"rules": Rules()})
    def declared() -> str:
        return "open"

    app = create_app(services)
    app.register(forgotten)
    app.register(declared)
    assert send_to(app, "GET", "/v1/forgotten", key="key-admin").code == "route_not_found"
    assert send_to(app, "GET", "/v1/declared").body == b"open"  # the control


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic key-search", "key-search", "Bearer key-séarch", f"Bearer {'k' * 300}"]
)
def test_only_a_bearer_key_counts(ask: Any, header: str) -> None:
    answer = ask("GET", "/v1/audit/summary", headers={"authorization": header})
    assert answer.code == "unauthenticated"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_not_case_sensitive(ask: Any, scheme: str) -> None:
    assert ask("GET", "/v1/audit/summary", headers={"authorization": f"{scheme} key-audit"}).status == 200


@pytest.mark.parametrize(
    "resume_id",
    ["x'%20OR%20'1'='1", "%2e%2e", "%27", "r%00", "-r", "%EF%BC%97", "%D9%A7", "a" * 129, "r%20", "r%0a", "r;x", "%25"],
)
@pytest.mark.parametrize("route", ["", "/search", "/documents"])
def test_an_id_that_can_name_no_resume_is_refused(ask: Any, services: Any, resume_id: str, route: str) -> None:
    method, key = ("GET", "key-search") if not route else ("POST", "key-search+ingest")
    answer = ask(method, f"/v1/resumes/{resume_id}{route}", key=key, json={"query": "q"})
    assert (answer.status, answer.code) == (400, "invalid_resume_id")
    assert services.asked == services.documents == []


@pytest.mark.parametrize("resume_id", ["7", "007", "7.0", "1e3", "a" * 128, "A:b-c_d.e"])
def test_an_id_reaches_the_service_as_it_was_sent(ask: Any, services: Any, resume_id: str) -> None:
    services.resumes_known = {resume_id}
    assert ask("POST", f"/v1/resumes/{resume_id}/search", key="key-search", json={"query": "q"}).status == 200
    assert services.asked[0][0] == resume_id


@pytest.mark.parametrize("resume_id", PERSONAL)
def test_a_personal_id_is_refused_and_written_nowhere(
    ask: Any, services: Any, resume_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = ask("POST", f"/v1/resumes/{resume_id}/search", key="key-search", json={"query": "q"})
    ask("GET", f"/v1/resumes/{resume_id}")
    assert (answer.status, answer.code) == (400, "id_is_personal")
    printed = capsys.readouterr()
    metrics = ask("GET", "/metrics", key="key-admin").body
    everything = [answer.body, str(answer.headers).encode(), metrics, printed.out.encode(), printed.err.encode()]
    assert all(resume_id.encode() not in place for place in everything)
    assert all(resume_id not in str(event.as_dict()) for event in services.events)
    assert services.events  # the control: the refusal without a key was recorded, without the id


def test_each_refusal_leaves_an_event(ask: Any, services: Any) -> None:
    ask("POST", "/v1/resumes/r-1/search", json={"query": "q"}, client="192.0.2.7")
    ask("POST", "/v1/resumes/r-1/search", key="key-ingest", json={"query": "q"})
    ask("GET", "/v1/resumes/r-9", key="key-search")
    seen = [(e.actor, e.resume_id, e.action, e.outcome, e.detail["code"]) for e in services.events]
    assert seen == [
        ("anonymous", "r-1", "request.refuse", "refused", "unauthenticated"),
        ("tester", "r-1", "request.refuse", "refused", "forbidden"),
        ("tester", "r-9", "request.refuse", "refused", "resume_not_found"),
    ]
    assert services.events[0].origin == "192.0.2.7"
    assert services.events[1].detail["key_id"] == "abcdefghijkl"


def test_what_is_no_refusal_leaves_no_refusal_event(ask: Any, services: Any) -> None:
    ask("GET", "/nowhere")
    ask("GET", "/v1/audit/summary", key="key-audit")
    ask("POST", "/v1/resumes/r-1/search", key="key-search", json={"top_k": 0})
    assert [event for event in services.events if event.action == "request.refuse"] == []


def test_a_refusal_stands_when_it_cannot_be_recorded(ask: Any, services: Any) -> None:
    services.audit_failure = AuditUnavailable()
    assert ask("GET", "/v1/resumes/r-1").code == "unauthenticated"
    services.audit_failure = None
    assert b"veil_refusals_unrecorded_total 1.0" in ask("GET", "/metrics", key="key-admin").body


def test_anonymous_refusals_cannot_flood_the_log(ask: Any, services: Any) -> None:
    for _ in range(60):
        ask("GET", "/v1/resumes/r-1")
    assert 20 <= len(services.events) < 40
    known = len(services.events)
    for _ in range(30):
        ask("GET", "/v1/resumes/r-1", key="key-audit")
    assert len(services.events) == known + 30  # a key holder's refusals are all recorded


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.7", None, "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
        ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "198.51.100.1, 10.0.0.3", "198.51.100.1"),
        ("10.0.0.2", "10.0.0.4, 10.0.0.3", "10.0.0.4"),
        ("10.0.0.2", "김민수", "10.0.0.2"),
        ("10.0.0.2", "' OR 1=1", "10.0.0.2"),
        ("testclient", "198.51.100.1", "testclient"),
    ],
)
def test_a_forwarded_address_counts_only_from_trusted_proxies(peer: str, forwarded: str | None, expected: str) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope: Any = {"client": (peer, 1), "headers": headers}
    assert client_address(scope, read_networks("10.0.0.0/8")) == expected


def test_a_trusted_proxy_setting_that_is_no_network_stops_the_application(services: Any) -> None:
    services.settings = services.settings.model_copy(update={"trusted_proxies": "everybody"})
    with pytest.raises(Exception, match="VEIL_TRUSTED_PROXIES"):
        create_app(services)
