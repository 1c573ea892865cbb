"""What the seller's own courses are about: their names without the brand and without how they are taught.

"Mentor Civil Judge Crash" is about "civil judge": whoever says that means this kind, though no vocabulary knows it.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations_with_replacement, takewhile

from engine.extraction.files import read_toml
from engine.extraction.gazetteer import known_at
from engine.extraction.names import COMMON
from engine.extraction.products import Own, products_in
from engine.extraction.spelling import canonical
from engine.extraction.words import Words, read_words
from engine.model.tenant import Catalogue
from engine.verticals import vertical_of

_STRUCTURE = frozenset(canonical(w) for w in read_toml("products")["structure"]["words"])
_ENDS = frozenset(canonical(w) for w in ("for", "in", "with", "at", "by", "from", "-", "("))
_LEAST = 3
_PAIR = 2


@lru_cache(maxsize=256)
def brands_of(catalogue: Catalogue) -> frozenset[str]:
    """The words with which the names of courses begin: the seller's own, no kind of course."""
    return frozenset(token for project in catalogue.projects for token in read_words(project.name).tokens[:1])


def named_by_brand(catalogue: Catalogue) -> bool:
    """Whether the names begin with a brand: several share it."""
    return len(brands_of(catalogue)) < len(catalogue.projects)


def kinds_of(name: str, catalogue: Catalogue) -> list[str]:
    """The kinds that a project's name tells: "Sarthi Car Loan"; of a course what is left beside the brand."""
    words = read_words(name)
    found = [p.value for p in products_in(words, catalogue.vertical)]
    trade = vertical_of(catalogue.vertical)
    if found or not trade.names_tell:
        return found if trade.sizes else found[:1]
    told = _value(words, *span) if (span := _subject(words, catalogue)) else ""
    return [told] if told and named_by_brand(catalogue) else []


@lru_cache(maxsize=256)
def kinds_by_project(catalogue: Catalogue) -> Mapping[str, list[str]]:
    """The kinds that each project's name tells, by that name."""
    return {project.name: kinds_of(project.name, catalogue) for project in catalogue.projects}


@lru_cache(maxsize=256)
def subjects_of(catalogue: Catalogue) -> tuple[Own, ...]:
    """Every way of saying what a course of the catalogue is about, with the kind that is meant by it.

    Only names in Latin letters tell: those in Devanagari cannot be spelt.
    """
    trade = vertical_of(catalogue.vertical)
    if not trade.names_tell or not (named_by_brand(catalogue) or len(catalogue.projects) == 1):
        return ()
    told: dict[tuple[str, ...], str] = {}
    for project in catalogue.projects:
        words = read_words(project.name)
        if (span := _subject(words, catalogue)) is not None:
            for first, last in _said(words, *span, catalogue.vertical):
                told.setdefault(words.tokens[first : last + 1], _value(words, first, last))
    return tuple(sorted(((tokens, value) for tokens, value in told.items() if value), key=lambda o: -len(o[0])))


def _subject(words: Words, catalogue: Catalogue) -> tuple[int, int] | None:
    """The tokens of a name after the brand, up to "for …", less what at either end only says how it is taught."""
    tokens = words.tokens
    own = takewhile(lambda i: tokens[i] not in _ENDS, range(_branded(catalogue), len(tokens)))
    telling = [i for i in own if _names(words, i)]
    return (telling[0], telling[-1]) if telling and words.raw(telling[0]).isascii() else None


@lru_cache(maxsize=256)
def _branded(catalogue: Catalogue) -> int:
    """How many words of each name are the brand: those that all names share and that are no kind, else the first."""
    names = [read_words(project.name) for project in catalogue.projects]
    shared = len(list(takewhile(lambda same: len(set(same)) == 1, zip(*(n.tokens for n in names), strict=False))))
    kinds = [product.first for product in products_in(names[0], catalogue.vertical)]
    shared = min([shared, *kinds, *(len(n.tokens) - 1 for n in names)])
    return shared if len(names) > 1 and shared > 0 else 1


def _said(words: Words, first: int, last: int, vertical: str) -> Iterator[tuple[int, int]]:
    """The parts of a subject by which it is called: all of it, some words in a row, a short form in capitals."""
    known = products_in(words, vertical)
    for start, end in combinations_with_replacement(range(first, last + 1), 2):
        if not (_names(words, start) and _names(words, end)):
            continue
        if start == end:
            short = _short_form(words, start) or (first == last and _telling(words, start))
            if short and not any(p.first <= start <= p.last for p in known):
                yield start, end
        elif not any(p.first == start and _only_which(words, p.last + 1, end) for p in known):
            yield start, end


def _names(words: Words, i: int) -> bool:
    return words.tokens[i].isalpha() and words.tokens[i] not in _STRUCTURE


def _only_which(words: Words, first: int, last: int) -> bool:
    """Whether what follows a known kind only says which of that kind: "NEET Integrated", but not "SSC GD"."""
    return first <= last and not all(_capitals(words, i) for i in range(first, last + 1))


def _telling(words: Words, i: int) -> bool:
    return len(words.tokens[i]) > _LEAST and words.tokens[i] not in COMMON and known_at(words, i) is None


def _short_form(words: Words, i: int) -> bool:
    return _capitals(words, i) and _names(words, i) and words.tokens[i] not in COMMON and known_at(words, i) is None


def _capitals(words: Words, i: int) -> bool:
    return words.raw(i).isascii() and words.raw(i).isupper() and len(words.raw(i)) >= _PAIR


def _value(words: Words, first: int, last: int) -> str:
    start, end = words.span(first, last)
    told = words.text[start:end].lower()
    return told if told.isascii() else ""
