"""The verbs: what they print, where, and how they exit."""

import errno
import io
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import URL

from service import cli, wiring
from service.errors import DocumentTooLarge, InvalidRequest, VeilError
from service.settings import Settings
from service.wiring import Services
from tests.statements import run_sql

RESUME = """이력서
성명: 김민수
연락처: 010-2345-6789
경력
카카오 백엔드 개발자. 파이썬과 카프카로 주문 시스템을 만들었습니다.
"""


@pytest.fixture(autouse=True)
def _on_the_tests_database(services: Services, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    services.settings = Settings(home=tmp_path / ".veil", _env_file=None)  # type: ignore[call-arg]

    @contextmanager
    def open_services(_: object) -> Iterator[Services]:
        yield services

    monkeypatch.setattr(wiring, "open_services", open_services)
    monkeypatch.setattr(wiring, "open_masker", lambda *_: services.masker)


def veil(*words: str, stdin: bytes | None = None) -> Result:
    """Run a command and translate errors as ``main`` does."""
    result = CliRunner().invoke(cli._veil, list(words), input=stdin)
    if isinstance(result.exception, VeilError):
        return result
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_ingest_names_the_resume_after_the_file_unless_that_is_personal(tmp_path: Path) -> None:
    for name in ("r-0042.txt", "김민수_이력서.txt", "010-2345-6789.txt"):
        (tmp_path / name).write_text(RESUME, "utf-8")
    result = veil("ingest", str(tmp_path), "--json")
    documents = {Path(item["path"]).name: item for item in json.loads(result.stdout)["documents"]}

    assert result.exit_code == 0
    assert documents["r-0042.txt"]["resume_id"] == "r-0042"
    for name in ("김민수_이력서.txt", "010-2345-6789.txt"):
        assert re.fullmatch(r"r-[0-9a-f]{16}", documents[name]["resume_id"])
    assert len({item["resume_id"] for item in documents.values()}) == 3
    assert all(item["searchable"] for item in documents.values())


def test_ingest_leaves_hidden_files_and_veils_own_folder_alone(services: Services, tmp_path: Path) -> None:
    for name in ("r-1.txt", ".hidden.txt", ".git/r-2.txt", "home/r-3.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(RESUME, "utf-8")
    services.settings = Settings(home=tmp_path / "home", _env_file=None)  # type: ignore[call-arg]
    documents = json.loads(veil("ingest", str(tmp_path), "--json").stdout)["documents"]

    assert [item["resume_id"] for item in documents] == ["r-1"]


def test_ingest_follows_no_link_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "resumes"
    folder.mkdir()
    for path in (folder / "r-1.txt", tmp_path / "elsewhere.txt"):
        path.write_text(RESUME, "utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "elsewhere.txt")
    documents = json.loads(veil("ingest", str(folder), "--json").stdout)["documents"]

    assert [item["resume_id"] for item in documents] == ["r-1"]


def test_ingest_goes_on_after_a_bad_file_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 broken")
    (tmp_path / "b.txt").write_text(RESUME, "utf-8")
    result = veil("ingest", str(tmp_path))

    assert result.exit_code == 1
    assert "malformed_document" in result.stderr
    assert "searchable" in result.stdout


def test_files_of_one_name_in_different_folders_are_different_peoples(tmp_path: Path) -> None:
    for place, name in (
        ("a/resume.txt", "김민수"),
        ("b/resume.txt", "박서연"),
        ("b/resume.md", "박서연"),
        ("b/cv.txt", "이도윤"),
    ):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(RESUME.replace("김민수", name), "utf-8")
    documents = json.loads(veil("ingest", str(tmp_path), "--json").stdout)["documents"]
    ids = {str(Path(item["path"]).relative_to(tmp_path)): item["resume_id"] for item in documents}

    assert ids["b/cv.txt"] == "cv"
    assert re.fullmatch("r-[0-9a-f]{16}", ids["a/resume.txt"])
    assert ids["a/resume.txt"] not in {ids["b/resume.txt"], ids["b/resume.md"]}


def test_two_files_that_only_their_folders_tell_apart_are_not_put_into_one_resume(tmp_path: Path) -> None:
    files = [tmp_path / "a" / "resume.txt", tmp_path / "b" / "resume.txt"]
    for file in files:
        file.parent.mkdir()
        file.write_text(RESUME, "utf-8")
    result = veil("ingest", *map(str, files), "--json")

    assert result.exit_code == 1
    assert [item["error"] for item in json.loads(result.stdout)["documents"]] == [None, "conflict"]


def test_one_resume_in_two_formats_stays_one(tmp_path: Path) -> None:
    for name in ("r-7.txt", "r-7.md"):
        (tmp_path / name).write_text(f"{RESUME}{name}", "utf-8")
    documents = json.loads(veil("ingest", str(tmp_path), "--json").stdout)["documents"]
    assert [item["resume_id"] for item in documents] == ["r-7", "r-7"]


def test_ingest_goes_on_after_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("r-1.txt", "r-2.txt"):
        (tmp_path / name).write_text(RESUME, "utf-8")
    opened = Path.open

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == "r-1.txt":
            raise PermissionError(errno.EACCES, "no", str(path))
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    result = veil("ingest", str(tmp_path))
    assert result.exit_code == 1
    assert "r-1.txt: The file can't be read: Permission denied." in result.stderr
    assert "r-2.txt -> r-2" in result.stdout


def test_ingest_says_that_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "r-1.txt").write_text(RESUME, "utf-8")
    result = veil("ingest", str(tmp_path / "r-1.txt"), str(tmp_path / "pipe"))
    assert isinstance(result.exception, InvalidRequest)


def test_mask_reads_no_more_than_it_accepts() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            assert self.given < 40_000_000, "it reads on and on"
            buffer[:] = b"a" * len(buffer)
            self.given += len(buffer)
            return len(buffer)

    result = CliRunner().invoke(cli._veil, ["mask"], input=io.BufferedReader(Endless()))
    assert isinstance(result.exception, DocumentTooLarge)


def test_ingest_of_a_folder_without_resumes_says_what_it_looks_for(tmp_path: Path) -> None:
    result = veil("ingest", str(tmp_path))
    assert isinstance(result.exception, VeilError)
    assert "PDF" in result.exception.detail


def test_search_prints_masked_hits_of_that_resume(tmp_path: Path) -> None:
    (tmp_path / "r-1.txt").write_text(RESUME, "utf-8")
    veil("ingest", str(tmp_path))
    result = veil("search", "--resume-id", "r-1", "파이썬", "--json")
    hits = json.loads(result.stdout)["hits"]

    assert "파이썬과" in hits[0]["text"]
    assert "김민수" not in result.stdout
    assert "1. " in veil("search", "--resume-id", "r-1", "파이썬", "--mode", "keyword").stdout


def test_search_of_another_resume_is_not_found() -> None:
    result = veil("search", "--resume-id", "r-404", "파이썬")
    assert isinstance(result.exception, VeilError)
    assert result.exception.code == "resume_not_found"


@pytest.mark.parametrize("words", [["--top-k", "0"], ["--top-k", "1000000000"], ["--mode", "fuzzy"]])
def test_wrong_usage_exits_with_2(words: list[str]) -> None:
    assert veil("search", "--resume-id", "r-1", "파이썬", *words).exit_code == 2


def test_mask_reads_standard_input_and_stores_nothing(superuser_url: URL) -> None:
    result = veil("mask", stdin=RESUME.encode())
    assert "성명: <PERSON_1>" in result.stdout
    assert run_sql(superuser_url, "SELECT count(*) FROM veil.document") == [(0,)]


def test_mask_json_has_offsets_in_code_points_of_the_input() -> None:
    text = "😀 연락처: 010-2345-6789"
    (redaction,) = json.loads(veil("mask", "--json", stdin=text.encode()).stdout)["redactions"]
    assert text[redaction["start"] : redaction["end"]] == "010-2345-6789"
    assert redaction["entity_type"] == "PHONE_NUMBER"


def test_mask_jsonl_answers_line_by_line_in_the_contracts_shape() -> None:
    lines = [json.dumps({"id": str(n), "text": f"성명: 김민수 {n}"}, ensure_ascii=False) for n in range(3)]
    answers = [
        json.loads(line) for line in veil("mask", "--jsonl", stdin="\n".join(lines).encode()).stdout.splitlines()
    ]

    assert [answer["id"] for answer in answers] == ["0", "1", "2"]
    assert all(answer.keys() == {"id", "text", "redactions"} for answer in answers)
    assert answers[0]["redactions"][0].keys() == {
        "entity_type", "start", "end", "placeholder", "recognizer", "score",
    }  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b'{"id": "1"}',
        b'{"id": "\\ud800", "text": "x"}',
        b'{"id": 1, "text": "x"}',
        b"[1]",
        b"\xff\xfe{",
        b"[" * 100_000,
    ],
)
def test_a_bad_line_is_named_by_its_number_and_not_shown(line: bytes) -> None:
    result = veil("mask", "--jsonl", stdin=b'{"id": "0", "text": "ok"}\n' + line)
    assert isinstance(result.exception, VeilError)
    assert "Line 2" in result.exception.detail
    assert "not json" not in result.exception.detail


def test_a_key_is_shown_once_and_can_be_revoked() -> None:
    created = veil("keys", "create", "--role", "search", "--subject", "svc-7", "--expires-in", "12h")
    secret = created.stdout.strip()
    listing = veil("keys", "list").stdout

    assert secret not in listing
    key_id = secret.split("_")[1]
    assert f"{key_id}  active" in listing
    assert veil("keys", "revoke", key_id).exit_code == 0
    assert f"{key_id}  revoked" in veil("keys", "list").stdout


@pytest.mark.parametrize("duration", ["0d", "d", "-1d", "1w", "９d", "1000000d", ""])
def test_a_wrong_duration_is_wrong_usage(duration: str) -> None:
    assert veil("keys", "create", "--role", "audit", "--subject", "a-1", f"--expires-in={duration}").exit_code == 2


def test_an_unknown_role_is_wrong_usage() -> None:
    assert veil("keys", "create", "--role", "root", "--subject", "a-1").exit_code == 2


def test_erase_prints_a_receipt(tmp_path: Path) -> None:
    (tmp_path / "r-1.txt").write_text(RESUME, "utf-8")
    veil("ingest", str(tmp_path))
    receipt = json.loads(veil("erase", "--resume-id", "r-1").stdout)
    assert receipt["statement"]["resume_id"] == "r-1"
    assert receipt["signature"]


def test_audit_verify_says_what_is_not_sealed_and_that_nothing_anchors(services: Services, tmp_path: Path) -> None:
    (tmp_path / "r-1.txt").write_text(RESUME, "utf-8")
    veil("ingest", str(tmp_path))
    line = veil("audit", "verify").stdout
    assert line.startswith("audit: verified 0 sealed events")
    assert "not anchored" in line

    services.audit.seal()
    assert json.loads(veil("audit", "verify", "--json").stdout)["unsealed"] == 0


def test_audit_verify_fails_on_an_altered_log(services: Services, superuser_url: URL, tmp_path: Path) -> None:
    (tmp_path / "r-1.txt").write_text(RESUME, "utf-8")
    veil("ingest", str(tmp_path))
    services.audit.seal()
    run_sql(superuser_url, "ALTER TABLE veil.audit_event DISABLE TRIGGER ALL")
    run_sql(superuser_url, "UPDATE veil.audit_event SET actor = 'somebody-else'")
    result = veil("audit", "verify")

    assert result.exit_code == 1
    assert result.stdout.startswith("audit: NOT verified")


def test_an_unexpected_error_shows_its_kind_and_place_but_not_its_message(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("김민수")

    monkeypatch.setattr(services.retrieval, "search", fail)
    monkeypatch.setattr("sys.argv", ["veil", "search", "--resume-id", "r-1", "파이썬"])
    with pytest.raises(SystemExit):
        cli.main()
    message = capsys.readouterr().err

    assert "ValueError at test_cli.py" in message
    assert "김민수" not in message


def test_errors_go_to_standard_error_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["veil", "search", "--resume-id", "r-404", "파이썬"])
    with pytest.raises(SystemExit) as exit_:
        cli.main()
    captured = capsys.readouterr()

    assert exit_.value.code == 1
    assert captured.err.strip() == "veil: There is no such resume. (resume_not_found)"
    assert captured.out == ""


def _labelled(tmp_path: Path, *lines: object) -> str:
    data = tmp_path / "data.jsonl"
    data.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return str(data)


def test_eval_privacy_prints_a_table_or_one_json_object(tmp_path: Path) -> None:
    line = {"id": "0", "text": "연락처: 010-2345-6789", "spans": [{"start": 5, "end": 18, "type": "PHONE_NUMBER"}]}
    (tmp_path / "plain.md").write_text("Kafka 도입", "utf-8")
    words = ("eval", "privacy", _labelled(tmp_path, line), "--plain", str(tmp_path))
    result = json.loads(veil(*words, "--json").stdout)
    assert result["types"]["PHONE_NUMBER"]["covered_recall"] == 1
    assert result["over_masking"]["plain"] == {"documents": 1, "tokens": 2, "masked": 0, "rate": 0}
    assert re.search(r"^PHONE_NUMBER +1 +1\.000 +0\.000 ", veil(*words).stdout, re.MULTILINE)


def test_eval_privacy_attacks_what_each_policy_leaves(tmp_path: Path) -> None:
    lines = [
        {"id": employer, "text": f"경력\n회사: {employer}\n직무: 영업", "facts": {"employer": [employer]}}
        for employer in ("주식회사 가온상사", "주식회사 누리물산")
    ]
    words = ("eval", "privacy", _labelled(tmp_path, *lines), "--attack")
    outcomes = json.loads(veil(*words, "--json").stdout)["attack"]
    assert {outcome["policy"]: outcome["singled_out"] for outcome in outcomes} == {
        "unmasked": 2, "default": 2, "interview": 2, "strict": 0
    }  # fmt: skip
    table = veil(*words, "--policy", "strict").stdout
    assert re.findall(r"^(\w+) +2 +(\d)", table, re.MULTILINE) == [("unmasked", "2"), ("strict", "0")]


def test_eval_privacy_names_the_line_that_it_can_not_read(tmp_path: Path) -> None:
    result = veil("eval", "privacy", _labelled(tmp_path, {"id": "0", "text": "김민수"}))
    assert isinstance(result.exception, VeilError)
    assert result.exception.code == "invalid_request"
    assert "Line 1" in result.exception.detail
    assert "김민수" not in result.exception.detail
