"""The OpenAPI document, its page, and docs/api.md tell the whole truth."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from litestar import Litestar, Response
from litestar.handlers import HTTPRouteHandler

from service.api.openapi import describe, documented_handlers, problems_of
from service.api.problems import status_of
from service.api.reference import error_kinds
from service.api.rules import rules_of
from service.api.schemas import SearchAnswer

GUIDE = Path(__file__).parents[3] / "docs" / "api.md"
CONTRACT = [
    ("POST", "/v1/resumes/{resume_id}/documents"),
    ("GET", "/v1/resumes"),
    ("POST", "/v1/mask"),
    ("GET", "/v1/resumes/{resume_id}"),
    ("GET", "/v1/resumes/{resume_id}/documents/{document_id}"),
    ("DELETE", "/v1/resumes/{resume_id}"),
    ("DELETE", "/v1/resumes/{resume_id}/documents/{document_id}"),
    ("POST", "/v1/resumes/{resume_id}/search"),
    ("POST", "/v1/resumes/{resume_id}/context"),
    ("GET", "/v1/jobs/{job_id}"),
    ("GET", "/v1/jobs/{job_id}/events"),
    ("GET", "/v1/audit/events"),
    ("GET", "/v1/audit/summary"),
    ("POST", "/v1/audit/verify"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/metrics"),
]


def test_every_route_that_others_rely_on_is_there(app: Litestar) -> None:
    there = {(method, path) for path, method, _ in documented_handlers(app)}
    assert set(CONTRACT) <= there


def test_every_operation_is_described_and_secured(app: Litestar) -> None:
    document = describe(app)
    for path, method, handler in documented_handlers(app):
        operation = document["paths"][path][method.lower()]
        rules = rules_of(handler)
        assert rules is not None
        assert operation["summary"]
        assert len(operation["description"]) > 20, path
        assert "callable" not in operation["description"]  # the docstring of Litestar's wrapper
        assert operation["tags"][0] in {tag["name"] for tag in document["tags"]}
        assert operation["security"] == ([{"key": []}] if rules.roles else [])
        for kind in problems_of(path, rules):
            answer = operation["responses"][str(status_of(kind))]
            assert kind.code in answer["content"]["application/problem+json"]["examples"]
        assert all(
            "example" in media
            for status, answer in operation["responses"].items()
            if status.startswith("2")
            for media_type, media in answer.get("content", {}).items()
            if media_type == "application/json"
        ), path


def test_every_reference_in_the_document_leads_somewhere(app: Litestar) -> None:
    document = describe(app)
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document, default=str)))
    assert references <= set(document["components"]["schemas"])
    assert {"Problem", "SearchRequest"} <= references


def _answer_type(handler: HTTPRouteHandler) -> Any:
    annotation = handler.parsed_fn_signature.return_type.annotation
    if getattr(annotation, "__origin__", None) is Response:
        return get_args(annotation)[0]
    return next((part for part in get_args(annotation) if issubclass(part, msgspec.Struct)), annotation)


def test_every_example_fits_its_type(app: Litestar) -> None:
    checked = 0
    for _, _, handler in documented_handlers(app):
        rules = rules_of(handler)
        assert rules is not None
        if rules.body:
            msgspec.convert(rules.body_example, rules.body)
            checked += 1
        for example in rules.answers.values():
            kind = _answer_type(handler)
            again = msgspec.to_builtins(msgspec.convert(example, kind))
            assert set(again) - set(example) <= {"explain"}, example
            checked += 1
    assert checked > 20


def test_a_wrong_example_would_be_noticed() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"resume_id": "r-1"}, SearchAnswer)


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_a_page_loads_nothing_from_elsewhere(ask: Any, path: str) -> None:
    html = ask("GET", path).body.decode()
    loaded = re.findall(r'<(?:link|script|img|iframe)[^>]*(?:href|src)="([^"]+)"', html)
    assert loaded
    assert all(item.startswith("/static/") for item in loaded)
    assert "style=" not in html  # the policy forbids it, so that it would silently do nothing
    assert "<script>" not in html
    for item in loaded:
        assert ask("GET", item).status == 200


def test_the_landing_page_links_schema_health_and_docs(ask: Any) -> None:
    html = ask("GET", "/").body.decode()
    for path in ("/schema", "/health/ready", "/docs"):
        assert f'href="{path}"' in html
        assert ask("GET", path).status == 200


def test_the_page_shows_every_route_and_every_error(app: Litestar, ask: Any) -> None:
    html = ask("GET", "/docs").body.decode()
    for path, method, _ in documented_handlers(app):
        assert re.sub(r"(\{\w+\})", r"<i>\1</i>", path) in html
        assert f'id="{describe(app)["paths"][path][method.lower()]["operationId"]}"' in html
    for kind in error_kinds():
        assert f"id='{kind.code}'" in html


def test_every_link_within_the_page_leads_somewhere(ask: Any) -> None:
    html = ask("GET", "/docs").body.decode()
    targets = set(re.findall(r"""id=["']([\w-]+)["']""", html))
    assert set(re.findall(r"""href=["']#([\w-]+)["']""", html)) <= targets


def test_the_guide_documents_every_route_role_and_error(app: Litestar) -> None:
    guide = GUIDE.read_text("utf-8")
    rows = {line for line in guide.splitlines() if line.startswith("|")}
    for path, method, handler in documented_handlers(app):
        rules = rules_of(handler)
        assert rules is not None
        row = next((line for line in rows if f"`{method} {path}`" in line), None)
        assert row, f"{method} {path} is not in docs/api.md"
        assert f"| {', '.join(rules.roles) or 'anybody'} |" in row, row
    for kind in error_kinds():
        assert any(line.startswith(f"| `{kind.code}` | {status_of(kind)} |") for line in rows), kind.code
