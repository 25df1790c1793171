"""Looks for planted personal data in whatever spelling it may have been kept.

A *canary* is a synthetic value that Veil was given and must not have kept. The matcher knows each value
as UTF-8, UTF-16 and CP949, composed and decomposed, in any case, with and without separators, as JSON,
Python and percent escapes, as hexadecimal digits and as base64 at each alignment. ``expand`` undoes
compression. The rest of this module reads the places where a value could hide.
"""

import base64
import os
import stat
import struct
import subprocess
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, quote_plus

import numpy as np
import psycopg2
import psycopg2.extensions
from numpy.typing import NDArray
from psycopg2 import sql
from sqlalchemy import URL

# Four bytes turn up by chance in a database of 60 MB; six don't.
SHORTEST = 6
_SEPARATORS = b" \t\r\n-._()/"
_INFLATED = 64_000_000
_BLOCK = 4_096


def spellings(value: str) -> dict[bytes, str]:
    """Return every spelling of a value that is long enough to be no accident, and its name."""
    found: dict[bytes, str] = {}
    for form in _forms(value):
        for name, needle in _encodings(form):
            if len(needle) >= SHORTEST:
                found.setdefault(needle, name)
    return found


def _forms(value: str) -> set[str]:
    plain = {value, squeeze(value.encode()).decode()}
    cases = {case for form in plain for case in (form, form.lower(), form.upper())}
    return {unicodedata.normalize(norm, case) for case in cases for norm in ("NFC", "NFD")}


def squeeze(data: bytes) -> bytes:
    """Take out what people put between digits and words."""
    return data.translate(None, _SEPARATORS)


def _encodings(form: str) -> Iterator[tuple[str, bytes]]:
    utf8 = form.encode()
    yield "utf-8", utf8
    for codec in ("utf-16-le", "utf-16-be", "cp949"):
        with suppress(UnicodeEncodeError):
            yield codec, form.encode(codec)
    for digits in ("04x", "04X"):
        yield "json escapes", "".join(f"\\u{ord(letter):{digits}}" for letter in form).encode()
        yield "json escapes", "".join(x if x.isascii() else f"\\u{ord(x):{digits}}" for x in form).encode()
    for digits in ("02x", "02X"):
        yield "hexadecimal", "".join(f"{byte:{digits}}" for byte in utf8).encode()
        yield "python escapes", "".join(f"\\x{byte:{digits}}" for byte in utf8).encode()
        yield "percent", "".join(f"%{byte:{digits}}" for byte in utf8).encode()
    for quoted in (quote(form, safe=""), quote(form, safe="@:,()/"), quote_plus(form)):
        yield "percent", quoted.encode()
        yield "percent", "%".join([part[:2].lower() + part[2:] for part in quoted.split("%")]).encode()
    for lead in range(3):
        # Only those characters that all of whose six bits come from the value.
        text = base64.b64encode(bytes(lead) + utf8)[-(-8 * lead // 6) : 8 * (lead + len(utf8)) // 6]
        yield "base64", text
        yield "base64", text.translate(bytes.maketrans(b"+/", b"-_"))


class Matcher:
    """Finds canaries in bytes.

    Args:
        values: canaries by name.
        contents: raw pieces of files that were sent, by name, which no file may hold either.
    """

    def __init__(self, values: Mapping[str, str], contents: Mapping[str, bytes] | None = None) -> None:
        spelt = {
            needle: f"{name} as {how}" for name, value in values.items() for needle, how in spellings(value).items()
        }
        spelt |= {piece: f"{name} as sent" for name, piece in (contents or {}).items()}
        squeezed = {
            squeeze(form.encode()): f"{name} without separators"
            for name, value in values.items()
            for form in _forms(value)
        }
        self._spelt = _Needles(spelt)
        self._squeezed = _Needles({needle: name for needle, name in squeezed.items() if len(needle) >= SHORTEST})

    def find(self, data: bytes) -> set[str]:
        """Return which canaries the data holds, and how they are spelt."""
        found: set[str] = set()
        for piece in expand(data):
            found |= self._spelt.find(piece) | self._squeezed.find(squeeze(piece))
        return found

    def find_all(self, places: Iterable[tuple[str, bytes]]) -> list[str]:
        """Return a line for each canary found in the places."""
        return [f"{place}: {hit}" for place, data in places for hit in sorted(self.find(data))]


class _Needles:
    """Hundreds of byte strings, looked for in one pass: by two bytes, then four, then all."""

    def __init__(self, needles: Mapping[bytes, str]) -> None:
        self._needles: dict[int, list[tuple[bytes, str]]] = {}
        for needle, name in needles.items():
            self._needles.setdefault(struct.unpack("<I", needle[:4])[0], []).append((needle, name))
        self._heads = np.array(sorted(self._needles), np.uint32)
        self._pairs = np.zeros(65_536, bool)
        self._pairs[self._heads & 0xFFFF] = True

    def find(self, data: bytes) -> set[str]:
        octets = np.frombuffer(data, np.uint8)
        if len(octets) < SHORTEST:
            return set()
        pairs: NDArray[np.uint16] = octets[1:].astype(np.uint16)
        pairs <<= 8
        pairs |= octets[:-1]
        at = np.flatnonzero(self._pairs[pairs[:-2]])
        heads = pairs[at].astype(np.uint32) | pairs[at + 2].astype(np.uint32) << 16
        known = np.isin(heads, self._heads)
        return {
            name
            for position, head in zip(at[known].tolist(), heads[known].tolist(), strict=True)
            for needle, name in self._needles[head]
            if data.startswith(needle, position)
        }


def expand(data: bytes, depth: int = 3) -> Iterator[bytes]:
    """Yield the data, and whatever is compressed in it with gzip, zlib or ZIP."""
    yield data
    if depth:
        for piece in _inflated(data):
            yield from expand(piece, depth - 1)


def _inflated(data: bytes) -> Iterator[bytes]:
    for start in _positions(data, b"\x1f\x8b\x08"):
        yield from _inflate(data, start, 31)
    for level in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"):
        for start in _positions(data, level):
            yield from _inflate(data, start, 15)
    for start in _positions(data, b"PK\x03\x04"):
        if len(data) >= start + 30:
            name, extra = struct.unpack_from("<HH", data, start + 26)
            yield from _inflate(data, start + 30 + name + extra, -15)


def _positions(data: bytes, mark: bytes) -> Iterator[int]:
    start = data.find(mark)
    while start >= 0:
        yield start
        start = data.find(mark, start + 1)


def _inflate(data: bytes, start: int, kind: int) -> Iterator[bytes]:
    """Yield what can be decompressed from a position on, also of a stream that is cut off or damaged."""
    stream, parts, size = zlib.decompressobj(kind), [], 0
    with suppress(zlib.error):
        for position in range(start, len(data), _BLOCK):
            parts.append(stream.decompress(data[position : position + _BLOCK]))
            size += len(parts[-1])
            if stream.eof or size > _INFLATED:
                break
    if size >= SHORTEST:
        yield b"".join(parts)


def tables(url: URL) -> Iterator[tuple[str, bytes]]:
    """Yield every table and view of every schema as its client sees it, as text and in binary."""
    with _cursor(url) as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(
            "SELECT nspname, relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relkind IN ('r', 'm', 'v') ORDER BY 1, 2"
        )
        for schema, name in cursor.fetchall():
            # COPY runs the types' output functions: values are decompressed, and bytea is itself in binary.
            query = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT").format(sql.Identifier(schema, name))
            for options in (sql.SQL(""), sql.SQL(" (FORMAT binary)")):
                buffer = BytesIO()
                # A few catalogue types have no binary form, and a few views need what the server lacks.
                with suppress(psycopg2.Error):
                    cursor.copy_expert(query + options, buffer)
                    yield f"{url.database}: {schema}.{name}", buffer.getvalue()


def databases(url: URL) -> list[URL]:
    """Return the URL of each database of the server that can be connected to."""
    with _cursor(url) as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datallowconn")
        return [url.set(database=name) for (name,) in cursor.fetchall()]


def keep_values_uncompressed(url: URL) -> None:
    """Have the server store long values as they are, so that its files can be searched, dead rows and WAL too."""
    with _cursor(url) as cursor:
        cursor.execute(
            "SELECT attrelid::regclass, attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
            " WHERE relnamespace = 'veil'::regnamespace AND relkind = 'r' AND attnum > 0 AND attstorage = 'x'"
            " AND NOT attisdropped"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} ALTER "{column}" SET STORAGE EXTERNAL')


@contextmanager
def _cursor(url: URL) -> Iterator[psycopg2.extensions.cursor]:
    connection = psycopg2.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def dump(url: URL, binaries: Path) -> bytes:
    """Return the output of pg_dump."""
    command = [binaries / "pg_dump", url.set(drivername="postgresql").render_as_string(hide_password=False)]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file below a folder by name, and the names themselves."""
    for path in sorted(folder.rglob("*")):
        yield "a file's name", os.fsencode(path.relative_to(folder))
        # PostgreSQL removes files while we look.
        with suppress(FileNotFoundError):
            if path.is_file():
                yield str(path.relative_to(folder)), path.read_bytes()


def written_files(pid: int) -> dict[str, bytes]:
    """Return the regular files that a process has open for writing, unlinked ones and memfds too."""
    found = {}
    with suppress(FileNotFoundError, ProcessLookupError):
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError, ProcessLookupError):
                flags = next(
                    x for x in Path(f"/proc/{pid}/fdinfo/{entry.name}").read_text().splitlines() if "flags" in x
                )
                if int(flags.split()[1], 8) & os.O_ACCMODE and stat.S_ISREG(entry.stat().st_mode):
                    found[str(entry.readlink())] = entry.read_bytes()
    return found
