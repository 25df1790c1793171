"""Reads the training texts: public sets with clean licences, each line or field one document."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

# folder -> (what it is, licence); the model card lists them as attributions.
SOURCES = {
    "tech_docs.jsonl": ("headings and sections of Korean technical documents", "CC BY 4.0, MIT, Apache-2.0, BSD-3"),
    "klue": ("KLUE-NLI, KLUE-benchmark/KLUE", "CC BY-SA 4.0"),
    "kor-nlu": ("KorNLI and KorSTS, kakaobrain/kor-nlu-datasets", "CC BY-SA 4.0"),
    "strategyqa": ("StrategyQA in Korean, sionic-ai/Data_StrategyQA", "Apache-2.0"),
    "square": ("SQuARe, naver-ai/korean-safety-benchmarks", "MIT"),
    "question_pair": ("question pairs, songys/Question_pair", "MIT"),
    "chatbot": ("Chatbot_data, songys/Chatbot_data", "MIT"),
    "parakqc": ("ParaKQC, warnikchow/paraKQC", "CC BY-SA 4.0"),
    "sae4k": ("SAE4K, warnikchow/sae4k", "CC BY-SA 4.0"),
    "paws-x-ko": ("PAWS-X, google-research-datasets/paws", "free use with attribution"),
}


def read_texts(folder: Path) -> Iterator[str]:
    """Yield every text below the folder, in a fixed order."""
    for path in sorted(folder.rglob("*")):
        if path.name.lower().startswith(("license", "readme")) or not path.is_file():
            continue
        if path.suffix == ".jsonl":
            for line in path.open(encoding="utf-8"):
                record = json.loads(line)
                yield f"{record['title']}\n{record['text']}"
        elif path.suffix == ".json":
            yield from _strings(json.loads(path.read_text("utf-8-sig")))
        elif path.suffix in {".csv", ".tsv", ".txt"}:
            delimiter = "," if path.suffix == ".csv" else "\t"
            quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if delimiter == "," else csv.QUOTE_NONE
            with path.open(encoding="utf-8-sig", newline="") as file:
                for row in csv.reader(file, delimiter=delimiter, quoting=quoting):
                    yield from (field for field in row if _is_korean(field))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if _is_korean(value):
            yield value
    elif isinstance(value, dict):
        for field in value.values():
            yield from _strings(field)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _is_korean(text: str) -> bool:
    return any("가" <= character <= "힣" for character in text)
