"""Everyday words by what they tell of a name near them: living, wanting, refusing, far, past (data/classes.toml)."""

from engine.extraction.files import read_toml
from engine.extraction.spelling import canonical


def _by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, words in read_toml("classes")["classes"].items():
        for word in words:
            found[canonical(word)] = (*found.get(canonical(word), ()), name)
    return found


_CLASSES = _by_word()


def classes_of(token: str) -> tuple[str, ...]:
    """The classes of a token; most tokens have none."""
    return _CLASSES.get(token, ())
