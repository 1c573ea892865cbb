"""What the tenant sells, found in a text: full names and aliases in any script or spelling, and clear short forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

from engine.extraction.files import read_toml
from engine.extraction.names import COMMON, skeleton
from engine.extraction.spelling import canonical
from engine.extraction.words import Words, read_words
from engine.model.tenant import Catalogue

_DATA = read_toml("catalogue")
_GENERIC = frozenset(canonical(w) for w in _DATA["generic"])
_CLOSE = 0.93
_LONG = 7


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a name: its words as spelled, as one run of letters, and as sounds."""

    name: str
    kind: str
    tokens: tuple[str, ...]
    letters: str
    sounds: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """The tokens first..last name something: `kind` project, competitor or location. `whole`: by its full name."""

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
        for alias in (project.name, *project.aliases):
            forms.append(_form(project.name, "project", alias))
        names.append((project.name, read_words(project.name).tokens))
        forms += [_form(place, "location", place) for place in project.locations]
    for competitor in catalogue.competitors:
        forms += [_form(competitor.name, "competitor", alias) for alias in (competitor.name, *competitor.aliases)]
    forms += _short_forms(names)
    return tuple(sorted((f for f in forms if f.letters), key=lambda f: (-len(f.tokens), -len(f.letters), f.name)))


def _form(name: str, kind: str, text: str, whole: bool = True) -> Form:
    tokens = tuple(t for t in read_words(text).tokens if t[:1].isalnum())
    return Form(name, kind, tokens, "".join(tokens), "".join(skeleton(t) for t in tokens), whole)


def _short_forms(names: Sequence[tuple[str, tuple[str, ...]]]) -> list[Form]:
    """A word that only one project has, and that is no everyday word, may stand for it; so may its first two words."""
    forms: list[Form] = []
    for name, tokens in names:
        others = {t for other, ts in names if other != name for t in ts}
        own = [t for t in tokens if t.isalpha()]
        for token in own:
            if token not in others and token not in _GENERIC and token not in COMMON and len(token) > 3:
                forms.append(Form(name, "short", (token,), token, skeleton(token), False))
        for pair in zip(own, own[1:], strict=False):
            if len(own) > 2 and not set(pair) <= others | _GENERIC:
                forms.append(Form(name, "project", pair, "".join(pair), "".join(map(skeleton, pair)), False))
    return forms


def find_mentions(words: Words, catalogue: Catalogue) -> list[Mention]:
    """What of the catalogue the text names, left to right; the longest form wins, places do not overlap."""
    taken: set[int] = set()
    found: list[Mention] = []
    tokens = words.tokens
    sounds = [skeleton(t) if t.isalpha() else t for t in tokens]
    for form in forms_of(catalogue):
        size = len(form.tokens)
        for length in sorted({size, size + 1, max(size - 1, 1)} if form.whole else {size}):
            for i in range(len(tokens) - length + 1):
                if not taken.isdisjoint(range(i, i + length)) or not tokens[i][:1].isalnum():
                    continue
                if _same(form, tokens[i : i + length], sounds[i : i + length]):
                    taken.update(range(i, i + length))
                    found.append(Mention(form.name, form.kind, i, i + length - 1, form.whole))
    return sorted(found, key=lambda m: m.first)


def _same(form: Form, tokens: Sequence[str], sounds: Sequence[str]) -> bool:
    letters = "".join(tokens)
    if letters == form.letters:
        return True
    if not form.letters or (letters[:1] != form.letters[:1] and sounds[0][:1] != form.sounds[:1]):
        return False
    if (len(form.letters) < _LONG and form.whole) or len(letters) < 5:
        return False
    if form.whole and "".join(sounds) == form.sounds and len(form.sounds) > 4:
        return True
    if abs(len(letters) - len(form.letters)) > 3 or not form.whole:
        return False
    return (
        JaroWinkler.similarity(letters, form.letters) >= _CLOSE
        and _digits(tokens) == _digits(form.tokens)
        and tokens[-1][-2:] == form.tokens[-1][-2:]
    )


def _digits(tokens: Sequence[str]) -> list[str]:
    return [t for t in tokens if t[:1].isdigit()]
