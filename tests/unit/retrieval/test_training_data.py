"""Retrieval's own resumes: what the reader refuses, what the export writes, and that development data stays unseen."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from training.data.export import export, main
from training.data.reader import KINDS, Passage, Question, Resume, read_resumes

_DATA = Path(__file__).parents[3] / "training" / "data"
_DEV = _DATA / "dev" / "resumes.txt"

_TEXT = """# 머리말

=== cook-1
[경력]
- 점심 300식을 냈다.
- 잔식을 재었다.
?l 점심을 몇 식 냈나요?
?x How many meals did you serve?

[자격]
한식조리기능사.
=== nurse-1
[요약]
수술실 간호사.
?p 어느 부서에서 일했죠?
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "made.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_resume_is_its_passages_and_their_questions(tmp_path: Path) -> None:
    assert list(read_resumes(write(tmp_path, _TEXT))) == [
        Resume(
            "cook-1",
            (
                Passage(
                    "경력",
                    "- 점심 300식을 냈다.\n- 잔식을 재었다.",
                    (Question("l", "점심을 몇 식 냈나요?"), Question("x", "How many meals did you serve?")),
                ),
                Passage("자격", "한식조리기능사."),
            ),
        ),
        Resume("nurse-1", (Passage("요약", "수술실 간호사.", (Question("p", "어느 부서에서 일했죠?"),)),)),
    ]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 0, "no resume"),
        ("글\n=== a\n[경력]\n글", 1, "before the first resume"),
        ("=== 한글\n[경력]\n글", 1, "id is"),
        ("===\n[경력]\n글", 1, "id is"),
        ("=== a\n[경력]\n글\n=== a\n[경력]\n글", 4, "occurs twice"),
        ("=== a\n글", 2, "first section"),
        ("=== a\n=== b\n[경력]\n글", 1, "without passages"),
        ("=== a\n[경력]\n[자격]\n글", 2, "without text"),
        ("=== a\n[경력]\n글\n[자격]\n", 4, "without text"),
        ("=== a\n[경력]\n?l 무엇?", 3, "before the passage's text"),
        ("=== a\n[경력]\n글\n?z 무엇?", 4, "starts with one of"),
        ("=== a\n[경력]\n글\n?l무엇?", 4, "starts with one of"),
        ("=== a\n[경력]\n글\n?l ", 4, "starts with one of"),
        ("=== a\n[경력]\n글\n?l 무엇?\n글", 5, "after the passage's questions"),
        ("=== a\n[경력]\n글\n?l 무엇?\n[자격]\n글\n?p 무엇?", 7, "another passage"),
        ("=== a\n[경력]\n글\n?l 무엇?\n?p 무엇?", 5, "twice"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    with pytest.raises(ValueError, match=rf"^made\.txt, line {line}: .*{re.escape(reason)}"):
        list(read_resumes(write(tmp_path, text)))


def test_an_export_has_a_line_for_each_passage_and_each_question(tmp_path: Path) -> None:
    assert export(read_resumes(write(tmp_path, _TEXT)), tmp_path / "new" / "set") == (3, 3)
    files = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "new" / "set").iterdir()}
    assert set(files) == {"corpus.jsonl", "queries.jsonl", "qrels.tsv"}
    assert [json.loads(line) for line in files["corpus.jsonl"].splitlines()] == [
        {"id": "cook-1/1", "resume_id": "cook-1", "text": "- 점심 300식을 냈다.\n- 잔식을 재었다."},
        {"id": "cook-1/2", "resume_id": "cook-1", "text": "한식조리기능사."},
        {"id": "nurse-1/1", "resume_id": "nurse-1", "text": "수술실 간호사."},
    ]
    assert [json.loads(line) for line in files["queries.jsonl"].splitlines()] == [
        {"id": "cook-1/1/l1", "resume_id": "cook-1", "text": "점심을 몇 식 냈나요?", "kind": "l"},
        {"id": "cook-1/1/x2", "resume_id": "cook-1", "text": "How many meals did you serve?", "kind": "x"},
        {"id": "nurse-1/1/p1", "resume_id": "nurse-1", "text": "어느 부서에서 일했죠?", "kind": "p"},
    ]
    assert files["qrels.tsv"] == "cook-1/1/l1\tcook-1/1\t1\ncook-1/1/x2\tcook-1/1\t1\nnurse-1/1/p1\tnurse-1/1\t1\n"


def test_a_file_that_is_refused_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path, "=== a\n[경력]\n글\n=== b\n글")
    monkeypatch.setattr("sys.argv", ["export", str(source), str(tmp_path / "set")])
    assert main() == 1
    assert "line 5" in capsys.readouterr().err
    assert not (tmp_path / "set").exists()


def test_the_development_set_has_the_passages_and_the_kinds_it_promises() -> None:
    resumes = list(read_resumes(_DEV))
    kinds = Counter(
        question.kind for resume in resumes for passage in resume.passages for question in passage.questions
    )
    assert [len(resume.passages) for resume in resumes] == [15] * 15
    assert all(60 <= len(passage.text) <= 350 for resume in resumes for passage in resume.passages)
    assert set(kinds) == set(KINDS)
    assert kinds.total() == 225


def test_nothing_of_the_development_set_occurs_in_what_training_reads() -> None:
    read = {path.name: _flatten(path.read_text(encoding="utf-8")) for path in (_DATA / "resumes").glob("*.txt")}
    for resume in read_resumes(_DEV):
        for passage in resume.passages:
            for text in (passage.text, *(question.text for question in passage.questions)):
                seen = [name for name, body in read.items() if _flatten(text) in body]
                assert not seen, f"{resume.id}, [{passage.section}] in {seen}"


def _flatten(text: str) -> str:
    return " ".join(text.split()).casefold()
