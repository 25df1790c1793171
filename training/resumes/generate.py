"""Write the sample resumes and their gold spans. Running it twice gives the same bytes."""

from collections.abc import Iterator
from pathlib import Path

from service.pipeline.parsing import parse_file
from training.resumes.content import Resume, load_resumes
from training.resumes.gold import gold_line
from training.resumes.pdf import write_pdf
from training.resumes.plain import write_json, write_markdown, write_text
from training.resumes.word import write_docx

SEED = "veil-1"
ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "service" / "samples"
GOLD = Path(__file__).parent / "gold.jsonl"
WRITERS = {"pdf": write_pdf, "docx": write_docx, "txt": write_text, "md": write_markdown, "json": write_json}


def generate(seed: str = SEED) -> Iterator[tuple[Resume, bytes]]:
    """Yield each resume and its file's content."""
    for resume in load_resumes(seed):
        yield resume, WRITERS[resume.format](resume)


def describe(resume: Resume, content: bytes) -> str:
    """Return the gold line of a generated file; its offsets are in the text that Veil parses it to."""
    return gold_line(resume, parse_file(content, resume.file_name).text.reveal())


def write_samples(samples: Path = SAMPLES, gold: Path = GOLD, seed: str = SEED) -> list[Path]:
    """Write every file and the gold spans, and return the files' paths."""
    samples.mkdir(parents=True, exist_ok=True)
    paths, lines = [], []
    for resume, content in generate(seed):
        path = samples / resume.file_name
        path.write_bytes(content)
        paths.append(path)
        lines.append(describe(resume, content))
    gold.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return paths
