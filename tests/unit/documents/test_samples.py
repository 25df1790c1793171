"""The sample resumes are what the generator writes, and their gold spans stand where they say."""

import json
from pathlib import Path

import pytest

from service.pipeline.parsing import parse_file
from service.pipeline.sections import split_sections
from service.samples import sample_files
from training.resumes.generate import GOLD, describe, generate
from training.resumes.identity import ENTITY_TYPES, RRN_WEIGHTS

LINES = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def test_the_committed_files_are_what_the_generator_writes() -> None:
    made = {resume.file_name: (content, describe(resume, content)) for resume, content in generate()}
    assert {path.name: path.read_bytes() for path in sample_files()} == {name: made[name][0] for name in made}
    assert [json.loads(made[line["file"]][1]) for line in LINES] == LINES


def test_another_seed_gives_other_people() -> None:
    names = {resume.identity.fields["rrn"] for resume, _ in generate("another")}
    assert not names & {span["value"] for line in LINES for span in line["spans"]}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["id"])
def test_gold_spans_are_in_the_parsed_text_at_their_offsets(line: dict) -> None:
    path = next(path for path in sample_files() if path.name == line["file"])
    text = parse_file(path.read_bytes(), path.name).text.reveal()
    assert text == line["text"]
    assert len(line["spans"]) > 5
    for span in line["spans"]:
        assert text[span["start"] : span["end"]] == span["value"]
        assert span["type"] in ENTITY_TYPES.values()


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["id"])
def test_each_sample_is_a_full_resume_with_known_sections(line: dict) -> None:
    assert 1_400 <= len(line["text"]) <= 4_000
    found = {section.id for section in split_sections(line["text"])}
    assert len(found) >= 5
    assert found & {"introduction"}
    assert found & {"experience"}


def test_the_samples_cover_every_format_and_fit_in_the_package() -> None:
    paths = sample_files()
    assert {path.suffix for path in paths} == {".pdf", ".docx", ".txt", ".md", ".json"}
    assert len(paths) >= 8
    assert sum(path.stat().st_size for path in paths) < 2_000_000


def test_registration_numbers_have_a_valid_check_digit_and_an_order_nobody_has() -> None:
    numbers = [resume.identity.fields["rrn"].replace("-", "") for resume, _ in generate()]
    for number in numbers:
        total = sum(int(digit) * weight for digit, weight in zip(number, RRN_WEIGHTS, strict=False))
        assert int(number[-1]) == (11 - total % 11) % 10
        assert number[-2] == "9"


def test_mail_goes_to_example_domains_only() -> None:
    mails = [span["value"] for line in LINES for span in line["spans"] if span["type"] == "EMAIL_ADDRESS"]
    assert len(mails) >= len(LINES)
    assert all(mail.endswith(("@example.com", "@example.kr")) for mail in mails)


def test_the_generator_does_not_know_the_masker() -> None:
    folder = Path(GOLD).parent
    assert not any("service.privacy" in path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
