"""A bare no to what we offer unasked ("not interested", "nahi chahiye"): the buyer is out and wants nothing of it."""

from collections.abc import Iterator

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.files import read_toml
from engine.extraction.rules import Rules, build
from engine.extraction.spelling import canonical
from engine.extraction.words import PAUSES, Words, part

_DATA = read_toml("refusal")
_REFUSES, _NO, _GREETS, _ASKS = (build([{"patterns": _DATA[key]}]) for key in ("refuses", "no", "greets", "asks"))
_POLITE = frozenset(map(canonical, _DATA["polite"]))
_OFFERED = {"product", "location", "visit", "demo"}
"""What we ask of whom we offer something; a no to "loan chahiye?" may be about the loan alone."""


def bare_refusal(dialogue: Dialogue) -> Said | None:
    """The turn in which a buyer whom we spoke to first says no and nothing more, after greetings at most."""
    if not dialogue.said or dialogue.said[0].who != "seller":
        return None
    own = [said for said in dialogue.said if said.about_buyer and said.words.tokens]
    if not own or any(said.who != "buyer" for said in own):
        return None
    *before, last = own
    if not last.asked <= _OFFERED or not all(_only(said.words, _GREETS) for said in before):
        return None
    offer = dialogue.seller_before(last.index)
    says_no = (_REFUSES, _NO) if offer is not None and _ASKS.first(offer.words) is not None else (_REFUSES,)
    refuses = any(_whole(clause, *says_no) for clause in _clauses(last.words))
    return last if refuses and _only(last.words, *says_no, _GREETS) else None


def _only(words: Words, *rules: Rules) -> bool:
    """Whether every clause is one of what the rules know, from its first word to its last."""
    return all(_whole(clause, *rules) for clause in _clauses(words))


def _whole(clause: Words, *rules: Rules) -> bool:
    hits = (hit for one in rules for hit in one.find(clause))
    return any(hit.first == 0 and hit.last == len(clause.tokens) - 1 for hit in hits)


def _clauses(words: Words) -> Iterator[Words]:
    """The clauses of a text without words of courtesy at either end."""
    first, tokens = 0, words.tokens
    for i in range(len(tokens) + 1):
        if i == len(tokens) or tokens[i] in PAUSES:
            low, high = first, i
            while low < high and tokens[low] in _POLITE:
                low += 1
            while high > low and tokens[high - 1] in _POLITE:
                high -= 1
            if high > low:
                yield part(words, low, high)
            first = i + 1
