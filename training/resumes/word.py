"""Resumes as DOCX files whose bytes don't depend on the day or on a compressor."""

import zipfile
from io import BytesIO

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from training.resumes.content import Resume, Section

FONT = "Malgun Gothic"
EPOCH = (1980, 1, 1, 0, 0, 0)
# The template has 160 styles and a thumbnail; these are what the resumes use.
STYLES = frozenset(
    "Normal DefaultParagraphFont TableNormal NoList Title TitleChar Heading1 Heading1Char Heading2 Heading2Char "
    "Header HeaderChar ListBullet TableGrid".split()
)
UNUSED_PARTS = ("stylesWithEffects", "thumbnail")


def write_docx(resume: Resume) -> bytes:
    """Return a DOCX file; the layout ``form`` has its fields in a table of two pairs a row."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    document.core_properties.author = document.core_properties.comments = ""
    if resume.header:
        document.sections[0].header.paragraphs[0].text = resume.header
    document.add_heading(resume.title, 0)
    if resume.layout == "form":
        _add_form(document, resume.fields)
    else:
        for label, value in resume.fields:
            document.add_paragraph(f"{label}: {value}")
    for section in resume.sections:
        document.add_heading(section.heading, 1)
        _add_section(document, section, resume.layout)
    _slim(document)
    buffer = BytesIO()
    document.save(buffer)
    return _repack(buffer.getvalue())


def _slim(document: Document) -> None:
    """Leave out what the template brings and no resume uses."""
    styles = document.styles.element
    for style in list(styles.style_lst):
        if style.styleId not in STYLES:
            styles.remove(style)
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(UNUSED_PARTS)]:
            rels.pop(key)


def _add_form(document: Document, fields: list[list[str]]) -> None:
    cells = [text for pair in fields for text in pair]
    cells += [""] * (-len(cells) % 4)
    _add_table(document, [cells[start : start + 4] for start in range(0, len(cells), 4)])


def _add_table(document: Document, rows: list[list[str]]) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def _add_section(document: Document, section: Section, layout: str) -> None:
    for text in [*section.paragraphs, *section.lines]:
        document.add_paragraph(text)
    for text in section.bullets:
        document.add_paragraph(text, style="List Bullet")
    if section.rows:
        _add_table(document, [section.header, *section.rows])
    for entry in section.entries:
        if layout == "form":
            _add_table(document, entry["fields"])
        else:
            document.add_paragraph(" | ".join(value for _, value in entry["fields"]))
        for text in entry.get("bullets", []):
            document.add_paragraph(text, style="List Bullet")
    for question, *answers in section.questions:
        document.add_heading(question, 2)
        for answer in answers:
            document.add_paragraph(answer)


def _repack(content: bytes) -> bytes:
    """Store the parts uncompressed with a fixed time, so that every machine gives the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for entry in source.infolist():
            info = zipfile.ZipInfo(entry.filename, EPOCH)
            info.create_system = 3
            target.writestr(info, source.read(entry))
    return buffer.getvalue()
