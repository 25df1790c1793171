"""The canary test's own negative controls: what it must find, it finds, wherever it is planted."""

import base64
import gzip
import io
import json
import os
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import numpy as np
import pytest
from sqlalchemy import URL

from tests.acceptance.canary import (
    SHORTEST,
    Matcher,
    dump,
    files,
    keep_values_uncompressed,
    spellings,
    tables,
    written_files,
)
from tests.acceptance.people import BINARIES, CANARIES
from tests.statements import run_sql

NAME = "남궁찬솔"
MATCHER = Matcher(CANARIES)


def _zip(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", content * 20)
    return b"x" + buffer.getvalue()


SPELLINGS: dict[str, Callable[[str], bytes]] = {
    "NFC": lambda value: unicodedata.normalize("NFC", value).encode(),
    "NFD": lambda value: unicodedata.normalize("NFD", value).encode(),
    "UTF-16 LE": lambda value: value.encode("utf-16-le"),
    "UTF-16 BE": lambda value: value.encode("utf-16-be"),
    "NFD in UTF-16": lambda value: unicodedata.normalize("NFD", value).encode("utf-16-le"),
    "CP949": lambda value: value.encode("cp949"),
    "JSON escapes": lambda value: "".join(f"\\u{ord(x):04x}" for x in value).encode(),
    "JSON": lambda value: json.dumps({"a": f"x{value}y"}).encode(),
    "JSON in capitals": lambda value: "".join(f"\\u{ord(x):04X}" for x in value).encode(),
    "percent": lambda value: quote(f"x{value}y").encode(),
    "percent, everything": lambda value: "".join(f"%{x:02x}" for x in value.encode()).encode(),
    "percent in small letters": lambda value: quote(value, safe="").lower().encode(),
    "form": lambda value: quote_plus(value).encode(),
    "base64": lambda value: base64.b64encode(value.encode()),
    "base64, one byte on": lambda value: base64.b64encode(b"x" + value.encode() + b"yz"),
    "base64, two bytes on": lambda value: base64.b64encode(b"xy" + value.encode() + b"z"),
    "URL-safe base64": lambda value: base64.urlsafe_b64encode(b"?" + value.encode() + b">>"),
    "hexadecimal": lambda value: value.encode().hex().encode(),
    "Python's bytes": lambda value: "".join(f"\\x{x:02x}" for x in value.encode()).encode(),
    "small letters": lambda value: value.lower().encode(),
    "capitals": lambda value: value.upper().encode(),
    "without separators": lambda value: "".join(x for x in value if x not in " -.()/_").encode(),
    "other separators": lambda value: " . ".join(x for x in value if x not in " -.()/_").encode(),
    "gzip": lambda value: b"header" + gzip.compress(value.encode()),
    "zlib": lambda value: b"header" + zlib.compress(value.encode()) + b"trailer",
    "gzip in zlib": lambda value: zlib.compress(gzip.compress(value.encode())),
    "cut-off gzip": lambda value: gzip.compress(value.encode() + bytes(range(256)) * 400)[:-300],
    "ZIP": lambda value: _zip(value.encode()),
    "DOCX as base64 in ZIP": lambda value: _zip(base64.b64encode(b"x" + value.encode())),
}


PLANTED = [
    pytest.param(kind, planted, id=f"{kind}: {spelling}")
    for kind, value in CANARIES.items()
    for spelling, spell in SPELLINGS.items()
    if len(planted := spell(value)) >= SHORTEST
]


@pytest.mark.parametrize(("kind", "planted"), PLANTED)
def test_every_canary_is_found_in_every_spelling(kind: str, planted: bytes) -> None:
    found = MATCHER.find(b"\x00before " + planted + b" after\xff")
    assert any(hit.startswith(f"{kind} ") for hit in found), found


@pytest.mark.parametrize(
    "text", ["", "x", "이름: <PERSON_1>", "남궁 씨는 찬란한 솔바람", "010-7392-0183", "구별하다 찬성"]
)
def test_what_is_no_canary_is_not_found(text: str) -> None:
    assert MATCHER.find(text.encode()) == set()


def test_random_bytes_hold_no_canary() -> None:
    """Otherwise the test would fail by chance; 64 MB is what a small database has on disk."""
    assert MATCHER.find(np.random.default_rng(7).bytes(64_000_000)) == set()


def test_every_canary_is_spelt_in_many_ways() -> None:
    assert min(len(spellings(value)) for value in CANARIES.values()) > 15


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("text", NAME),
        ("bytea", NAME.encode("utf-16-le")),
        ("jsonb", json.dumps({"a": [{"b": NAME}]})),
        ("text[]", ["x", NAME]),
        ("tsvector", f"'{NAME}':1"),
        ("text", "가나다라 " * 20_000 + NAME + " 마바사 " * 20_000),
        ("bytea", zlib.compress(NAME.encode())),
    ],
    ids=["text", "bytea", "jsonb", "array", "tsvector", "toasted", "compressed by the client"],
)
def test_a_value_in_a_table_is_found_through_the_client_and_in_the_dump(
    superuser_url: URL, column: str, value: object
) -> None:
    run_sql(superuser_url, f"CREATE SCHEMA elsewhere CREATE TABLE elsewhere.forgotten (kept {column})")
    run_sql(superuser_url, "INSERT INTO elsewhere.forgotten VALUES (%s)", value)
    hits = MATCHER.find_all(tables(superuser_url))
    assert any("elsewhere.forgotten" in hit for hit in hits)
    if column != "bytea":
        assert MATCHER.find(dump(superuser_url, BINARIES))


def test_a_value_that_only_the_planner_kept_is_found(superuser_url: URL) -> None:
    run_sql(superuser_url, "CREATE TABLE forgotten AS SELECT %s AS kept FROM generate_series(1, 100)", NAME)
    run_sql(superuser_url, "ANALYZE forgotten")
    hits = MATCHER.find_all(tables(superuser_url))
    assert any("pg_catalog.pg_statistic:" in hit for hit in hits)
    assert any("pg_catalog.pg_stats:" in hit for hit in hits)


def test_a_comment_and_a_setting_are_found(superuser_url: URL) -> None:
    """Catalogues are tables too."""
    run_sql(superuser_url, f"COMMENT ON TABLE veil.resume IS '{NAME}'")
    assert any("pg_description" in hit for hit in MATCHER.find_all(tables(superuser_url)))


def test_a_clean_database_holds_no_canary(superuser_url: URL) -> None:
    assert MATCHER.find_all(tables(superuser_url)) == []
    assert MATCHER.find(dump(superuser_url, BINARIES)) == set()


def test_long_values_stay_readable_in_the_server_s_files(superuser_url: URL) -> None:
    """Otherwise a rolled-back row, which no client sees, would hide in the server's own compression."""
    keep_values_uncompressed(superuser_url)
    kinds = run_sql(
        superuser_url,
        "SELECT DISTINCT attstorage FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
        " WHERE relnamespace = 'veil'::regnamespace AND relkind = 'r' AND attnum > 0",
    )
    assert ("x",) not in kinds
    assert ("e",) in kinds


def test_a_file_is_found_by_its_name_and_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.bin").write_bytes(b"\0" * 9000 + NAME.encode())
    (tmp_path / f"{NAME}.txt").write_bytes(b"")
    hits = MATCHER.find_all(files(tmp_path))
    assert any(hit.startswith("deep/a.bin") for hit in hits)
    assert any(hit.startswith("a file's name") for hit in hits)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_an_unlinked_file_that_is_still_open_is_found() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(NAME.encode())
        file.flush()
        assert MATCHER.find_all(written_files(os.getpid()).items())


def test_a_piece_of_a_sent_file_is_found() -> None:
    content = bytes(range(7, 199)) * 3
    assert Matcher({}, {"cv.pdf": content[50:114]}).find(b"x" + content) == {"cv.pdf as sent"}
