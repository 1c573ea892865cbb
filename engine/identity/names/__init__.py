"""Are two written names one person's? Indian names across scripts, spellings, order and initials.

`compare_names` gives the evidence of two names in bits, `compare_sets` of two people's names. Names corroborate or
veto, they never link alone. Rules of our own over indic-transliteration and rapidfuzz; the tables are in names.toml.
"""

from engine.identity.names.compare import NameEvidence, compare_names
from engine.identity.names.parse import ParsedName, parse_name
from engine.identity.names.sets import compare_sets, is_surname, telling
from engine.identity.names.tables import spelling


def one_spelling(name: str | None) -> str:
    """A name as all its ways of writing are found: its parts in one spelling and the order given; "" for no name."""
    parsed = parse_name(name)
    return " ".join(spelling(token) for token in parsed.fulls) if parsed else ""


__all__ = [
    "NameEvidence",
    "ParsedName",
    "compare_names",
    "compare_sets",
    "is_surname",
    "one_spelling",
    "parse_name",
    "spelling",
    "telling",
]
