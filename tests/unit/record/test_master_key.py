"""Keys wrap, unwrap and hide; the key file appears once, whole and private."""

import base64
import copy
import hashlib
import hmac
import os
import pickle
import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from service.errors import InvalidSettings, SetupError, WrongMasterKey
from service.privacy import resume_keys
from service.privacy.resume_keys import MasterKey, ResumeKey, load_or_create_key_file

MASTER = MasterKey(bytes(range(32)))
KEY = os.urandom(32)


def test_a_wrapped_key_unwraps_under_its_resume():
    wrapped = MASTER.wrap("r-1", KEY)
    assert MASTER.unwrap("r-1", wrapped) == KEY
    assert len(wrapped) == 60
    assert KEY not in wrapped
    assert MASTER.wrap("r-1", KEY) != wrapped, "a nonce was used twice"


@pytest.mark.parametrize("resume_id", ["r-2", "r-1 ", "R-1"])
def test_a_wrapped_key_does_not_unwrap_under_another_resume(resume_id):
    with pytest.raises(WrongMasterKey):
        MASTER.unwrap(resume_id, MASTER.wrap("r-1", KEY))


def test_another_master_key_is_a_clear_setup_error_without_values():
    wrapped = MASTER.wrap("r-1", KEY)
    with pytest.raises(SetupError, match="VEIL_HMAC_KEY") as caught:
        MasterKey(os.urandom(32)).unwrap("r-1", wrapped)
    shown = f"{caught.value!r} {caught.value.ids} {caught.value.__cause__}"
    assert all(secret not in shown for secret in (KEY.hex(), wrapped.hex(), str(KEY), str(wrapped)))


@pytest.mark.parametrize("position", [0, 11, 12, 43, 44, 59])
def test_a_damaged_wrapped_key_is_noticed(position):
    wrapped = bytearray(MASTER.wrap("r-1", KEY))
    wrapped[position] ^= 1
    with pytest.raises(WrongMasterKey):
        MASTER.unwrap("r-1", bytes(wrapped))


@pytest.mark.parametrize("wrapped", [b"", b"short", bytes(12), bytes(27)])
def test_a_truncated_wrapped_key_is_noticed(wrapped):
    with pytest.raises(WrongMasterKey):
        MASTER.unwrap("r-1", wrapped)


def test_a_key_id_names_the_key_and_tells_nothing_about_it():
    assert MASTER.key_id == MasterKey(bytes(range(32))).key_id
    assert MASTER.key_id != MasterKey(bytes(32)).key_id
    assert MASTER.key_id != hashlib.sha256(bytes(range(32))).hexdigest()[:16]


@pytest.mark.parametrize("secret", [MASTER, ResumeKey(KEY)])
def test_a_key_neither_prints_nor_leaves_the_process(secret):
    assert repr(secret) == f"{type(secret).__name__}(hidden)" == f"{secret}"
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not pickled"):
            leave(secret)


def test_fingerprints_depend_on_key_type_and_value_and_on_where_one_ends():
    key = ResumeKey(KEY)
    assert key.fingerprint("PERSON", "홍길동") == ResumeKey(KEY).fingerprint("PERSON", "홍길동")
    different = {
        key.fingerprint("PERSON", "홍길동"),
        key.fingerprint("ADDRESS", "홍길동"),
        key.fingerprint("PERSON", "홍길순"),
        key.fingerprint("PERSON홍", "길동"),
        ResumeKey(os.urandom(32)).fingerprint("PERSON", "홍길동"),
        key.digest("PERSON\0홍길동".encode()),
        key.digest("홍길동".encode()),
        hmac.digest(KEY, "홍길동".encode(), "sha256"),
    }
    assert len(different) == 8
    assert {len(one) for one in different} == {32}


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length):
    with pytest.raises(InvalidSettings, match="32 bytes"):
        MasterKey(bytes(length))


def test_base64_is_read_in_both_alphabets():
    key = b"\xff\xef\xbe" * 10 + b"ab"
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        assert MasterKey.from_base64(f" {encode(key).decode()}\n").key_id == MasterKey(key).key_id


@pytest.mark.parametrize(
    "text", ["", "secret-secret", "가" * 44, "A" * 42, "A" * 48, base64.b64encode(bytes(31)).decode()]
)
def test_what_is_no_key_is_refused_and_not_repeated(text):
    with pytest.raises(InvalidSettings, match="openssl rand -base64 32") as caught:
        MasterKey.from_base64(text)
    assert not text or text not in str(caught.value)


def test_a_key_file_is_made_once_with_mode_0600_in_a_private_folder(tmp_path):
    path = tmp_path / "home" / "key.txt"
    before = os.umask(0)
    try:
        text = load_or_create_key_file(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert load_or_create_key_file(path) == text
    assert MasterKey.from_base64(text)
    assert [entry.name for entry in path.parent.iterdir()] == ["key.txt"]


def test_processes_that_start_at_once_agree_on_one_key(tmp_path):
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        for attempt in range(10):
            made = set(pool.map(load_or_create_key_file, [tmp_path / f"{attempt}.txt"] * 8))
            assert len(made) == 1
    assert len(list(tmp_path.iterdir())) == 10


def test_a_key_that_appears_meanwhile_is_kept(tmp_path, monkeypatch):
    """The negative control of the race: with a rename in place of the link, the second key would win."""
    path = tmp_path / "key.txt"
    first = load_or_create_key_file(path)
    resume_keys._create_key_file(path)
    assert load_or_create_key_file(path) == first
    monkeypatch.setattr(os, "link", os.replace)
    with pytest.raises(FileNotFoundError):  # the draft is gone: it took the key's place
        resume_keys._create_key_file(path)
    assert load_or_create_key_file(path) != first


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o620])
def test_a_key_file_that_others_can_read_is_refused(tmp_path, mode):
    path = tmp_path / "key.txt"
    load_or_create_key_file(path)
    path.chmod(mode)
    with pytest.raises(SetupError, match="chmod 600"):
        load_or_create_key_file(path)


@pytest.mark.parametrize("content", [b"", b"not a key", "열쇠".encode(), bytes(32)])
def test_a_damaged_key_file_is_refused_and_never_replaced(tmp_path, content):
    path = tmp_path / "key.txt"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SetupError, match=r"key\.txt") as caught:
        load_or_create_key_file(path)
    assert path.read_bytes() == content
    assert str(tmp_path) not in str(caught.value)


def test_a_key_file_that_is_a_folder_or_a_dangling_link_is_refused(tmp_path):
    (tmp_path / "folder").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(Path("nowhere"))
    for name in ("folder", "link"):
        with pytest.raises(SetupError, match="can't be read"):
            load_or_create_key_file(tmp_path / name)
