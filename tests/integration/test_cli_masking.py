"""`veil mask` and `veil ingest` by policy: what each kind of input gets, and what the record says."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from service import cli, wiring
from service.errors import VeilError
from service.privacy.masking import Masker
from service.privacy.policy import load_policy
from service.settings import Settings
from service.wiring import Services

TEXT = "성명: 김민수\n저장소 https://github.com/minsu/veil\n주소: 서울 강남구 테헤란로 12\n"


@pytest.fixture(autouse=True)
def _one_masker(masker: Masker, monkeypatch: pytest.MonkeyPatch) -> None:
    def open_masker(settings: Settings, policy: str | None = None) -> Masker:
        return masker.under(load_policy(policy or settings.policy))

    monkeypatch.setattr(wiring, "open_masker", open_masker)


def veil(*words: str, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(cli._veil, list(words), input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit | VeilError):
        raise result.exception
    return result


def test_mask_obeys_a_policy() -> None:
    masked = veil("mask", "--policy", "interview", stdin=TEXT.encode()).stdout
    assert masked == "성명: <PERSON_1>\n저장소 https://github.com/<SNS_ID_1>/veil\n주소: 서울\n"


def test_mask_refuses_a_policy_that_is_not_there() -> None:
    result = veil("mask", "--policy", "nobodys", stdin=b"a")
    assert isinstance(result.exception, VeilError)
    assert result.exception.code == "invalid_policy"
    assert "interview" in result.exception.detail


def test_a_difference_shows_lines_before_and_after() -> None:
    lines = veil("mask", "--diff", stdin=TEXT.encode()).stdout.split("\n")
    assert lines[:2] == ["- 성명: 김민수", "+ 성명: <PERSON_1>"]


def test_one_form_of_output_is_chosen() -> None:
    assert veil("mask", "--json", "--diff", stdin=b"a").exit_code == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_document"),
        (b" \n\t", "empty_document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "unsupported_format"),
        (bytes(range(128, 256)) * 20, None),
        (b"a\0b", "invalid_text"),
        (b"%PDF-1.7 broken", "malformed_document"),
        (b"a" * 10_000_001, "document_too_large"),
    ],
    ids=["empty", "blank", "picture", "noise", "nul", "broken PDF", "huge"],
)
def test_what_cannot_be_masked_is_refused_with_what_to_do(content: bytes, code: str | None) -> None:
    result = veil("mask", stdin=content)
    assert result.stdout == ""
    assert isinstance(result.exception, VeilError)
    assert code in {None, result.exception.code}
    assert result.exception.detail.endswith(".")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_other_encodings_are_read(encoding: str) -> None:
    assert veil("mask", stdin="성명: 김민수\n".encode(encoding)).stdout.strip() == "성명: <PERSON_1>"


@pytest.mark.parametrize("line", [b"", b"\n\n"])
def test_no_lines_give_no_lines(line: bytes) -> None:
    result = veil("mask", "--jsonl", stdin=line)
    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.parametrize("line", ['{"id": "1", "text": "성명"}'.encode("cp949"), b"\xff\xfe", b"[" * 100_000])
def test_a_line_that_is_no_json_in_utf8_is_named_by_its_number(line: bytes) -> None:
    result = veil("mask", "--jsonl", stdin=b'{"id": "0", "text": "ok"}\n' + line)
    assert isinstance(result.exception, VeilError)
    assert "Line 2" in result.exception.detail


def test_the_policy_of_an_ingest_is_that_of_the_run_and_on_its_event(
    services: Services, masker: Masker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[Any] = []

    @contextmanager
    def open_services(settings: Settings) -> Iterator[Services]:
        opened.append(settings.policy)
        services.settings = settings
        services.masker = masker.under(load_policy(settings.policy))
        services.__dict__.pop("ingestion", None)
        yield services

    monkeypatch.setattr(wiring, "open_services", open_services)
    (tmp_path / "r-7.txt").write_text(TEXT, "utf-8")
    documents = json.loads(veil("ingest", str(tmp_path), "--policy", "strict", "--json").stdout)["documents"]
    assert opened == ["strict"]
    assert documents[0]["error"] is None
    (event,) = [e for e in services.audit.events().events if e.action == "document.mask"]
    assert event.detail["policy_version"] == load_policy("strict").version
