"""The three views of a conversation that the learned reader judges: one sentence, one turn, the whole talk."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.features import of_text, of_words, place, plain
from engine.extraction.words import STOPS

_BEFORE, _AFTER = 40, 25
_GOES_ON = 30
_LAST = 60
_FEW = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """A turn as features: of every sentence first..last of it, and of what surrounds the turn."""

    said: Said
    parts: tuple[tuple[int, int, set[int]], ...]
    around: set[int]

    @property
    def whole(self) -> list[int]:
        """The turn with what surrounds it."""
        return sorted(self.around.union(*(part for _, _, part in self.parts)))

    def sentences(self) -> Iterator[list[int]]:
        """Each sentence with what surrounds the turn."""
        return (sorted(part | self.around) for _, _, part in self.parts)


def seen(dialogue: Dialogue) -> list[Seen]:
    """All turns that have a word."""
    return [_seen(dialogue, said) for said in dialogue.said if said.words.tokens]


def _seen(dialogue: Dialogue, said: Said) -> Seen:
    tokens = plain(said.words)
    parts = []
    for first, last in _sentences(tokens):
        sentence = tokens[first : last + 1]
        found = of_text(sentence)
        found |= in_trade(sentence, dialogue.vertical)
        parts.append((first, last, found))
    return Seen(said, tuple(parts), _around(dialogue, said))


def in_trade(tokens: Iterable[str], vertical: str) -> set[int]:
    """The words and meanings as those of one trade: "online" is a wish in education, a way to pay elsewhere."""
    return of_words(tokens, f"d{vertical}")


def _around(dialogue: Dialogue, said: Said) -> set[int]:
    """Who says it, where, what was said and asked before, how the other side takes it up, and how the same goes on."""
    found = {place(f"a {topic}") for topic in said.asked}
    found |= {place(f"who {said.who}"), place(f"in {dialogue.vertical}"), place(f"by {dialogue.channel}")}
    found.add(place(f"end {len(dialogue.said) - said.index < _FEW}"))
    for space, own in (("p", False), ("pp", True)):
        if (before := _nearest(dialogue, said, -1, own=own)) is not None:
            found |= of_words(before.words.plain[-_BEFORE:], space)
    if (later := _nearest(dialogue, said, 1, own=True)) is not None:
        found |= of_words(later.words.plain[:_GOES_ON], "nn")
    after = dialogue.said[said.index + 1] if said.index + 1 < len(dialogue.said) else None
    if after is None or after.who == said.who:
        found.add(place("unanswered"))
    else:
        found |= of_words(after.words.plain[:_AFTER], "n")
        shared = sum(len(token) > _FEW for token in said.words.vocabulary & after.words.vocabulary)
        found.add(place(f"shared {min(shared, _FEW)}"))
    return found


def _nearest(dialogue: Dialogue, said: Said, step: int, *, own: bool) -> Said | None:
    """The nearest turn before (step -1) or after (1) that is of the same side, or not; None where it is far away."""
    turns, i = dialogue.said, said.index
    near = turns[i + 1 : i + 1 + _FEW] if step > 0 else turns[max(0, i - _FEW) : i][::-1]
    for turn in near:
        if (turn.who == said.who) == own:
            return turn
    return None


def of_talk(dialogue: Dialogue, turns: Sequence[Seen]) -> set[int]:
    """All that is said for the buyer, the last of it once more, apart, and the words of the other side."""
    own = [turn for turn in turns if turn.said.about_buyer] or list(turns)
    found: set[int] = set().union(*(part for turn in own for _, _, part in turn.parts))
    for space, turn in zip(("z", "y"), reversed(own), strict=False):
        found |= of_text(plain(turn.said.words)[-_LAST:], space)
    for turn in turns:
        if not turn.said.about_buyer:
            found |= of_words(plain(turn.said.words), "sell")
    found |= {place(f"in {dialogue.vertical}"), place(f"by {dialogue.channel}"), place(f"n {min(len(own), 6)}")}
    found.add(place(f"ends {dialogue.said[-1].who}"))
    return found


def _sentences(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(first, last) token of every sentence or line that has two words; the whole where there is none such."""
    first, found = 0, False
    for i in range(len(tokens) + 1):
        if i == len(tokens) or tokens[i] in STOPS:
            if i - first > 1:
                found = True
                yield first, i - 1
            first = i + 1
    if not found and tokens:
        yield 0, len(tokens) - 1
