"""Whom a word for a person means: "her mother" said of the wife is a mother-in-law, "uncle is a lawyer" one person.

"The boy's mother speaking" is the buyer herself.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.extraction.files import read_toml
from engine.extraction.spelling import canonical
from engine.extraction.words import STOPS, Words

_DATA: Mapping[str, Any] = read_toml("people")
_GROUP: Mapping[str, str] = {relation: group for group, relations in _DATA["groups"].items() for relation in relations}
_COMPOSED: Mapping[str, Mapping[str, str]] = _DATA["composed"]
_SMALL: Mapping[str, frozenset[str]] = {
    name: frozenset(map(canonical, words)) for name, words in _DATA["small"].items()
}
_ALIKE: Mapping[str, frozenset[str]] = {name: frozenset(relations) for name, relations in _DATA["alike"].items()}
_VAGUE, _TOLD = "family", ("lawyer", "accountant")
"""Of a distant relative what they do says more."""
_OWNER, _AS, _SELF, _APART = 4, 8, 5, 3

Span = tuple[int, int, str]
"""First and last token of a word for a person, and what that person is to the buyer."""


def refined(words: Words, spans: Sequence[Span], known: Sequence[str], *, note: bool = False) -> list[Span]:
    """The persons that a turn's words for people mean. `known`: the relations named before, the last one last.

    In a `note` of the seller's "his" and "her" are the buyer's.
    Whoever only says whose relative somebody is ("my brother's boss"), what somebody does for a living, the speaker and
    any boy or girl in general are left out.
    """
    kept: list[Span] = []
    for n, (first, last, relation) in enumerate(spans):
        if _is_owner(words, spans, n) or _is_speaker(words, first, last) or _is_anybody(words, first, relation):
            continue
        if _is_trade(words, kept, first, last, relation):
            if kept[-1][2] != _VAGUE or relation not in _TOLD:
                continue
            kept.pop()
        who = _gendered(words, first, relation)
        whose = _whose(words, spans, n, [] if note else [*known, *(r for _, _, r in kept)])
        kept.append((first, last, composed(whose, who) if whose else who))
    return _stood_for(kept)


def composed(whose: str, relation: str) -> str:
    """What the relative of a relative is to the buyer: the wife's mother is the mother-in-law."""
    return _COMPOSED.get(_GROUP.get(whose, ""), {}).get(relation, relation)


def _is_owner(words: Words, spans: Sequence[Span], n: int) -> bool:
    """Whether the next person is said to be this one's: "behan ke boss", "my wife's brother"."""
    if n + 1 == len(spans) or spans[n + 1][0] - spans[n][1] > _OWNER:
        return False
    first, last = spans[n][0], spans[n][1]
    between = words.tokens[last + 1 : spans[n + 1][0]]
    if not between:
        return _has_genitive(words, first, last)
    if not all(token in _SMALL["kind"] for token in between[1:]):
        return False
    return between[0] in _SMALL["of"] or (between[0] in _SMALL["kind"] and _has_genitive(words, first, last))


def _has_genitive(words: Words, first: int, last: int) -> bool:
    return words.text[words.starts[first] : words.ends[last]].endswith(("'s", "’s"))


def _whose(words: Words, spans: Sequence[Span], n: int, known: Sequence[str]) -> str | None:
    """The relation of the person whose relative this one is said to be."""
    if n and _is_owner(words, spans, n - 1):
        return spans[n - 1][2]
    first = spans[n][0]
    before = words.tokens[max(0, first - 2) : first]
    if before[-1:] and before[-1] in _SMALL["kind"]:
        before = before[:-1]
    if not before or before[-1] not in _SMALL["their"]:
        return None
    wrong = _ALIKE["she"] if before[-1] in _SMALL["him"] else _ALIKE["he"] if before[-1] in _SMALL["her"] else ()
    return next((r for r in reversed(known) if r in _ALIKE["owners"] and r not in wrong), None)


def _is_speaker(words: Words, first: int, last: int) -> bool:
    """ "uski mummy bol rahi hoon", "i am his mother": who talks is no third person."""
    tokens = words.tokens
    for token in tokens[last + 1 : last + 1 + _SELF]:
        if token in _SMALL["am"]:
            return True
        if token not in _SMALL["speaks"]:
            break
    before = [t for t in tokens[max(0, first - _APART) : first] if t not in _SMALL["kind"] and t not in _SMALL["their"]]
    return before[-1:] == ["im"] or before[-2:] == ["i", "am"]


def _is_anybody(words: Words, first: int, relation: str) -> bool:
    """ "5 ladke gaye the", "koi ladki": boys and girls in general."""
    if first == 0 or words.tokens[first] not in _SMALL["young"] or relation not in ("son", "daughter"):
        return False
    before = words.tokens[first - 1]
    owned = not _SMALL["mine"].isdisjoint(words.tokens[max(0, first - _APART) : first])
    return not owned and (before[:1].isdigit() or before in _SMALL["any"])


def _gendered(words: Words, first: int, relation: str) -> str:
    """A ward or a kid whom the turn calls "she" is a daughter."""
    if relation != "son" or words.tokens[first] not in _SMALL["either"]:
        return relation
    return "daughter" if words.vocabulary & _SMALL["girl"] and not words.vocabulary & _SMALL["boy"] else relation


def _is_trade(words: Words, kept: Sequence[Span], first: int, last: int, relation: str) -> bool:
    """ "mere chacha advocate hai": what somebody does, who is named already."""
    if relation not in _ALIKE["trades"] or not kept or not 0 < first - kept[-1][1] <= _AS:
        return False
    if kept[-1][2] in _ALIKE["trades"]:
        return False
    between = words.tokens[kept[-1][1] + 1 : first]
    if not STOPS.isdisjoint(between) or not _SMALL["and"].isdisjoint(between):
        return False
    article, follows = words.tokens[first - 1] in _SMALL["article"], words.tokens[last + 1 : last + 2]
    bracket = "(" in words.text[words.ends[first - 1] : words.starts[first]]
    return article or bracket or (bool(follows) and follows[0] in _SMALL["is"])


def _stood_for(spans: list[Span]) -> list[Span]:
    """A guarantor who is somebody else as well: the relative stands surety, a distant one is but the guarantor."""
    if not any(relation == "guarantor" for _, _, relation in spans):
        return spans
    close = any(_GROUP.get(relation) for _, _, relation in spans)
    gone = "guarantor" if close else "family"
    return [span for span in spans if span[2] != gone]
