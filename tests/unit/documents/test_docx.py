"""DOCX text comes in document order; hostile packages are refused before they cost anything."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

import docx
import pytest

from service.errors import (
    DocumentTooLarge,
    EmptyDocument,
    EncryptedDocument,
    MalformedDocument,
    UnsupportedFormat,
    VeilError,
)
from service.pipeline.parsing import parse_file
from service.pipeline.parsing.docx import MAX_ENTRIES, MAX_PART_BYTES

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{}"/></Relationships>'
)


def save(document: object) -> bytes:
    buffer = BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def around(xml: bytes, main: str = "word/document.xml", more: Mapping[str, bytes] | None = None) -> bytes:
    """The smallest package around a main part."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", RELATIONS.format(main))
        archive.writestr(main, xml)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def package(
    body: str, main: str = "word/document.xml", before: str = "", more: Mapping[str, bytes] | None = None
) -> bytes:
    """The smallest DOCX around a body."""
    return around(f"{before}<w:document {W} {MC}><w:body>{body}</w:body></w:document>".encode(), main, more)


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_paragraphs_and_tables_come_in_document_order() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "머리말"
    document.add_paragraph("앞 문단")
    table = document.add_table(2, 4)
    for row, texts in zip(
        table.rows, [("성명", "김민수", "생년월일", "1990.01.01"), ("주소", "", "연락처", "010")], strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("뒤 문단")
    document.add_paragraph("항목", style="List Bullet")
    parsed = parse_file(save(document))
    assert parsed.format == "docx"
    assert (
        parsed.text.reveal()
        == "머리말\n\n앞 문단\n성명\t김민수\t생년월일\t1990.01.01\n주소\t\t연락처\t010\n뒤 문단\n- 항목"
    )


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('상자')}</w:txbxContent>"
    alternate = (
        f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    text = parse_file(package(f"<w:p><w:r>{alternate}<w:t>본문</w:t></w:r></w:p>")).text.reveal()
    assert text == "상자\n본문"


def test_deleted_text_and_field_codes_are_left_out() -> None:
    deleted = (
        "<w:p><w:del><w:r><w:delText>옛 이름</w:delText></w:r></w:del><w:r><w:instrText>HYPERLINK</w:instrText></w:r>"
    )
    assert parse_file(package(f"{deleted}<w:r><w:t>새 이름</w:t></w:r></w:p>")).text.reveal() == "새 이름"


def test_properties_and_comments_are_left_out() -> None:
    document = docx.Document()
    document.core_properties.author = "Secret Author"
    document.add_paragraph("본문")
    assert parse_file(save(document)).text.reveal() == "본문"


def test_the_main_part_is_found_by_its_relation() -> None:
    assert parse_file(package(paragraph("본문"), "word/document2.xml")).text.reveal() == "본문"


def test_tabs_and_breaks_are_kept_and_tab_stops_are_not() -> None:
    run = "<w:r><w:t>성명</w:t><w:tab/><w:t>김민수</w:t><w:br/><w:t>끝</w:t></w:r>"
    body = f"<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>{run}</w:p>"
    assert parse_file(package(body)).text.reveal() == "성명\t김민수\n끝"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_expansion_is_refused(encoding: str) -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    xml = f"{bomb}<w:document {W}><w:body>{paragraph('&b;')}</w:body></w:document>"
    with pytest.raises(MalformedDocument):
        parse_file(around(xml.encode(encoding)))
    harmless = xml.replace(bomb, "").replace("&b;", "본문").encode(encoding)
    assert parse_file(around(harmless)).text.reveal() == "본문"


def test_an_external_entity_is_refused() -> None:
    before = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    with pytest.raises(MalformedDocument):
        parse_file(package(paragraph("&x;"), before=before))


def test_a_zip_bomb_is_refused_by_its_ratio() -> None:
    with pytest.raises(DocumentTooLarge):
        parse_file(package(paragraph("x"), more={"word/media/a.bin": bytes(20_000_000)}))


def test_a_part_that_lies_about_its_size_is_bounded_while_reading() -> None:
    body = paragraph("가" * 40) * (MAX_PART_BYTES // 100)
    content = package(body)
    size = len(f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>".encode())
    lied = content.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lied != content
    with pytest.raises((DocumentTooLarge, MalformedDocument)):
        parse_file(lied)


def test_too_many_entries_are_refused() -> None:
    with pytest.raises(DocumentTooLarge):
        parse_file(package(paragraph("x"), more={f"word/{n}": b"" for n in range(MAX_ENTRIES)}))


def test_a_protected_docx_is_an_ole_container() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    with pytest.raises(EncryptedDocument):
        parse_file(content, "resume.docx")
    with pytest.raises(UnsupportedFormat):
        parse_file(content.replace(b"E\0n\0c\0", b"W\0o\0r\0"), "resume.doc")


def test_other_zip_files_are_not_supported() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "hello")
    with pytest.raises(UnsupportedFormat):
        parse_file(buffer.getvalue(), "resume.docx")
    with pytest.raises(UnsupportedFormat):
        parse_file(package(paragraph("x"), "xl/workbook.xml"), "resume.docx")


def test_a_document_without_text_is_empty() -> None:
    with pytest.raises(EmptyDocument):
        parse_file(package(paragraph("")))


def test_truncated_and_damaged_files_are_malformed() -> None:
    content = package(paragraph("본문"))
    with pytest.raises(MalformedDocument):
        parse_file(content[: len(content) // 2])
    with pytest.raises(MalformedDocument):
        parse_file(package("<w:p>"))


def test_damaged_bytes_end_in_a_veil_error_or_a_text() -> None:
    content = package(paragraph("본문") * 20)
    for position in range(len(content)):
        damaged = content[:position] + bytes([content[position] ^ 0x5A]) + content[position + 1 :]
        try:
            parse_file(damaged)
        except VeilError:
            continue


def test_the_bounds_are_what_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = package(paragraph("x"), more={"word/media/a.bin": bytes(20_000_000)})
    crowd = package(paragraph("x"), more={f"word/{n}": b"" for n in range(MAX_ENTRIES)})
    monkeypatch.setattr("service.pipeline.parsing.docx.MAX_RATIO", 1_000_000)
    monkeypatch.setattr("service.pipeline.parsing.docx.MAX_ENTRIES", 1_000_000)
    assert [parse_file(content).text.reveal() for content in (bomb, crowd)] == ["x", "x"]


def test_a_part_is_bounded_while_reading_whatever_the_directory_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.pipeline.parsing.docx.MAX_PART_BYTES", 1_000)
    assert parse_file(package(paragraph("x"))).text.reveal() == "x"
    with pytest.raises(DocumentTooLarge):
        parse_file(package(paragraph("x" * 1_000)))
