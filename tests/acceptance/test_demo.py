"""`veil demo` in an empty folder: the main job on the sample resumes, and nothing of the people in them stays."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from service.database import parse_url
from service.embedded import SUPERUSER, EmbeddedServer
from tests.acceptance.canary import SHORTEST, Matcher, dump, files
from tests.acceptance.people import BINARIES
from tests.acceptance.process import REPOSITORY, postgres_processes

GOLD = REPOSITORY / "training" / "resumes" / "gold.jsonl"


# Attributes that many people share, in words that a resume uses elsewhere too: "대한민국 기능장".
SHARED = {
    "AGE",
    "GENDER",
    "NATIONALITY",
    "MARITAL_STATUS",
    "HOMETOWN",
    "HEALTH",
    "RELIGION",
    "FAMILY",
    "HEIGHT",
    "WEIGHT",
}


def gold_values() -> dict[str, str]:
    """The marked values of the samples that tell who somebody is, by type, owner and number."""
    values = {}
    for resume in map(json.loads, GOLD.read_text("utf-8").splitlines()):
        for number, span in enumerate(resume["spans"]):
            value = resume["text"][span["start"] : span["end"]]
            if span["type"] not in SHARED and len(value.encode()) > SHORTEST:
                values[f"{span['type']} {number} of {resume['id']}"] = value
    return values


MATCHER = Matcher(gold_values())


def run_demo(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(REPOSITORY),
        "OMP_NUM_THREADS": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", "service", "demo"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    return run_demo(folder)


def test_it_exits_0(demo: subprocess.CompletedProcess[str]) -> None:
    assert demo.returncode == 0, demo.stderr


@pytest.mark.parametrize("suffix", ["pdf", "docx", "txt", "md", "json"])
def test_it_ingests_resumes_of_every_format(demo: subprocess.CompletedProcess[str], suffix: str) -> None:
    assert re.search(rf"\w+\.{suffix} .*\b[1-9]\d* redactions, searchable", demo.stdout)


def test_it_shows_masked_text_with_placeholders(demo: subprocess.CompletedProcess[str]) -> None:
    for placeholder in ("<PERSON_1>", "<KR_RRN_1>", "<PHONE_NUMBER_1>", "<EMAIL_ADDRESS_1>", "<PRIVATE>"):
        assert placeholder in demo.stdout


@pytest.mark.parametrize("mode", ["hybrid", "vector", "keyword"])
def test_it_finds_passages_in_each_mode(demo: subprocess.CompletedProcess[str], mode: str) -> None:
    assert re.search(rf"^ *{mode}\n +1\. [01]\.\d{{3}} \[\w+\] ", demo.stdout, re.MULTILINE)


def test_it_lists_redactions_with_place_and_rule(demo: subprocess.CompletedProcess[str]) -> None:
    assert re.search(r"^ *KR_RRN +<KR_RRN_1> +\d+-\d+ +\w+ \([01]\.\d\d\)$", demo.stdout, re.MULTILINE)


def test_it_verifies_the_log_and_says_that_nothing_anchors_it(demo: subprocess.CompletedProcess[str]) -> None:
    [line] = re.findall(r"^audit: .*$", demo.stdout, re.MULTILINE)
    assert line.startswith("audit: verified")
    assert "nothing outside" in line
    assert "anchored" in line


def test_it_leaves_no_server_behind(demo: subprocess.CompletedProcess[str], folder: Path) -> None:
    assert demo.returncode == 0
    assert (folder / ".veil" / "postgres" / "data").is_dir()
    assert postgres_processes(folder / ".veil") == []


def test_nothing_of_the_people_is_shown_or_kept(demo: subprocess.CompletedProcess[str], folder: Path) -> None:
    """Each marked value of the gold file, in the output, in the database and in every file."""
    home = folder / ".veil"
    assert MATCHER.find(f"{demo.stdout}{demo.stderr}".encode()) == set()
    with EmbeddedServer(home) as database:
        stored = dump(parse_url(database.url(SUPERUSER)), BINARIES)
    assert b"<KR_RRN_1>" in stored
    assert MATCHER.find(stored) == set()
    assert MATCHER.find_all(files(home)) == []


def test_control_the_samples_themselves_hold_every_marked_value() -> None:
    assert len(gold_values()) > 80
    texts = GOLD.read_text("utf-8")
    assert len(MATCHER.find(json.dumps(json.loads(f"[{','.join(texts.splitlines())}]")).encode())) >= len(gold_values())


def test_it_can_run_twice(demo: subprocess.CompletedProcess[str], folder: Path) -> None:
    assert demo.returncode == 0
    again = run_demo(folder)
    assert again.returncode == 0, again.stderr
    assert "already stored" in again.stdout
    assert "audit: verified" in again.stdout
    assert postgres_processes(folder / ".veil") == []
