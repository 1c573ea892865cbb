"""The rules file is checked when it is read."""

from pathlib import Path

import pytest

from engine.memory import rules

TEXT = (Path(rules.__file__).parent / "rules.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"language", "city"]', '"language"]'),
        ('many = ["products"', 'many = ["budget", "products"'),
        ("[weight.note]", "[weight.nota]"),
        ('origins = ["correction"', 'origins = ["hearsay"'),
        ("competitors = ", "competitor = "),
    ],
)
def test_a_wrong_word_stops_the_import(old: str, new: str) -> None:
    assert old in TEXT
    with pytest.raises((ValueError, KeyError)):
        rules.read_rules(TEXT.replace(old, new, 1))
