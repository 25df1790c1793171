"""Content decides the format; what is not text is refused by the right name."""

import json
import sys
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import (
    DocumentTooLarge,
    EmptyDocument,
    InvalidRequest,
    InvalidText,
    MalformedDocument,
    UnsupportedFormat,
    VeilError,
)
from service.pipeline.parsing import MAX_BYTES, MAX_CHARACTERS, parse_file, parse_text
from service.samples import sample_files

TEXT = "김민수 이력서\n백엔드 개발자, 결제 시스템 5년"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_text_is_read_in_the_encodings_of_korean_files(encoding: str) -> None:
    document = parse_file(TEXT.encode(encoding), "resume.txt", "text/plain")
    assert (document.format, document.text.reveal()) == ("text", TEXT)


def test_big_endian_utf_16_and_windows_line_ends() -> None:
    content = b"\xfe\xff" + TEXT.replace("\n", "\r\n").encode("utf-16-be")
    assert parse_file(content).text.reveal() == TEXT


@pytest.mark.parametrize("content", [b"", b" \n\t ", b"\xef\xbb\xbf", b"---\n***", "\u3000 ".encode()])
def test_a_file_without_a_word_is_empty(content: bytes) -> None:
    with pytest.raises(EmptyDocument):
        parse_file(content)


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(64), b"\xff\xd8\xff\xe0" + bytes(64), b"\x1f\x8b\x08" + bytes(64),
        bytes(range(256)) * 8,
        b"<!DOCTYPE html><html><body>x</body></html>", b"{\\rtf1 hello}", b"HWP Document File V3.00", b"BM" + bytes(64),
        bytes(range(128, 256)) * 40,
    ],
)  # fmt: skip
def test_other_formats_are_not_supported(content: bytes) -> None:
    with pytest.raises(UnsupportedFormat):
        parse_file(content, "resume.txt", "text/plain")


def test_a_text_may_begin_like_a_binary_format() -> None:
    assert parse_file(b"BM Consulting, MZ Bank").text.reveal() == "BM Consulting, MZ Bank"


def test_fifty_megabytes_are_refused_before_they_are_looked_at() -> None:
    with pytest.raises(DocumentTooLarge):
        parse_file(b"%PDF-" + bytes(50_000_000))
    with pytest.raises(DocumentTooLarge):
        parse_file(b"a" * (MAX_BYTES + 1))


def test_the_bound_on_characters() -> None:
    assert len(parse_text("가" * MAX_CHARACTERS).text) == MAX_CHARACTERS
    with pytest.raises(DocumentTooLarge):
        parse_text("가" * (MAX_CHARACTERS + 1))


@pytest.mark.parametrize("text", ["김민수\0이력서", "김민수 \ud800", "\udfff이력서"])
def test_text_that_cannot_be_stored_is_refused(text: str) -> None:
    with pytest.raises(InvalidText):
        parse_text(text)


def test_a_file_with_nul_is_refused_and_one_without_is_not() -> None:
    with pytest.raises(InvalidText):
        parse_file("김민수\0이력서".encode())
    assert parse_file("김민수이력서".encode()).text


def test_control_characters_cannot_split_a_number() -> None:
    assert parse_text("010\x01-1234\x08-5678").text.reveal() == "010-1234-5678"


def test_text_cut_inside_a_character_is_malformed() -> None:
    for cut in (-1, -2):
        with pytest.raises(MalformedDocument):
            parse_file("이력서".encode()[:cut])
    with pytest.raises(MalformedDocument):
        parse_file("이력서".encode("utf-16")[:-1])


@pytest.mark.parametrize(("name", "media_type"), [("a.pdf", None), ("a.docx", None), (None, "application/pdf")])
def test_a_text_under_another_formats_name_is_refused(name: str | None, media_type: str | None) -> None:
    with pytest.raises(MalformedDocument):
        parse_file(TEXT.encode(), name, media_type)


def test_a_mislabelled_file_is_read_as_what_it_is() -> None:
    for path in sample_files():
        if path.suffix in {".pdf", ".docx"}:
            assert parse_file(path.read_bytes(), "resume.txt", "text/plain").format == path.suffix[1:]


def test_markdown_loses_images_and_keeps_tables_as_cells() -> None:
    table = "| 성명 | 김민수 |\n|---|---|\n| 주소 | 서울 |"
    content = f"# 이력서\n\n![증명사진](data:image/png;base64,AAAA)\n\n{table}\n\n- **이메일**: a@example.com\n"
    document = parse_file(content.encode(), "resume.md")
    assert document.format == "markdown"
    assert document.text.reveal() == "# 이력서\n\n성명\t김민수\n주소\t서울\n\n- 이메일: a@example.com"


def test_markdown_is_recognised_without_its_name() -> None:
    assert parse_file("# 이력서\n\n## 경력\n내용".encode()).format == "markdown"
    assert parse_file("이력서\n# 하나뿐".encode()).format == "text"


def test_json_is_parsed_as_a_structured_resume() -> None:
    content = json.dumps({"name": "김민수", "skills": ["Python"]}).encode()
    assert parse_file(content).format == "structured"
    assert parse_file(b"{not json} at all").format == "text"
    with pytest.raises(MalformedDocument):
        parse_file(b'{"name": ', "resume.json")
    with pytest.raises(InvalidRequest):
        parse_file(b"[1, 2]", "resume.json")


def test_deeply_nested_json_is_refused() -> None:
    with pytest.raises(MalformedDocument):
        parse_file(b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "resume.json")
    with pytest.raises(InvalidRequest):
        parse_file(b'{"a":' * 20 + b"1" + b"}" * 20, "resume.json")


def test_no_file_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    contents = [(path.read_bytes(), path.name) for path in sample_files()]
    opened: list[object] = []
    armed = True
    sys.addaudithook(
        lambda event, args: opened.append(args) if armed and event in {"open", "tempfile.mkstemp"} else None
    )
    for content, name in contents:
        parse_file(content, name)
    assert not opened
    with tempfile.TemporaryFile():
        assert opened
    armed = False


@given(st.binary(max_size=300), st.sampled_from([None, "a.txt", "a.json", "a.md", "a.pdf", "a.docx"]))
def test_any_bytes_end_in_a_veil_error_or_a_text(content: bytes, name: str | None) -> None:
    try:
        document = parse_file(content, name)
    except VeilError:
        return
    assert "\0" not in document.text.reveal()


@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-16"]))
def test_any_text_is_read_or_refused(text: str, encoding: str) -> None:
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError:
        return
    try:
        parse_file(content, "a.txt")
    except VeilError:
        return
