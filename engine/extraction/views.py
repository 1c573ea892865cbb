"""The three views of a conversation that the learned reader judges: one turn, one sentence of it, the whole talk."""

from collections.abc import Iterator, Sequence

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.features import of_text, of_words, place, plain

_BEFORE = 40
_AFTER = 25
_LAST = 60
_FEW = 3
_STOPS = frozenset(".?!|")


def of_turn(dialogue: Dialogue, said: Said) -> list[int]:
    """A turn, with who says it, where, what was said and asked before, and how the other side takes it up."""
    return _seen(dialogue, said, said.words.tokens)


def of_sentence(dialogue: Dialogue, said: Said, first: int, last: int) -> list[int]:
    """The tokens first..last of a turn, seen like a turn."""
    return _seen(dialogue, said, said.words.tokens[first : last + 1])


def _seen(dialogue: Dialogue, said: Said, tokens: Sequence[str]) -> list[int]:
    found = of_text(plain(tokens))
    before = dialogue.said[said.index - 1] if said.index else None
    if before is not None and before.who != said.who:
        found |= of_words(plain(before.words.tokens[-_BEFORE:]), "p")
    after = dialogue.said[said.index + 1] if said.index + 1 < len(dialogue.said) else None
    if after is not None and after.who != said.who:
        found |= of_words(plain(after.words.tokens[:_AFTER]), "n")
        shared = sum(len(token) > _FEW for token in said.words.vocabulary & after.words.vocabulary)
        found.add(place(f"shared {min(shared, _FEW)}"))
    else:
        found.add(place("unanswered"))
    found |= {place(f"a {topic}") for topic in said.asked}
    found |= {place(f"who {said.who}"), place(f"in {dialogue.vertical}"), place(f"by {dialogue.channel}")}
    found.add(place(f"end {len(dialogue.said) - said.index < _FEW}"))
    return sorted(found)


def of_talk(dialogue: Dialogue) -> list[int]:
    """All that is said for the buyer, and the last of it once more, apart."""
    own = [said for said in dialogue.said if said.about_buyer] or list(dialogue.said)
    found: set[int] = set()
    for said in own:
        found |= of_text(plain(said.words.tokens))
    for space, said in zip(("z", "y"), reversed(own), strict=False):
        found |= of_text(plain(said.words.tokens)[-_LAST:], space)
    found |= {place(f"in {dialogue.vertical}"), place(f"by {dialogue.channel}"), place(f"n {min(len(own), 6)}")}
    found.add(place(f"ends {dialogue.said[-1].who}"))
    return sorted(found)


def sentences(said: Said) -> Iterator[tuple[int, int]]:
    """(first, last) token of every sentence or line of a turn that has a word."""
    first = 0
    tokens = said.words.tokens
    for i, token in enumerate(tokens):
        if token in _STOPS:
            if i - first >= 1:
                yield first, i - 1
            first = i + 1
    if first < len(tokens):
        yield first, len(tokens) - 1
