"""What the names of two people, each written in several ways, say together."""

from collections.abc import Collection

from engine.identity.names.compare import NOTHING, NameEvidence, compare_names
from engine.identity.names.parse import parse_name
from engine.identity.names.tokens import is_family_name
from engine.identity.names.tokens import is_surname as may_be_surname


def compare_sets(a: Collection[str], b: Collection[str]) -> NameEvidence:
    """The evidence of the pair of names that agrees best, among those of each that tell most."""
    told = [evidence for x in telling(a) for y in telling(b) if (evidence := compare_names(x, y)) is not NOTHING]
    return max(told, key=lambda e: e.bits) if told else NOTHING


def telling(names: Collection[str]) -> list[str]:
    """The people's names among them that tell most: given and family name, else one of them, else initials."""
    classes: dict[int, list[str]] = {}
    for name in sorted(names):
        parsed = parse_name(name)
        if parsed is not None and not parsed.company:
            classes.setdefault(min(len(parsed.fulls), 2), []).append(name)
    return classes[max(classes)] if classes else []


def is_surname(name: str) -> bool:
    """Whether a name is only a family name (Mr Dubey)."""
    parsed = parse_name(name)
    if parsed is None or not parsed.fulls:
        return False
    return all(is_family_name(t) for t in parsed.fulls) or (
        parsed.titled and len(parsed.fulls) == 1 and may_be_surname(parsed.fulls[0])
    )
