"""Latency against corpus size as one picture that needs nothing else: SVG, alone or in a page of HTML."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from service.errors import InvalidRequest

Series = Mapping[str, Mapping[int, float]]
"""p50 in milliseconds by chunks, by peer."""

# Okabe and Ito (2008): told apart by everybody, in print too.
_COLOURS: Final = ("#009e73", "#000000", "#d55e00", "#e69f00", "#0072b2", "#56b4e9", "#cc79a7", "#999999")
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 800, 460, 70, 190, 60, 56
_NEAREST_LABELS = 15
_STYLE = "text{font:12px system-ui,sans-serif;fill:#1c2530}.muted{fill:#5b6671}.title{font-size:16px;font-weight:600}"
_TITLE: Final = "Search within one resume: p50 by size of the corpus"
_AXES: Final = ("chunks in the database", "milliseconds, median")


def write_plot(path: Path, series: Series) -> None:
    """Write the picture; the file's ending decides its format.

    Raises:
        InvalidRequest: the ending is another, or there is no matplotlib for a PNG.
    """
    check_plot(path)
    if path.suffix == ".png":
        _write_png(path, series)
        return
    picture = svg(series)
    page = (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{escape(_TITLE)}</title>\n{picture}\n</html>\n'
    )
    path.write_text(page if path.suffix == ".html" else picture, "utf-8")


def check_plot(path: Path) -> None:
    """Refuse a picture that could not be written, before anything is measured.

    Raises:
        InvalidRequest: see ``write_plot``.
    """
    if path.suffix not in {".html", ".svg", ".png"}:
        raise InvalidRequest("A plot is a .html, .svg or .png file.")
    if path.suffix == ".png" and find_spec("matplotlib") is None:
        raise InvalidRequest("A .png needs matplotlib, which is not installed. Write a .html or .svg.")
    if not path.absolute().parent.is_dir():
        raise InvalidRequest("The folder for the plot does not exist.")


def svg(series: Series) -> str:
    """Return the picture, both axes logarithmic.

    >>> picture = svg({"veil": {30_000: 2.0, 300_000: 2.1}, "stock": {30_000: 90.0}})
    >>> picture.count("<circle"), "300,000" in picture
    (3, True)
    """
    sizes = sorted({chunks for points in series.values() for chunks in points})
    values = [value for points in series.values() for value in points.values()]
    x = _Scale(sizes[0], sizes[-1], _LEFT + 20, _WIDTH - _RIGHT - 20)
    y = _Scale(
        10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values))), _HEIGHT - _BOTTOM, _TOP
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" role="img">',
        f'<style>{_STYLE}</style><rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="16" y="28" class="title">{escape(_TITLE)}</text>',
        f'<text x="{_LEFT}" y="{_HEIGHT - 12}" class="muted">{_AXES[0]}</text>',
        f'<text x="16" y="{_TOP - 14}" class="muted">{_AXES[1]}</text>',
    ]
    parts += [_horizontal(y.at(10**power), f"{10.0**power:g}") for power in range(y.first_power, y.last_power + 1)]
    parts += [
        f'<text x="{x.at(chunks):.1f}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle">{chunks:,}</text>'
        for chunks in sizes
    ]
    labels = _label_places({name: y.at(points[max(points)]) for name, points in series.items()})
    for place, (name, points) in enumerate(series.items()):
        colour = _COLOURS[place % len(_COLOURS)]
        at = [(x.at(chunks), y.at(points[chunks])) for chunks in sorted(points)]
        line = " ".join(f"{left:.1f},{top:.1f}" for left, top in at)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{left:.1f}" cy="{top:.1f}" r="3.5" fill="{colour}">'
            f"<title>{escape(name)}, {chunks:,} chunks: {points[chunks]:.2f} ms</title></circle>"
            for (left, top), chunks in zip(at, sorted(points), strict=True)
        ]
        last, at_fewer = max(points), "" if max(points) == sizes[-1] else f" ({max(points):,})"
        parts.append(
            f'<text x="{_WIDTH - _RIGHT + 4}" y="{labels[name]:.1f}" style="fill:{colour}">'
            f"{escape(name)} {points[last]:.1f} ms{at_fewer}</text>"
        )
    return "\n".join([*parts, "</svg>"])


class _Scale:
    """A logarithmic axis."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self._low, self._span = math.log10(low), math.log10(high) - math.log10(low)
        self._start, self._end = start, end
        self.first_power, self.last_power = math.ceil(self._low - 1e-9), math.floor(math.log10(high) + 1e-9)

    def at(self, value: float) -> float:
        """Return where a value stands; in the middle where there is only one."""
        share = (math.log10(value) - self._low) / self._span if self._span else 0.5
        return self._start + share * (self._end - self._start)


def _horizontal(top: float, label: str) -> str:
    return (
        f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{top:.1f}" y2="{top:.1f}" stroke="#e3e7eb"/>'
        f'<text x="{_LEFT - 8}" y="{top + 4:.1f}" text-anchor="end">{label}</text>'
    )


def _label_places(wanted: Mapping[str, float]) -> dict[str, float]:
    """Move labels apart that would cover each other."""
    places: dict[str, float] = {}
    before = -math.inf
    for name in sorted(wanted, key=wanted.__getitem__):
        before = places[name] = max(wanted[name] + 4, before + _NEAREST_LABELS)
    return places


def _write_png(path: Path, series: Series) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5))
    axes = figure.subplots()
    for place, (name, points) in enumerate(series.items()):
        sizes: Sequence[int] = sorted(points)
        axes.loglog(
            sizes, [points[chunks] for chunks in sizes], "o-", label=name, color=_COLOURS[place % len(_COLOURS)]
        )
    axes.set(title=_TITLE, xlabel=_AXES[0], ylabel=_AXES[1])
    axes.legend()
    figure.savefig(path, dpi=150)
