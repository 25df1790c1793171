"""DOCX as text: a bounded ZIP reader and one pass over the XML, without a tree."""

import posixpath
import zipfile
import zlib
from io import BytesIO
from typing import Final
from xml.parsers import expat

from service.errors import DocumentTooLarge, EncryptedDocument, MalformedDocument, UnsupportedFormat
from service.pipeline.parsing.document import MAX_CHARACTERS, ParsedDocument, finish
from service.pipeline.parsing.layout import join_cells

MAX_ENTRIES: Final = 2_000
# 32 MB of XML per part and 100 MB in all had no false positive over real office documents.
MAX_PART_BYTES: Final = 32_000_000
MAX_UNPACKED_BYTES: Final = 100_000_000
# XML of a real document packs to a tenth or so; the ratio counts only where it can hurt.
MAX_RATIO: Final = 100
RATIO_FLOOR: Final = 1_000_000
# Tables in tables: each level copies the text of the next.
MAX_NESTING: Final = 20

_ENCRYPTED_FLAG: Final = 0x1


def parse_docx(content: bytes) -> ParsedDocument:
    """Read headers, paragraphs, tables, text boxes, footnotes and footers, in document order.

    Images, comments, deleted text and document properties are left out.

    Raises:
        UnsupportedFormat: a ZIP file, but no word-processing document.
        MalformedDocument: damaged, or with a document type declaration.
        EncryptedDocument: its entries are encrypted.
        DocumentTooLarge: too many entries, or too large unpacked.
    """
    package = _Package(content)
    main = next((target for kind, target in package.relations("") if kind == "officeDocument"), None)
    if main is None or not main.startswith("word/"):
        raise UnsupportedFormat
    parts = {"header": [], "footer": [], "footnotes": [], "endnotes": []}  # type: dict[str, list[str]]
    for kind, target in package.relations(main):
        if kind in parts:
            parts[kind].append(target)
    names = [*parts["header"], main, *parts["footnotes"], *parts["endnotes"], *parts["footer"]]
    blocks: list[str] = []
    for name in names:
        block = _Body().read(package.read(name))
        if block and block not in blocks:
            blocks.append(block)
    return finish("\n\n".join(blocks), "docx")


class _Package:
    """A ZIP container that is never unpacked beyond its bounds, whatever its directory says."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):  # the last: a ZIP of a later version
            raise MalformedDocument from None
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise DocumentTooLarge(entries=len(entries), maximum=MAX_ENTRIES)
        self._entries = {entry.filename: entry for entry in entries}
        declared = sum(entry.file_size for entry in entries)
        if declared > MAX_UNPACKED_BYTES or any(map(_is_bomb, entries)):
            raise DocumentTooLarge(unpacked=declared, maximum=MAX_UNPACKED_BYTES)
        if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
            raise EncryptedDocument
        if "[Content_Types].xml" not in self._entries:
            raise UnsupportedFormat

    def read(self, name: str) -> bytes:
        """Return one part; the bound is on what is read, not on what the directory declares."""
        entry = self._entries.get(name)
        if entry is None:
            raise MalformedDocument
        try:
            with self._zip.open(entry) as stream:
                data = stream.read(MAX_PART_BYTES + 1)
        # NotImplementedError: a compression that Python does not read.
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
            raise MalformedDocument from None
        if len(data) > MAX_PART_BYTES:
            raise DocumentTooLarge(part=MAX_PART_BYTES)
        return data

    def relations(self, part: str) -> list[tuple[str, str]]:
        """Return the (kind, part name) pairs that a part refers to inside the package."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self._entries:
            return []
        found: list[tuple[str, str]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if _local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                inside = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                found.append((attributes.get("Type", "").rpartition("/")[2], posixpath.normpath(inside)))

        parser = _safe_parser()
        parser.StartElementHandler = start
        _feed(parser, self.read(path))
        return found


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_FLOOR and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)


class _Body:
    """Collects a part's text: a line per paragraph, a tab between the cells of a row."""

    # Deleted and moved-away text, field codes, and the copy of a text box for old readers.
    _SKIPPED = frozenset({"del", "moveFrom", "instrText", "Fallback", "delText"})
    # In an SDT's or a paragraph's properties there is no text, but there are elements named alike.
    _PROPERTIES = frozenset({"sdtPr", "sectPr"})

    def __init__(self) -> None:
        self._skip = 0
        self._in_text = False
        self._in_tabs = False
        self._numbered = False
        self._size = 0
        # One open paragraph per nesting level (a text box sits inside a paragraph).
        self._paragraphs: list[list[str]] = []
        # One open block of lines per table cell, the outermost for the part itself.
        self._blocks: list[list[str]] = [[]]
        self._rows: list[list[str]] = []

    def read(self, data: bytes) -> str:
        parser = _safe_parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        # One call: expat before 2.6 takes quadratic time for a long token that comes in pieces.
        _feed(parser, data)
        return "\n".join(self._blocks[0]).strip()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if self._skip or tag in self._SKIPPED or tag in self._PROPERTIES:
            self._skip += 1
        elif tag == "p":
            self._paragraphs.append([])
        elif tag == "t":
            self._in_text = True
        elif tag == "tabs":
            self._in_tabs = True
        elif tag == "numPr" or (tag == "pStyle" and _value(attributes).startswith(("ListBullet", "ListNumber"))):
            self._numbered = True
        elif tag in {"tab", "br", "cr", "noBreakHyphen"} and self._paragraphs and not self._in_tabs:
            self._paragraphs[-1].append({"tab": "\t", "noBreakHyphen": "-"}.get(tag, "\n"))
        elif tag == "tr":
            self._rows.append([])
        elif tag == "tc":
            self._blocks.append([])
            if len(self._blocks) > MAX_NESTING:
                raise MalformedDocument

    def _end(self, name: str) -> None:
        tag = _local(name)
        if self._skip:
            self._skip -= 1
        elif tag == "p":
            text = "".join(self._paragraphs.pop()).strip(" ")
            if text and self._numbered:
                text = f"- {text}"
            self._numbered = False
            self._blocks[-1].append(text)
        elif tag == "t":
            self._in_text = False
        elif tag == "tabs":
            self._in_tabs = False
        elif tag == "tc" and self._rows:
            self._rows[-1].append("\n".join(line for line in self._blocks.pop() if line.strip()))
        elif tag == "tr" and self._rows:
            self._blocks[-1].append(join_cells(self._rows.pop()))

    def _data(self, data: str) -> None:
        if self._in_text and not self._skip and self._paragraphs:
            self._paragraphs[-1].append(data)
            self._size += len(data)
            if self._size > 2 * MAX_CHARACTERS:
                raise DocumentTooLarge(maximum=MAX_CHARACTERS)


def _value(attributes: dict[str, str]) -> str:
    return next((value for name, value in attributes.items() if _local(name) == "val"), "")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _safe_parser() -> expat.XMLParserType:
    """Return a namespace-aware parser that refuses a document type, and with it every entity."""

    def refuse(*_: object) -> None:
        raise MalformedDocument

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.buffer_text = True
    return parser


def _feed(parser: expat.XMLParserType, data: bytes) -> None:
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise MalformedDocument from None
