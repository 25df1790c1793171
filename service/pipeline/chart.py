"""Results of an evaluation as one picture, which needs nothing but itself: SVG, alone or in a page of HTML."""

from collections.abc import Mapping, Sequence
from html import escape

_COLOURS = ("#7a8794", "#3b7dd8", "#0b8457", "#c46210", "#8a3ffc")
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#1c2530}"
    ".value,.muted{fill:#5b6671;font-size:11px}.title{font-size:16px;font-weight:600}"
)
_LEFT, _TOP, _BAR, _GAP, _WIDTH, _VALUE = 190, 64, 16, 18, 420, 60


def bar_chart(title: str, subtitle: str, groups: Mapping[str, Mapping[str, float]]) -> str:
    """Return horizontal bars from 0 to 1 as SVG: one group a metric, one colour a series.

    >>> chart = bar_chart("welfare", "800 queries", {"ndcg@10": {"keyword": 0.86}})
    >>> "0.860" in chart and "keyword" in chart
    True
    """
    series = list(dict.fromkeys(name for group in groups.values() for name in group))
    colours = {name: _COLOURS[place % len(_COLOURS)] for place, name in enumerate(series)}
    rows: list[str] = []
    y = _TOP + 24
    for label, values in groups.items():
        middle = y + len(values) * _BAR / 2 + 4
        rows.append(f'<text x="{_LEFT - 12}" y="{middle:.0f}" text-anchor="end">{escape(label)}</text>')
        for name, value in values.items():
            length = _WIDTH * min(max(value, 0.0), 1.0)
            rows.append(
                f'<rect x="{_LEFT}" y="{y}" width="{length:.1f}" height="{_BAR - 3}" fill="{colours[name]}">'
                f"<title>{escape(name)}: {value:.3f}</title></rect>"
                f'<text x="{_LEFT + length + 6:.1f}" y="{y + 11}" class="value">{value:.3f}</text>'
            )
            y += _BAR
        y += _GAP
    width = _LEFT + _WIDTH + _VALUE
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" height="{y}" role="img">',
        f"<style>{_STYLE}</style>",
        f'<rect width="{width}" height="{y}" fill="#fff"/>',
        f'<text x="16" y="26" class="title">{escape(title)}</text>',
        f'<text x="16" y="44" class="muted">{escape(subtitle)}</text>',
        *_legend(series, colours),
        *_grid(y),
    ]
    return "\n".join([*head, *rows, "</svg>"])


def page(title: str, charts: Sequence[str]) -> str:
    """Return a page of HTML with the charts below each other."""
    body = "\n".join(f"<figure>{chart}</figure>" for chart in charts)
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>figure{{margin:24px}}</style>\n{body}\n</html>\n"
    )


def _legend(series: Sequence[str], colours: Mapping[str, str]) -> list[str]:
    return [
        f'<rect x="{_LEFT + 110 * place}" y="{_TOP - 8}" width="10" height="10" fill="{colours[name]}"/>'
        f'<text x="{_LEFT + 110 * place + 15}" y="{_TOP + 1}">{escape(name)}</text>'
        for place, name in enumerate(series)
    ]


def _grid(bottom: int) -> list[str]:
    return [
        f'<line x1="{_LEFT + _WIDTH * step / 4:.1f}" x2="{_LEFT + _WIDTH * step / 4:.1f}" y1="{_TOP + 16}" '
        f'y2="{bottom - 12}" stroke="#e3e7eb"/>'
        for step in range(5)
    ]
