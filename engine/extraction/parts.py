"""What the learned reader sees of a person's part in the decision: who it is, and what is said around them.

Every mention of a person (people.py, read widely), pronouns too, is judged by itself: the words of its sentence with
their side and distance, those said just before by the other side, and the sentence as a whole.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from engine.extraction.checksums import place
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.features import (
    Places,
    by_text,
    of_parts,
    of_places,
    of_texts,
    of_words,
    plain,
    read,
    regrouped,
)
from engine.extraction.people import Person, mentions
from engine.extraction.remembered import Remembered
from engine.extraction.spelling import canonical
from engine.extraction.tokens import meaning
from engine.extraction.words import STOPS, Words

_NEAR, _FAR, _BEFORE = 3, 9, 30
_BREATH = 3
_END = ">"
"""What stands beyond a sentence."""
_AND = frozenset(map(canonical, ("aur", "and", "or", "ya", ",", "&", "n")))


@dataclass(frozen=True, slots=True)
class Mention:
    """A person in the sentence first..last (tokens) of a turn; `features` is what is seen of them."""

    said: Said
    person: Person
    first: int
    last: int
    features: Places


def mentioned(dialogue: Dialogue) -> list[Mention]:
    """All mentions in the turns that speak for the buyer."""
    marked = list(mentions(dialogue))
    found = [_sketched(said, person, people, words) for said, people, words in marked for person in people]
    return _seen(dialogue, found) if found else []


class _Sketch(NamedTuple):
    """A mention before its features: the tokens first..last of its turn, of its sentence and of the rest, and where it
    stands in the sentence."""

    said: Said
    person: Person
    many: int
    first: int
    last: int
    own: Sequence[str]
    rest: Sequence[str]
    at: int


def _sketched(said: Said, person: Person, people: Sequence[Person], marked: Words) -> _Sketch:
    tokens = plain(marked)
    low, high = _sentence(tokens, person.at)
    others = {p.at for p in people if p.at != person.at}
    own = ["@" if i == person.at else "rel" if i in others else tokens[i] for i in range(low, high)]
    start, end = (bisect_right(said.words.starts, marked.starts[i]) - 1 for i in (low, high - 1))
    first, last = min(start, person.first), max(end, person.last)
    return _Sketch(said, person, len(people), first, last, own, tokens[:low] + tokens[high:], person.at - low)


def _seen(dialogue: Dialogue, found: Sequence[_Sketch]) -> list[Mention]:
    of = range(len(found))
    told = [(f"d{one.person.relation}", one.own) for one in found]
    told += [("rest", one.rest) for one in found]
    told += [("p", _before(dialogue, one.said)) for one in found]
    beside = of_words(read([words for _, words in told]), [space for space, _ in told])
    texts = read([one.own for one in found])
    features = by_text(
        len(found),
        of_texts(texts, [""] * len(found)),
        of_parts(texts),
        regrouped(beside, [*of, *of, *of]),
        of_places([[*_signs(dialogue, one), *_around(one.own, one.at)] for one in found]),
    )
    return [Mention(o.said, o.person, o.first, o.last, f) for o, f in zip(found, features, strict=True)]


def _before(dialogue: Dialogue, said: Said) -> Sequence[str]:
    """The last words of the other side's turn before."""
    before = dialogue.said[said.index - 1] if said.index else None
    return () if before is None or before.who == said.who else before.words.plain[-_BEFORE:]


def _signs(dialogue: Dialogue, one: _Sketch) -> Iterator[int]:
    """Who is mentioned, where, and by whom."""
    said, person = one.said, one.person
    word = "-".join(said.words.tokens[person.first : person.last + 1])
    yield from _stands(person.relation, dialogue.vertical, said.who, min(one.many, 3), len(one.own) <= _NEAR)
    yield place(f"as {word}")
    yield from (place(f"a {topic}") for topic in said.asked)


@lru_cache(maxsize=1_000)
def _stands(relation: str, vertical: str, who: str, many: int, alone: bool) -> tuple[int, ...]:
    """The places of who is mentioned by whom, and how many are."""
    signs = (f"is {relation}", f"is in {vertical} {relation}", f"who {who}", f"in {vertical}", f"people {many}")
    return tuple(map(place, (*signs, f"alone {alone}")))


def _around(tokens: Sequence[str], at: int) -> Iterator[int]:
    """The words either side of the mention: the near ones with their distance, the farther ones by side."""
    for side, words in ((0, tokens[:at][::-1]), (1, tokens[at + 1 :])):
        for far, word in enumerate([*words, _END][:_FAR]):
            yield from _PLACES[word][side][min(far, _NEAR)]
    near = [tokens[i] if 0 <= i < len(tokens) else _END for i in (at - 2, at - 1, at + 1, at + 2)]
    yield from map(place, (f"ll {near[0]} {near[1]}", f"lr {near[1]} {near[2]}", f"rr {near[2]} {near[3]}"))


def _placed(word: str) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """The places of a word and of its meaning on either side of a mention: next to it, second, third, and farther."""
    return tuple(
        tuple(
            tuple(place(f"{where} {sense}") for where in spaces for sense in (word, meaning(word)))
            for spaces in (*((side, f"{side}{far + 1}") for far in range(_NEAR)), (side,))
        )
        for side in "lr"
    )


_PLACES = Remembered(_placed, 20_000)


def _sentence(tokens: Sequence[str], at: int) -> tuple[int, int]:
    """First token and one past the last of the sentence around a token."""
    low = next((i + 1 for i in range(at - 1, -1, -1) if tokens[i] in STOPS), 0)
    high = next((i for i in range(at + 1, len(tokens)) if tokens[i] in STOPS), len(tokens))
    return low, high


def parted(one: Mention, other: Mention) -> bool:
    """Whether two of one sentence are not named in one breath ("papa aur mummy"): only one can be meant."""
    if one.person.relation == other.person.relation:
        return False
    first, second = sorted((one.person, other.person), key=lambda person: person.first)
    between = one.said.words.tokens[first.last + 1 : second.first]
    return not (between and len(between) <= _BREATH and any(token in _AND for token in between))
