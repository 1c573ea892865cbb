"""What the learned reader sees of a person's part in the decision: who it is, and what is said around them.

Every mention of a person (people.py, read widely), pronouns too, is judged by itself: the words of its sentence with
their side and distance, those said just before by the other side, and the sentence as a whole.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.features import meaning, of_text, of_words, place, plain
from engine.extraction.people import Person, mentions
from engine.extraction.spelling import canonical
from engine.extraction.words import STOPS, Words

_NEAR, _FAR, _BEFORE = 3, 9, 30
_BREATH = 3
_AND = frozenset(map(canonical, ("aur", "and", "or", "ya", ",", "&", "n")))


@dataclass(frozen=True, slots=True)
class Mention:
    """A person in the sentence first..last (tokens) of a turn; `features` is what is seen of them."""

    said: Said
    person: Person
    first: int
    last: int
    features: set[int]


def mentioned(dialogue: Dialogue) -> list[Mention]:
    """All mentions in the turns that speak for the buyer."""
    return [
        _mention(dialogue, said, person, people, marked)
        for said, people, marked in mentions(dialogue)
        for person in people
    ]


def _mention(dialogue: Dialogue, said: Said, person: Person, people: Sequence[Person], marked: Words) -> Mention:
    tokens = plain(marked)
    low, high = _sentence(tokens, person.at)
    others = {p.at for p in people if p.at != person.at}
    own = ["@" if i == person.at else "rel" if i in others else tokens[i] for i in range(low, high)]
    at = person.at - low
    found = of_text(own) | set(_around(own, at))
    found |= {place(f"{name} {person.relation}") for name in ("is", f"is in {dialogue.vertical}")}
    found |= {place(f"who {said.who}"), place(f"in {dialogue.vertical}"), place(f"people {min(len(people), 3)}")}
    word = "-".join(said.words.tokens[person.first : person.last + 1])
    found |= {place(f"as {word}"), place(f"alone {len(own) <= _NEAR}"), *(place(f"a {topic}") for topic in said.asked)}
    found |= of_words([*tokens[:low], *tokens[high:]], "rest") | of_words(own, f"d{person.relation}")
    before = dialogue.said[said.index - 1] if said.index else None
    if before is not None and before.who != said.who:
        found |= of_words(before.words.plain[-_BEFORE:], "p")
    start, end = (bisect_right(said.words.starts, marked.starts[i]) - 1 for i in (low, high - 1))
    return Mention(said, person, min(start, person.first), max(end, person.last), found)


def _around(tokens: Sequence[str], at: int) -> Iterator[int]:
    """The words either side of the mention: the near ones with their distance, the farther ones by side."""
    for side, step in (("l", -1), ("r", 1)):
        for far in range(1, _FAR + 1):
            i = at + step * far
            word = tokens[i] if 0 <= i < len(tokens) else ">"
            yield from _places(side, word)
            if far <= _NEAR:
                yield from _places(f"{side}{far}", word)
            if word == ">":
                break
    near = [tokens[i] if 0 <= i < len(tokens) else ">" for i in (at - 2, at - 1, at + 1, at + 2)]
    yield place(f"ll {near[0]} {near[1]}")
    yield place(f"lr {near[1]} {near[2]}")
    yield place(f"rr {near[2]} {near[3]}")


@lru_cache(maxsize=20_000)
def _places(where: str, word: str) -> tuple[int, ...]:
    """The places of a word and of its meaning where it stands."""
    return tuple({place(f"{where} {sense}") for sense in (word, meaning(word))})


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
