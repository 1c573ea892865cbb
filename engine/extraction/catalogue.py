"""What the tenant sells, found in a text: full names and aliases in any script or spelling, and clear short forms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import JaroWinkler, Levenshtein

from engine.extraction.files import read_toml
from engine.extraction.gazetteer import kind_of, known_at
from engine.extraction.names import COMMON, skeleton, usual
from engine.extraction.remembered import Remembered
from engine.extraction.spelling import canonical
from engine.extraction.words import Words, read_words
from engine.model.tenant import Catalogue
from engine.verticals import vertical_of

_DATA = read_toml("catalogue")
_GENERIC = frozenset(canonical(w) for w in _DATA["generic"])
_CLOSE = 0.93
_LONG = 7
_SHORT = 3
_LETTERS = 5
_END = 2
_SOUNDS = Remembered[str](lambda token: skeleton(token) if token.isalpha() else token, 20_000)


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a name: its words as spelled, as one run of letters, and as sounds."""

    name: str
    kind: str
    tokens: tuple[str, ...]
    letters: str
    sounds: str
    whole: bool
    rough: bool = field(init=False)
    """Whether it is known by its sound and with a slip too: a long name in full."""
    end: str = field(init=False)
    """The last letters of its last word, and the blank after them: they have no slip."""
    lengths: tuple[int, ...] = field(init=False)
    """Of how many words it may be written."""

    def __post_init__(self) -> None:
        size = len(self.tokens)
        lengths = {size, size + 1, max(size - 1, 1)} if self.whole else {size}
        object.__setattr__(self, "rough", self.whole and len(self.letters) >= _LONG)
        object.__setattr__(self, "end", f"{self.tokens[-1][-_END:]} " if self.tokens else "")
        object.__setattr__(self, "lengths", tuple(sorted(lengths)))

    def may_be_in(self, letters: str, sounds: str, ends: str) -> bool:
        """Whether a text may name it at all, by its letters and sounds without blanks and by the ends of its words."""
        return self.letters in letters or (self.rough and (self.sounds in sounds or self.end in ends))

    def may_begin(self, tokens: Sequence[str], sounds: Sequence[str]) -> list[int]:
        """Where in a text it may begin: at words with its first letter or sound, if it may have slips at all."""
        if not self.rough:
            return [i for i, token in enumerate(tokens) if self.letters.startswith(token)]
        first, sound = self.letters[:1], self.sounds[:1]
        return [i for i, token in enumerate(tokens) if token[:1] == first or sounds[i][:1] == sound]


@dataclass(frozen=True, slots=True)
class Mention:
    """The tokens first..last name something.

    `kind`: project, competitor or location; short, a word that nothing else has, or word, an everyday word that of
    the catalogue's projects only one has ("the Pride one"). `whole`: by its full name.
    """

    name: str
    kind: str
    first: int
    last: int
    whole: bool = True


@lru_cache(maxsize=256)
def forms_of(catalogue: Catalogue) -> tuple[Form, ...]:
    """Every form under which the catalogue's projects, competitors and locations may appear, longest first."""
    forms: list[Form] = []
    names: list[tuple[str, tuple[str, ...]]] = []
    for project in catalogue.projects:
        forms += [_form(project.name, "project", alias) for alias in (project.name, *project.aliases)]
        forms += [_form(place, "location", place) for place in project.locations]
        names.append((project.name, _usual(read_words(project.name))))
    for competitor in catalogue.competitors:
        forms += [_form(competitor.name, "competitor", alias) for alias in (competitor.name, *competitor.aliases)]
    forms += [form for name, tokens in names for form in _short_forms(name, tokens, names)]
    return tuple(sorted((f for f in forms if f.letters), key=lambda f: (-len(f.tokens), -len(f.letters), f.name)))


def _usual(words: Words) -> tuple[str, ...]:
    """The tokens, those of Devanagari words of names as the words are written in Latin letters."""
    if words.text.isascii():
        return words.tokens
    told = zip(usual(words), words.raws, words.tokens, strict=True)
    return tuple([word if len(raw) > _SHORT else token for word, raw, token in told])


def _form(name: str, kind: str, text: str, whole: bool = True) -> Form:
    tokens = tuple(t for t in _usual(read_words(text)) if t[:1].isalnum())
    return Form(name, kind, tokens, "".join(tokens), "".join(skeleton(t) for t in tokens), whole)


def _short_forms(name: str, tokens: Sequence[str], names: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[Form]:
    """A word that only one project has, and that is no everyday word, may stand for it; so may two words in a row."""
    others = {t for other, ts in names if other != name for t in ts}
    own, initials = [t for t in tokens if t.isalpha()], _initials(name)
    for token in own:
        if token in others:
            continue
        if token not in _GENERIC | COMMON and len(token) > _SHORT:
            yield Form(name, "short", (token,), token, skeleton(token), False)
        elif len(token) > 1 and (len(names) > 1 or token not in _GENERIC):
            yield Form(name, "word", (token,), token, skeleton(token), False)
        if (letters := initials.get(token)) is not None:
            yield Form(name, "word", letters, "".join(letters), "".join(letters), False)
    theirs = {pair for other, ts in names if other != name for pair in pairwise(ts)}
    for pair in pairwise(tokens):
        if pair[1].isdigit() and pair not in theirs:  # "Class 10" beside "Class 9"
            yield Form(name, "word", pair, "".join(pair), "".join(pair), False)
    for pair in pairwise(own) if len(own) > 2 else ():
        if not set(pair) <= others | _GENERIC:
            yield Form(name, "project", pair, "".join(pair), "".join(map(skeleton, pair)), False)


def _initials(name: str) -> dict[str, tuple[str, ...]]:
    """The words of a name that are said letter by letter, with their letters: "p g", "m p p s c"."""
    short = [w for w in name.split() if w.isupper() and w.isalpha() and w.isascii() and 1 < len(w) < _LONG]
    return {canonical(w): tuple(w.casefold()) for w in short}


def find_mentions(words: Words, catalogue: Catalogue) -> list[Mention]:
    """What of the catalogue the text names, left to right; the longest form wins, places do not overlap."""
    forms = forms_of(catalogue)
    tokens = _usual(words)
    sounds = list(map(_SOUNDS.__getitem__, tokens))
    letters, heard, ends = "".join(tokens), "".join(sounds), f"{' '.join(tokens)} "
    abroad = vertical_of(catalogue.vertical).names_tell
    taken: set[int] = set()
    found: list[Mention] = []
    for form in forms:
        if not form.may_be_in(letters, heard, ends):
            continue
        alike = form.may_begin(tokens, sounds)
        for length in form.lengths:
            for i in alike:
                if i + length > len(tokens) or not taken.isdisjoint(range(i, i + length)):
                    continue
                if not _same(form, tokens[i : i + length], sounds[i : i + length]):
                    continue
                if _nearest(form, "".join(tokens[i : i + length]), forms) and not _a_place(
                    words, form, i, length, abroad
                ):
                    taken.update(range(i, i + length))
                    found.append(Mention(form.name, form.kind, i, i + length - 1, form.whole))
    return sorted(found, key=lambda m: m.first)


def _same(form: Form, tokens: Sequence[str], sounds: Sequence[str]) -> bool:
    letters = "".join(tokens)
    if letters == form.letters:
        return True
    if not form.rough or len(letters) < _LETTERS:
        return False
    if len(form.sounds) >= _LETTERS and "".join(sounds) == form.sounds:
        return True
    near = abs(len(letters) - len(form.letters)) <= _SHORT and tokens[-1][-_END:] == form.tokens[-1][-_END:]
    return near and _digits(tokens) == _digits(form.tokens) and JaroWinkler.similarity(letters, form.letters) >= _CLOSE


def _nearest(form: Form, letters: str, forms: Sequence[Form]) -> bool:
    """Whether no other name is written more like the letters: "MCA Regular" is no slip of MBA Regular."""
    if not form.whole or letters == form.letters:
        return True
    slips = Levenshtein.distance(letters, form.letters)
    return all(Levenshtein.distance(letters, f.letters) >= slips for f in forms if f.whole and f.name != form.name)


def _a_place(words: Words, form: Form, i: int, length: int, abroad: bool) -> bool:
    """A part of a project's name that is a place of its own ("Garia", of Garia Greens) means the place.

    Not so a country where courses are called by theirs (`abroad`): who wants Canada wants "Study Abroad Canada".
    """
    if form.whole and length >= len(form.tokens):
        return False
    place = known_at(words, i)
    if place is None or place[1] < i + length - 1 or (abroad and kind_of(place[0]) == "abroad"):
        return False
    return form.letters in canonical(place[0].replace(" ", "")) or form.letters in place[0].replace(" ", "").casefold()


def _digits(tokens: Sequence[str]) -> list[str]:
    return [t for t in tokens if t[:1].isdigit()]
