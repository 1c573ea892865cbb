"""A course by whatever name, where no kind of the vocabulary is named: "welding ka course", "Course: Pet Grooming".

The name is the run of telling words before a word for teaching, after a verb of learning, or what a form's field for
the course holds; only names in Latin letters, for those in Devanagari cannot be spelt.
"""

import re
from collections.abc import Iterable, Iterator

from engine.extraction.courses import brands_of
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.names import COMMON
from engine.extraction.rules import Rules, build
from engine.extraction.spelling import canonical
from engine.extraction.words import Words, part
from engine.model.signal import Value
from engine.model.tenant import Catalogue
from engine.verticals import vertical_of
from graph_schema.vocabulary import Slot

_DATA = read_toml("course_names")
_TAUGHT, _JOIN, _NEVER = (frozenset(map(canonical, _DATA["words"][key])) for key in ("taught", "join", "never"))
_LEARNT: Rules = build([_DATA["learnt"]])
_NAME = re.compile(r"[a-z][a-z &/.+-]*")
_LONGEST = 3
_LEAST = 3
_OPENING = 4


def read_named(dialogue: Dialogue, catalogue: Catalogue) -> Iterable[tuple[Said, Draft]]:
    """The course that the buyer names first, else the one that the seller opens with; nothing in other trades.

    The seller's own names are no courses: what theirs are about, implied.py tells.
    """
    for said, name, first, last in named_in(dialogue, catalogue):
        start, end = said.words.span(first, last)
        yield said, Draft(Slot.PRODUCTS, Value(text=name), start, end, 0.5)
        return


def named_in(dialogue: Dialogue, catalogue: Catalogue) -> Iterator[tuple[Said, str, int, int]]:
    """(turn, name, first, last token) of each course named: the buyer's, then those that the seller opens with."""
    if not vertical_of(dialogue.vertical).names_tell:
        return
    brands = brands_of(catalogue)
    buyers = [s for s in dialogue.said if s.about_buyer]
    opening = [s for s in dialogue.said[:_OPENING] if s.who == "seller"] if len(buyers) > 1 else []
    for said in (*buyers, *opening):
        for first, last in _spans(said):
            start, end = said.words.span(first, last)
            name = " ".join(said.turn.text[start:end].lower().split())
            if _NAME.fullmatch(name) and not brands & set(said.words.tokens[first : last + 1]):
                yield said, name, first, last


def _spans(said: Said) -> Iterator[tuple[int, int]]:
    words = said.words
    if "product" in said.asked and len(words.tokens) <= _LONGEST * 3 and said.who == "buyer":
        yield from _run(words, range(len(words.tokens)))
    for i, token in enumerate(words.tokens):
        if token in _TAUGHT and not "".join(words.tokens[i + 1 : i + 2]).isdigit():
            end = i - 1
            while end >= 0 and words.tokens[end] in _JOIN:
                end -= 1
            yield from _before(words, end)
    for hit in _LEARNT.find(words):
        yield from _before(words, hit.first - 1)


def _before(words: Words, end: int) -> Iterator[tuple[int, int]]:
    """The run of telling words that ends with token `end`."""
    first = end
    while first >= 0 and end - first < _LONGEST and _own(words, first):
        first -= 1
    if first < end and _tells(words, first + 1, end):
        yield first + 1, end


def _run(words: Words, places: range) -> Iterator[tuple[int, int]]:
    """The first run of words of a field's value that name something."""
    own = [i for i in places if _own(words, i)]
    if own:
        last = own[0]
        while last + 1 in own and last + 1 - own[0] < _LONGEST:
            last += 1
        if _tells(words, own[0], last):
            yield own[0], last


def _own(words: Words, i: int) -> bool:
    token = words.tokens[i]
    return token.isalpha() and words.raw(i).isascii() and token not in _NEVER | _TAUGHT | _JOIN


def _tells(words: Words, first: int, last: int) -> bool:
    return any(len(token) >= _LEAST and token not in COMMON for token in part(words, first, last + 1).tokens)
