"""The README says what the code does."""

import re
from pathlib import Path

from service.settings import Settings

README = Path(__file__).parents[2] / "README.md"
ROW = re.compile(r"^\| `(VEIL_\w+)` \| (.*?) \| (.+) \|$", re.MULTILINE)


def test_every_setting_is_documented_with_its_default_and_meaning() -> None:
    documented = {name: (default, meaning) for name, default, meaning in ROW.findall(README.read_text("utf-8"))}
    expected = {
        f"VEIL_{name.upper()}": (f"`{field.default}`" if field.default not in {None, ""} else "", field.description)
        for name, field in Settings.model_fields.items()
    }
    assert documented == expected


def test_every_linked_document_exists() -> None:
    links = re.findall(r"\]\((docs/[^)#]+)", README.read_text("utf-8"))
    assert links
    assert [link for link in links if not (README.parent / link).is_file()] == []
