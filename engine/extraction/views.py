"""The three views of a conversation that the learned reader judges: one sentence, one turn, the whole talk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from engine.extraction.checksums import MASK, Whole, place
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.features import (
    MOST,
    Places,
    by_text,
    join,
    of_parts,
    of_places,
    of_texts,
    of_words,
    plain,
    read,
    regrouped,
    united,
)
from engine.extraction.tokens import Columns
from engine.extraction.words import STOPS

_BEFORE, _AFTER = 40, 25
_GOES_ON = 30
_LAST = 60
_FEW = 3
_MIN = 2
"""A sentence has two words: so far apart are the stops around it, at least."""
_AT_ONCE = 100
"""So many turns are looked at together: enough to be quick, and the longest talk takes no more room."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A turn as features: of every sentence first..last of it, and of what surrounds the turn."""

    said: Said
    known: Columns
    rows: Whole
    """Its tokens among those that are known, as far as they are looked at."""
    parts: tuple[tuple[int, int, Places], ...]
    around: Places

    @property
    def whole(self) -> Places:
        """The turn with what surrounds it."""
        return united(self.around, *(part for _, _, part in self.parts))

    def sentences(self) -> Iterator[Places]:
        """Each sentence with what surrounds the turn."""
        return (united(part, self.around) for _, _, part in self.parts)


def seen(dialogue: Dialogue) -> list[Seen]:
    """All turns that have a word."""
    texts = [_looked_at(said.words.plain) for said in dialogue.said]
    known, every, _ = read(texts)
    rows = [every[start:end] for start, end in pairwise(accumulate(map(len, texts), initial=0))]
    turns = [said for said in dialogue.said if said.words.tokens]
    some = (turns[start : start + _AT_ONCE] for start in range(0, len(turns), _AT_ONCE))
    return [turn for at_once in some for turn in _seen(known, dialogue, rows, at_once)]


def _looked_at(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The beginning of a turn, and its last words."""
    return tokens if len(tokens) <= MOST + _BEFORE else tokens[:MOST] + tokens[-_BEFORE:]


def _seen(known: Columns, dialogue: Dialogue, rows: Sequence[Whole], turns: Sequence[Said]) -> list[Seen]:
    cuts = [_sentences(plain(said.words)) for said in turns]
    texts = join(known, [rows[s.index][a : b + 1] for s, cut in zip(turns, cuts, strict=True) for a, b in cut])
    many = sum(map(len, cuts))
    of_trade = of_words(texts, [in_trade(dialogue.vertical)] * many)
    parts = iter(by_text(many, of_texts(texts, [""] * many), of_parts(texts), of_trade))
    return [
        Seen(said, known, rows[said.index][:MOST], tuple((first, last, next(parts)) for first, last in cut), beside)
        for said, cut, beside in zip(turns, cuts, _around(known, dialogue, rows, turns), strict=True)
    ]


def in_trade(vertical: str) -> str:
    """The space of words as those of one trade: "online" is a wish in education, a way to pay elsewhere."""
    return f"d{vertical}"


def _around(known: Columns, dialogue: Dialogue, rows: Sequence[Whole], turns: Sequence[Said]) -> list[Places]:
    """Who says it, where, what was said and asked before, how the other side takes it up, and how the same goes on."""
    near = [(n, space, text) for n, said in enumerate(turns) for space, text in _beside(dialogue, said, rows)]
    told = of_words(join(known, [text for _, _, text in near]), [space for _, space, _ in near])
    signs = of_places([list(_signs(dialogue, said)) for said in turns])
    return by_text(len(turns), regrouped(told, [n for n, _, _ in near]), signs)


def _beside(dialogue: Dialogue, said: Said, rows: Sequence[Whole]) -> Iterator[tuple[str, Whole]]:
    """The words around a turn, and in which space each is seen."""
    turns, i, who = dialogue.said, said.index, said.who
    before, after = turns[max(0, i - _FEW) : i][::-1], turns[i + 1 : i + 1 + _FEW]
    for space, own in (("p", False), ("pp", True)):
        if (at := next((turn.index for turn in before if (turn.who == who) == own), None)) is not None:
            yield space, rows[at][-_BEFORE:]
    if (at := next((turn.index for turn in after if turn.who == who), None)) is not None:
        yield "nn", rows[at][:_GOES_ON]
    if after and after[0].who != who:
        yield "n", rows[i + 1][:_AFTER]


def _signs(dialogue: Dialogue, said: Said) -> Iterator[int]:
    """What else is known of a turn."""
    yield from (place(f"a {topic}") for topic in said.asked)
    shared, next_to, left = None, said.index + 1, len(dialogue.said) - said.index
    if left > 1 and dialogue.said[next_to].who != said.who:
        both = said.words.vocabulary & dialogue.said[next_to].words.vocabulary
        shared = min(len([token for token in both if len(token) > _FEW]), _FEW)
    yield from _stands(said.who, dialogue.vertical, dialogue.channel, left < _FEW, shared)


@lru_cache(maxsize=1_000)
def _stands(who: str, vertical: str, channel: str, ends: bool, shared: int | None) -> tuple[int, ...]:
    """The places of how a turn stands in the talk."""
    taken_up = "unanswered" if shared is None else f"shared {shared}"
    return tuple(map(place, (f"who {who}", f"in {vertical}", f"by {channel}", f"end {ends}", taken_up)))


def of_talk(dialogue: Dialogue, turns: Sequence[Seen]) -> Places:
    """All that is said for the buyer, the last of it once more, apart, and the words of the other side.

    `turns`: at least one.
    """
    known, trade, channel = turns[0].known, dialogue.vertical, dialogue.channel
    own = [turn for turn in turns if turn.said.about_buyer] or list(turns)
    last = join(known, [turn.rows[-_LAST:] for turn in own[-1:-3:-1]])
    theirs = join(known, [turn.rows for turn in turns if not turn.said.about_buyer])
    signs = (f"in {trade}", f"by {channel}", f"n {min(len(own), 6)}", f"ends {dialogue.said[-1].who}")
    return united(
        *(part for turn in own for _, _, part in turn.parts),
        of_texts(last, ("z", "y")) & MASK,
        of_words(theirs, ["sell"] * len(turns)) & MASK,
        of_places([list(map(place, signs))]),
    )


def _sentences(tokens: Sequence[str]) -> list[tuple[int, int]]:
    """(first, last) token of every sentence or line that has two words; the whole where there is none such."""
    ends = [i for i, token in enumerate(tokens) if token in STOPS]
    cuts = [(start + 1, end - 1) for start, end in pairwise([-1, *ends, len(tokens)]) if end - start > _MIN]
    return cuts or ([(0, len(tokens) - 1)] if tokens else [])
