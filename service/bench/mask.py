"""``veil bench mask``: characters per second of one core, and memory, beside Presidio on the same texts."""

import statistics
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from service.bench.children import Child, Round, free_core, open_child
from service.bench.peers import PEERS
from service.bench.texts import resume_texts

_VEIL = "veil"


@dataclass(frozen=True, slots=True)
class Result:
    """One peer's medians over the rounds."""

    chars_per_s: float
    """Characters per second of processor time: what other processes do hardly changes it."""
    wall_chars_per_s: float
    spread: float
    """The slowest round's processor time over the fastest's."""
    peak_mb: float
    found: int
    """Stretches that it replaced, in all texts."""

    @classmethod
    def of(cls, rounds: Sequence[Round], characters: int, peak_mb: float) -> "Result":
        """Sum up a peer's rounds."""
        cpu = [one.cpu_s for one in rounds]
        wall = statistics.median(one.wall_s for one in rounds)
        return cls(
            characters / statistics.median(cpu), characters / wall, max(cpu) / min(cpu), peak_mb, rounds[0].found
        )


@dataclass(frozen=True, slots=True)
class MaskBench:
    """All peers in one run, on the same texts."""

    documents: int
    characters: int
    rounds: int
    results: dict[str, Result]

    @property
    def ratios(self) -> dict[str, float]:
        """How many times Veil's characters per second are each peer's."""
        veil = self.results[_VEIL].chars_per_s
        return {f"veil/{name}": veil / r.chars_per_s for name, r in self.results.items() if name != _VEIL}

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready data, ratios first."""
        return {
            "ratios": {name: round(ratio, 2) for name, ratio in self.ratios.items()},
            "peers": {
                name: {
                    "chars_per_s": round(result.chars_per_s),
                    "wall_chars_per_s": round(result.wall_chars_per_s),
                    "spread": round(result.spread, 2),
                    "peak_mb": round(result.peak_mb),
                    "found": result.found,
                }
                for name, result in self.results.items()
            },
            "documents": self.documents,
            "characters": self.characters,
            "rounds": self.rounds,
        }

    def table(self) -> str:
        """Return the results for people, ratios first."""
        lines = [f"{name:24} {ratio:6.2f}x" for name, ratio in self.ratios.items()]
        lines.append("")
        lines.append(f"{'':18}{'chars/s (CPU)':>15}{'chars/s (wall)':>16}{'spread':>8}{'peak MB':>9}{'found':>8}")
        for name, r in self.results.items():
            speed = f"{r.chars_per_s:>15,.0f}{r.wall_chars_per_s:>16,.0f}"
            lines.append(f"{name:18}{speed}{r.spread:>8.2f}{r.peak_mb:>9,.0f}{r.found:>8,}")
        lines.append(
            f"{self.documents} documents, {self.characters:,} characters, medians of {self.rounds} rounds, one core"
        )
        return "\n".join(lines)


def run(documents: int = 200, rounds: int = 5) -> MaskBench:
    """Measure every peer; rounds are interleaved, so that a slow minute meets all of them."""
    texts = resume_texts(documents)
    characters = sum(map(len, texts))
    core = free_core()
    with ExitStack() as stack:
        children: dict[str, Child] = {name: stack.enter_context(open_child(name, texts, core)) for name in PEERS}
        taken: dict[str, list[Round]] = {name: [] for name in children}
        for _ in range(rounds):
            for name, child in children.items():
                taken[name].append(child.run())
        results = {name: Result.of(taken[name], characters, child.peak_mb()) for name, child in children.items()}
    return MaskBench(documents, characters, rounds, results)
