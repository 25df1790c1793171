"""The plot of latencies is one file that needs nothing else."""

from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from service.bench import search_plot
from service.bench.search_plot import svg, write_plot
from service.errors import InvalidRequest

SERIES = {"veil": {30_000: 2.0, 300_000: 2.2}, "stock": {30_000: 90.0, 300_000: 900.0}, "raw": {30_000: 1.9}}


def test_a_page_loads_nothing(tmp_path: Path) -> None:
    page = tmp_path / "plot.html"
    write_plot(page, SERIES)
    text = page.read_text("utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "<svg" in text
    assert not any(part in text for part in ("http", "src=", "href=", "url(", "@import", "<script"))


def test_a_picture_is_well_formed_and_shows_every_value() -> None:
    root = ET.fromstring(svg(SERIES))
    names = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert (names.count("circle"), names.count("polyline")) == (5, 3)
    assert "stock, 300,000 chunks: 900.00 ms" in {element.text for element in root.iter()}


def test_slower_is_higher_and_more_is_further_right() -> None:
    circles = [element.attrib for element in ET.fromstring(svg(SERIES)).iter() if element.tag.endswith("circle")]
    veil_small, veil_large, stock_small, *_ = [(float(one["cx"]), float(one["cy"])) for one in circles]
    assert veil_small[0] < veil_large[0]
    assert stock_small[1] < veil_small[1]
    assert stock_small[0] == veil_small[0]


def test_labels_do_not_cover_each_other() -> None:
    places = sorted(search_plot._label_places({"a": 100.0, "b": 101.0, "c": 101.0, "d": 300.0}).values())
    assert min(b - a for a, b in pairwise(places)) >= 15


def test_one_corpus_is_a_picture_too() -> None:
    assert svg({"veil": {2_000: 1.0}}).count("<circle") == 1


@pytest.mark.parametrize("name", ["plot.pdf", "plot", "missing/plot.html"])
def test_what_cannot_be_written_is_refused_before_anything_is_measured(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidRequest):
        search_plot.check_plot(tmp_path / name)


def test_a_png_needs_matplotlib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_plot, "find_spec", lambda _: None)
    with pytest.raises(InvalidRequest, match="matplotlib"):
        search_plot.check_plot(tmp_path / "plot.png")


def test_a_png_is_written_where_there_is_matplotlib(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    write_plot(tmp_path / "plot.png", SERIES)
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
