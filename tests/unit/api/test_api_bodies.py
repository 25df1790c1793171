"""JSON bodies are read strictly."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.api.bodies import read_json
from service.errors import VeilError

SEARCH = "/v1/resumes/r-1/search"
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "invalid_request"),
        (b"{", "invalid_request"),
        (b"null", "invalid_request"),
        (b"[]", "invalid_request"),
        (b'"x"', "invalid_request"),
        (b"\xff\xfe{\x00}\x00", "invalid_request"),
        (b"\xef\xbb\xbf{}", "invalid_request"),
        ('{"query":"경력"}'.encode("utf-16"), "invalid_request"),
        ('{"query":"경력"}'.encode("euc-kr"), "invalid_request"),
        (b"[" * 100_000, "request_too_large"),
        (b"[" * 50_000, "invalid_request"),
        (b'{"query":' + b"[" * 40 + b"]" * 40 + b"}", "invalid_request"),
        (b'{"query":"a","query":"b"}', "invalid_request"),
        (b'{"query":"\\ud800"}', "invalid_text"),
        (b'{"query":"\\u0000"}', "invalid_text"),
        (b'{"\\ud800":"a"}', "invalid_text"),
        (b'{"query":"a","top_k":NaN}', "invalid_request"),
        (b'{"query":"a","top_k":' + b"9" * 5_000 + b"}", "invalid_request"),
        (b'{"query":"' + b"a" * 70_000 + b'"}', "request_too_large"),
    ],
)
def test_a_body_that_is_not_plain_json_is_refused(ask: Any, services: Any, body: bytes, code: str) -> None:
    answer = ask("POST", SEARCH, key="key-search", body=body, headers=JSON)
    assert answer.code == code
    assert services.asked == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"query": ""}, "query"),
        ({"query": 7}, "query"),
        ({"query": None}, "query"),
        ({"query": "x" * 2_001}, "query"),
        ({"top_k": 0}, "top_k"),
        ({"top_k": -1}, "top_k"),
        ({"top_k": 10**9}, "top_k"),
        ({"top_k": 10**30}, "top_k"),
        ({"top_k": "5"}, "top_k"),
        ({"top_k": 5.5}, "top_k"),
        ({"top_k": True}, "top_k"),
        ({"mode": "fuzzy"}, "mode"),
        ({"sections": "experience"}, "sections"),
        ({"sections": [1]}, "sections[0]"),
        ({"sections": ["experience"] * 17}, "sections"),
        ({"explain": "yes"}, "explain"),
        ({"resume_id": "r-2"}, "(body)"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_not_repeated(
    ask: Any, services: Any, change: dict[str, Any], field: str
) -> None:
    answer = ask("POST", SEARCH, key="key-search", json={"query": "q"} | change)
    assert (answer.status, answer.code) == (400, "invalid_request")
    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert services.asked == []


def test_a_missing_field_is_named(ask: Any) -> None:
    answer = ask("POST", SEARCH, key="key-search", json={})
    assert "query" in answer.json["errors"][0]["problem"]


def test_an_exponent_is_not_an_integer_of_any_size(ask: Any) -> None:
    assert ask("POST", SEARCH, key="key-search", body=b'{"query":"a","top_k":1e400}', headers=JSON).status == 400


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "application/json; charset=euc-kr", "multipart/form-data", ""]
)
def test_another_content_type_is_refused(ask: Any, content_type: str) -> None:
    answer = ask("POST", SEARCH, key="key-search", body=b'{"query":"q"}', headers={"content-type": content_type})
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_json_in_utf8_is_read(ask: Any, services: Any, content_type: str) -> None:
    body = '{"query":"카프카 🙂"}'.encode()
    assert ask("POST", SEARCH, key="key-search", body=body, headers={"content-type": content_type}).status == 200
    assert services.asked[0][1] == "카프카 🙂"


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise_anything_else(body: bytes) -> None:
    with contextlib.suppress(VeilError):
        read_json(body)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_characters="\0", codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc가", max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(_JSON)
def test_json_comes_back_as_it_was(data: Any) -> None:
    assert read_json(json.dumps(data).encode()) == data
