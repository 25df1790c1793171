"""PDF as text: PDFium reads the characters, ``layout`` puts them in reading order."""

import ctypes
import threading
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from service.errors import DocumentTooLarge, EmptyDocument, EncryptedDocument, MalformedDocument, NoTextLayer
from service.pipeline.parsing.document import MAX_CHARACTERS, MAX_PAGES, ParsedDocument, finish
from service.pipeline.parsing.layout import Glyph, read_page

# PDFium is not thread-safe, not even across documents.
_PDFIUM: Final = threading.Lock()
MAX_PAGE_CHARACTERS: Final = 50_000
_END_MARKS: Final = (b"%%EOF", b"startxref")
_TAIL: Final = 4_096
# How PDFium marks a hyphen at a line's end.
_HYPHENS: Final = frozenset({0x2, 0xFFFE})


def parse_pdf(content: bytes) -> ParsedDocument:
    """Read a PDF's text layer; metadata, images, annotations and attachments are left out.

    Raises:
        EncryptedDocument: it can't be opened without a password.
        MalformedDocument: damaged or truncated.
        NoTextLayer: it has pages but no text.
        DocumentTooLarge: too many pages or characters.
    """
    if not any(mark in content[-_TAIL:] for mark in _END_MARKS):
        # PDFium would rebuild a cut-off file and silently leave pages out.
        raise MalformedDocument
    with _PDFIUM:
        pages = _read_pages(content)
    text = "\n\n".join(page for page in pages if page)
    try:
        return finish(text, "pdf", len(pages))
    except EmptyDocument:
        raise NoTextLayer(pages=len(pages)) from None


def _read_pages(content: bytes) -> list[str]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise EncryptedDocument from None
        raise MalformedDocument from None
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise DocumentTooLarge(pages=count, maximum=MAX_PAGES)
        pages: list[str] = []
        budget = 2 * MAX_CHARACTERS
        for index in range(count):
            glyphs = _read_glyphs(document, index, budget)
            budget -= len(glyphs)
            pages.append(read_page(glyphs))
    except pypdfium2.PdfiumError:
        raise MalformedDocument from None
    finally:
        document.close()
    return pages


def _read_glyphs(document: pypdfium2.PdfDocument, index: int, budget: int) -> list[Glyph]:
    """Return a page's characters in the order in which they are drawn, in points, y upwards."""
    page = document[index]
    try:
        text = page.get_textpage()
        try:
            count = text.count_chars()
            if count > min(budget, MAX_PAGE_CHARACTERS):
                raise DocumentTooLarge(maximum=MAX_PAGE_CHARACTERS)
            return [glyph for position in range(count) if (glyph := _glyph(text.raw, position)) is not None]
        finally:
            text.close()
    finally:
        page.close()


def _glyph(text: object, position: int) -> Glyph | None:
    code = pdfium.FPDFText_GetUnicode(text, position)
    if code == 0:
        # The font has no mapping to Unicode for it.
        return None
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(text, position, ctypes.byref(box)):
        return None
    return Glyph("-" if code in _HYPHENS else chr(code), box.left, box.right, box.bottom, box.top)
