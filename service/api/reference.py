"""The OpenAPI document as one HTML page that needs nothing from elsewhere."""

import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from service import errors
from service.api import problems
from service.errors import VeilError

_ID = "5f0c6b1e-3a44-4e0d-9a55-0d7f1f3f0b11"
_METHODS = ("get", "post", "put", "patch", "delete")


def render_reference(document: Mapping[str, Any]) -> str:
    """Return the page's body: routes by tag, then every error code."""
    tags = [tag["name"] for tag in document["tags"]]
    by_tag: dict[str, list[str]] = {tag: [] for tag in tags}
    links: dict[str, list[str]] = {tag: [] for tag in tags}
    for path, item in document["paths"].items():
        for method in _METHODS:
            if operation := item.get(method):
                tag = operation["tags"][0]
                by_tag[tag].append(_operation(path, method, operation, document))
                links[tag].append(_link(method, operation))
    described = {tag["name"]: tag["description"] for tag in document["tags"]}
    sections = "".join(
        f'<section id="{tag.lower()}"><h2>{tag}</h2><p class="lead">{_prose(described[tag])}</p>'
        f"{''.join(by_tag[tag])}</section>"
        for tag in tags
    )
    contents = "".join(f'<h3><a href="#{tag.lower()}">{tag}</a></h3><ul>{"".join(links[tag])}</ul>' for tag in tags)
    return (
        f'<div class="reference"><nav aria-label="Contents">{contents}'
        f'<h3><a href="#errors">Errors</a></h3></nav><main>{_opening(document)}{sections}{_errors()}</main></div>'
    )


def error_kinds() -> list[type[VeilError]]:
    """Return every error that a request can meet, by status and code."""

    def below(kind: type[VeilError]) -> list[type[VeilError]]:
        return [kind, *(found for child in kind.__subclasses__() for found in below(child))]

    leaves = {kind for kind in below(VeilError) if not kind.__subclasses__()} - {problems.FieldErrors}
    answered = [kind for kind in leaves | {errors.InvalidRequest} if not issubclass(kind, errors.SetupError)]
    return sorted(answered, key=lambda kind: (problems.status_of(kind), kind.code))


def _opening(document: Mapping[str, Any]) -> str:
    info = document["info"]
    return (
        f"<h1>API</h1><p class='lead'>{_prose(info['description'])}</p>"
        "<p>Send a key with every request: <code>Authorization: Bearer &lt;key&gt;</code>. "
        "<code>veil keys create --role search --subject interview-service</code> makes one. "
        "The same description for machines: <a href='/schema'><code>/schema</code></a> (OpenAPI "
        f"{escape(document['openapi'])}).</p>"
    )


def _link(method: str, operation: Mapping[str, Any]) -> str:
    name = escape(operation["operationId"])
    return f'<li><a href="#{name}"><b class="verb {method}">{method.upper()}</b>{escape(operation["summary"])}</a></li>'


def _operation(path: str, method: str, operation: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    name = escape(operation["operationId"])
    roles = operation.get("x-roles", [])
    who = " or ".join(f"<b>{escape(role)}</b>" for role in roles) if roles else "anybody"
    shown = re.sub(r"(\{\w+\})", r"<i>\1</i>", escape(path))
    return (
        f'<article id="{name}"><h3>{escape(operation["summary"])}</h3>'
        f'<p class="route"><b class="verb {method}">{method.upper()}</b><code>{shown}</code>'
        f'<span class="who">{who}</span></p><p>{_prose(operation["description"])}</p>'
        f"{_parameters(operation.get('parameters', []))}{_body(operation, document)}"
        f"{_command(path, method, operation)}{_answers(operation, document)}</article>"
    )


def _parameters(parameters: Sequence[Mapping[str, Any]]) -> str:
    rows = [
        (item["name"], item["in"], item.get("required", False), item["schema"], item.get("description", ""))
        for item in parameters
    ]
    return _table("Parameters", [(name, f"{place} · {_type(s)}", need, text) for name, place, need, s, text in rows])


def _body(operation: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    parts = []
    for media_type, media in operation.get("requestBody", {}).get("content", {}).items():
        schema = _resolve(media["schema"], document)
        required = schema.get("required", [])
        rows = [
            (name, _type(part), name in required, _said(part)) for name, part in schema.get("properties", {}).items()
        ]
        parts.append(_table(f"Body · {media_type}", rows))
    return "".join(parts)


def _table(title: str, rows: Sequence[tuple[str, str, bool, str]]) -> str:
    if not rows:
        return ""
    cells = "".join(
        f"<tr><td><code>{escape(name)}</code>{'<sup title=required>*</sup>' if need else ''}</td>"
        f"<td>{escape(kind)}</td><td>{_prose(text)}</td></tr>"
        for name, kind, need, text in rows
    )
    return f"<h4>{escape(title)}</h4><div class='scroll'><table>{cells}</table></div>"


def _command(path: str, method: str, operation: Mapping[str, Any]) -> str:
    """Return a curl command that works against a local server once one's own ids and key are put in."""
    filled = path.replace("{resume_id}", "r-0042").replace("{document_id}", _ID).replace("{job_id}", _ID)
    lines = [f"curl -X {method.upper()} http://127.0.0.1:8000{filled}"]
    if operation.get("x-roles"):
        lines.append('-H "Authorization: Bearer $VEIL_KEY"')
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        lines.append("-F file=@resume.pdf")
    elif "application/json" in content:
        sample = json.dumps(content["application/json"]["example"], ensure_ascii=False)
        lines += ["-H 'Content-Type: application/json'", f"-d '{sample}'"]
    command = " \\\n  ".join(lines)
    return f"<h4>Try it</h4><pre><code>{escape(command)}</code></pre>"


def _answers(operation: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    parts, codes = [], []
    for status, answer in operation["responses"].items():
        for media_type, media in answer.get("content", {}).items():
            if media_type == problems.MEDIA_TYPE:
                codes += [(status, code) for code in media["examples"]]
            elif "example" in media:
                sample = json.dumps(media["example"], ensure_ascii=False, indent=2)
                parts.append(
                    f"<details><summary><b class='status ok'>{status}</b> {escape(media_type)}</summary>"
                    f"<pre><code>{escape(sample)}</code></pre></details>"
                )
    errors_ = " ".join(
        f"<a class='code' href='#{escape(code)}'><b class='status'>{status}</b> {escape(code)}</a>"
        for status, code in codes
    )
    return f"<h4>Answers</h4>{''.join(parts)}<p class='codes'>{errors_}</p>"


def _errors() -> str:
    rows = "".join(
        f"<tr id='{kind.code}'><td><b class='status'>{problems.status_of(kind)}</b></td>"
        f"<td><code>{kind.code}</code></td><td>{_prose(kind().detail)}</td></tr>"
        for kind in error_kinds()
    )
    return (
        "<section id='errors'><h2>Errors</h2><p class='lead'>Every error, on every path, has this one shape "
        "(RFC 9457). Branch on <code>code</code>; it is stable. <code>instance</code> is also in the log and in the "
        f"<code>X-Request-Id</code> header.</p><div class='scroll'><table class='errors'>{rows}</table></div></section>"
    )


def _resolve(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    if ref := schema.get("$ref"):
        resolved: Mapping[str, Any] = document["components"]["schemas"][ref.rpartition("/")[2]]
        return resolved
    return schema


def _said(schema: Mapping[str, Any]) -> str:
    own = schema.get("description", "") or " ".join(_said(part) for part in schema.get("anyOf", []))
    default = schema.get("default")
    return f"{own} Default: `{json.dumps(default)}`.".strip() if default is not None else own.strip()


def _type(schema: Mapping[str, Any]) -> str:
    """Name a JSON schema's type in a few words."""
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " | ".join(dict.fromkeys(_type(part) for part in schema[union] if part.get("type") != "null"))
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"] if value is not None)
    kind = schema.get("type", "object")
    kind = " | ".join(item for item in kind if item != "null") if isinstance(kind, list) else kind
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f"{kind}, {low:g} to {high:g}"
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return f"{kind} ({schema['format']})" if "format" in schema else str(kind)


def _prose(text: str) -> str:
    """Escape a text, and set what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
