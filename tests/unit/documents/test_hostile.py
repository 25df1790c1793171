"""Hostile input costs time in proportion to its size."""

import contextlib
import time
import zipfile
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from service.errors import VeilError
from service.pipeline.chunking import split_text
from service.pipeline.parsing import parse_file, parse_structured

SIZE = 290_000
# Of this process: the machine may be busy. Quadratic time would be minutes.
SECONDS = 6.0


UNITS = " |![|![](|<!--|<img |**a |¦|¦ |¦-|!|?!|...|-|[|<PERSON_1|가|\u0301|(|{|\t|학력\n|a\t|-\t|1. |\u200d|。"


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize("unit", [unit.replace("¦", "|") for unit in UNITS.split("|")])
def test_a_repeated_fragment_is_parsed_and_split_in_time(unit: str, name: str) -> None:
    text = (unit * SIZE)[:SIZE] + "x"
    began = time.process_time()
    with contextlib.suppress(VeilError):
        split_text(parse_file(text.encode(), name).text.reveal())
    assert time.process_time() - began < SECONDS


def test_a_page_of_scattered_characters_is_parsed_in_time() -> None:
    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.setFont("Helvetica", 2)
    for n in range(20_000):
        canvas.drawString(20 + n * 37 % 550, 800 - n * 0.039, "x")
    canvas.save()
    began = time.process_time()
    parse_file(buffer.getvalue())
    assert time.process_time() - began < SECONDS


def test_tables_in_tables_without_end_are_refused_in_time() -> None:
    opened, closed = "<w:tbl><w:tr><w:tc>" * 20_000, "</w:tc></w:tr></w:tbl>" * 20_000
    body = f"{opened}<w:p><w:r><w:t>{'x' * 200_000}</w:t></w:r></w:p>{closed}"
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels", '<R xmlns="r"><Relationship Type="/officeDocument" Target="word/document.xml"/></R>'
        )
        archive.writestr("word/document.xml", f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>')
    began = time.process_time()
    with pytest.raises(VeilError):
        parse_file(buffer.getvalue())
    assert time.process_time() - began < SECONDS


def test_a_wide_structured_resume_is_rendered_in_time() -> None:
    began = time.process_time()
    parse_structured({"skills": ["x" * 10] * 15_000})
    assert time.process_time() - began < SECONDS
