"""``python -m training.data.export IN.txt OUTDIR`` writes marked-up resumes in the form ``veil eval retrieval`` reads.

Passages go to ``corpus.jsonl``, questions to ``queries.jsonl`` (with their ``kind``, which the command need not read),
and to ``qrels.tsv`` the one passage that answers each.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from training.data.reader import Resume, read_resumes

RELEVANT = 1


def export(resumes: Iterable[Resume], folder: Path) -> tuple[int, int]:
    """Write the three files into ``folder``; return how many passages and questions there are."""
    corpus: list[str] = []
    queries: list[str] = []
    qrels: list[str] = []
    for resume in resumes:
        for place, passage in enumerate(resume.passages, 1):
            document = f"{resume.id}/{place}"
            corpus.append(_line(id=document, resume_id=resume.id, text=passage.text))
            for number, question in enumerate(passage.questions, 1):
                query = f"{document}/{question.kind}{number}"
                queries.append(_line(id=query, resume_id=resume.id, text=question.text, kind=question.kind))
                qrels.append(f"{query}\t{document}\t{RELEVANT}\n")
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in (("corpus.jsonl", corpus), ("queries.jsonl", queries), ("qrels.tsv", qrels)):
        (folder / name).write_text("".join(lines), encoding="utf-8")
    return len(corpus), len(queries)


def _line(**values: str) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"


def main() -> int:
    """Export one file; return 1 when it does not fit the markup."""
    parser = argparse.ArgumentParser(prog="python -m training.data.export", description=__doc__)
    parser.add_argument("source", type=Path, metavar="IN.txt")
    parser.add_argument("folder", type=Path, metavar="OUTDIR")
    arguments = parser.parse_args()
    try:
        passages, questions = export(read_resumes(arguments.source), arguments.folder)
    except (OSError, ValueError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(f"{passages:,} passages, {questions:,} questions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
