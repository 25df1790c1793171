"""``python -m training.resumes`` writes ``service/samples`` and ``training/resumes/gold.jsonl``."""

import argparse
from pathlib import Path

from training.resumes.generate import GOLD, SAMPLES, SEED, write_samples


def main() -> None:
    """Parse the options and write the files."""
    parser = argparse.ArgumentParser(prog="python -m training.resumes", description=__doc__)
    parser.add_argument("--out", type=Path, default=SAMPLES, help="folder of the files")
    parser.add_argument("--gold", type=Path, default=GOLD, help="file of the gold spans")
    parser.add_argument("--seed", default=SEED, help="another seed gives other people")
    options = parser.parse_args()
    for path in write_samples(options.out, options.gold, options.seed):
        print(f"{path.stat().st_size:>9,}  {path.name}")


if __name__ == "__main__":
    main()
