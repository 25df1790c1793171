"""What the embedder learns from: concepts, resumes with questions, and pairs of public sets with clean licences."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from training.data.reader import Resume, read_resumes

OWN = Path(__file__).parent.parent / "data"
ENTAILED = "entailment"
SAME = 4.0  # of 5 in KorSTS: the same but for details
# The head of a section is enough to tell what it is about.
MOST_CHARACTERS = 200
_HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True)
class Concept:
    """Terms that mean the same, in Korean and English, and terms that are wider or near."""

    terms: tuple[str, ...]
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


def read_concepts(folder: Path = OWN / "concepts") -> list[Concept]:
    """Return the concepts of every table, in the order of files and lines."""
    concepts = []
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                columns = [tuple(term.strip() for term in cell.split("|") if term.strip()) for cell in line.split("\t")]
                concepts.append(Concept(*columns[:3]))
    return [concept for concept in concepts if concept.terms]


def read_own_resumes(folder: Path = OWN / "resumes") -> list[Resume]:
    """Return the resumes of every file; the development set lies elsewhere and is never read."""
    return [resume for path in sorted(folder.glob("*.txt")) for resume in read_resumes(path)]


def read_public_pairs(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """Return pairs that mean the same, or that ask and answer, by set.

    Args:
        folder: the public sets, one folder or file each.
    """
    return {
        "tech_docs": list(_headings(folder / "tech_docs.jsonl")),
        "klue": list(_klue(folder / "klue/klue-nli-v1.1_dev.json")),
        "kor-nlu": [
            *_entailments(folder / "kor-nlu/xnli.dev.ko.tsv"),
            *_entailments(folder / "kor-nlu/xnli.test.ko.tsv"),
            *_similar(folder / "kor-nlu/sts-train.tsv"),
        ],
        "strategyqa": list(_facts(folder / "strategyqa/task169_strategyqa_sentence_generation_ko.json")),
        "square": list(_translations(folder / "square/question_valid.json")),
        "question_pair": list(_duplicates(folder / "question_pair/train.txt")),
        "chatbot": [(row[0], row[1]) for row in _rows(folder / "chatbot/ChatbotData.csv", ",")[1:]],
        "parakqc": list(_paraphrases(folder / "parakqc/paraKQC_v1.txt")),
        "sae4k": [(row[0], row[1]) for row in _rows(folder / "sae4k/sae4k_v1.txt")],
        "paws-x-ko": [
            (row[1], row[2])
            for name in ("dev_2k.tsv", "test_2k.tsv")
            for row in _rows(folder / "paws-x-ko" / name)[1:]
            if row[3] == "1"
        ],
    }


def _rows(path: Path, delimiter: str = "\t") -> list[list[str]]:
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if delimiter == "," else csv.QUOTE_NONE
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter=delimiter, quoting=quoting) if row]
    width = len(rows[0])
    return [row for row in rows if len(row) == width]


def _headings(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if _HANGUL.search(record["text"]):
                yield record["title"], record["text"][:MOST_CHARACTERS]


def _klue(path: Path) -> Iterator[tuple[str, str]]:
    for record in json.loads(path.read_text("utf-8")):
        if record["gold_label"] == ENTAILED:
            yield record["premise"], record["hypothesis"]


def _entailments(path: Path) -> Iterator[tuple[str, str]]:
    for row in _rows(path)[1:]:
        if row[2] == ENTAILED:
            yield row[0], row[1]


def _similar(path: Path) -> Iterator[tuple[str, str]]:
    for row in _rows(path)[1:]:
        if float(row[4]) >= SAME:
            yield row[5], row[6]


def _facts(path: Path) -> Iterator[tuple[str, str]]:
    for record in json.loads(path.read_text("utf-8-sig"))["Instances"]:
        question = re.search(r"질문:(.*?)(?:, ?대답|$)", record["input"], re.DOTALL)
        if question and record["output"]:
            yield question[1].strip(), re.sub(r"사실 ?\d+:", "", record["output"][0])


def _translations(path: Path) -> Iterator[tuple[str, str]]:
    for record in json.loads(path.read_text("utf-8-sig")):
        yield record["question"], record["question_en"]


def _duplicates(path: Path) -> Iterator[tuple[str, str]]:
    for row in _rows(path)[1:]:
        if row[2] == "0" and row[0] != row[1]:
            yield row[0], row[1]


def _paraphrases(path: Path) -> Iterator[tuple[str, str]]:
    rows = _rows(path)
    # Ten sentences each that ask the same; the file has no other mark of a group.
    for start in range(0, len(rows) - 9, 10):
        group = [row[-1] for row in rows[start : start + 10]]
        yield from zip(group[::2], group[1::2], strict=True)
