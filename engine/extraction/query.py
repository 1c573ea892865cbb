"""A question about the past as what it asks for: words in one spelling, what they speak of, who said it, when.

"What did she say last week about parking" asks for *parking*, said by the buyer, in the week before this one. Nothing
here decides what fits; a ranking does (engine/search.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine.extraction.files import read_toml
from engine.extraction.numbers import small
from engine.extraction.people import relations_in
from engine.extraction.spelling import canonical
from engine.extraction.words import read_words
from graph_schema.vocabulary import Speaker

_DATA = read_toml("query")
_DATES = read_toml("dates")
_MONTHS = {canonical(m): n for n, m in enumerate(_DATES["months"], 1)}
_WEEKDAYS = {canonical(d): n for n, d in enumerate(_DATES["weekdays"])}
_TIME = {name: frozenset(map(canonical, words)) for name, words in _DATA["time"].items()}
_UNITS = {word: unit for unit in ("day", "week", "month", "year") for word in _TIME[unit]}
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_BUYER, _SELLER = (frozenset(map(canonical, _DATA[who])) for who in ("buyer", "seller"))
_DROPPED = frozenset(map(canonical, _DATA["drop"])) | _BUYER | _SELLER
_TOPICS = [
    (topic, tuple(canonical(word) for word in phrase.split()))
    for topic, phrases in _DATA["topics"].items()
    for phrase in phrases
]
_LONGEST = 500
_PLURAL = 4

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Query:
    """`words` are stems in one spelling; `written` the same as they were typed; `topics` are the slots, roles and
    relations that they speak of.

    `span` is a half-open pair of days, None where no time is named.
    """

    words: tuple[str, ...]
    written: tuple[str, ...]
    topics: frozenset[str]
    speaker: Speaker | None
    span: Span | None


def read_query(text: str, today: date) -> Query:
    """What a question asks for; a text of nothing but question words asks for those words."""
    read = read_words(text, 0, min(len(text), _LONGEST))
    tokens = read.tokens
    span, spent = _span(tokens, today)
    spoken = [i for i, token in enumerate(tokens) if token[0].isalnum() and i not in spent]
    meant = [i for i in spoken if tokens[i] not in _DROPPED]
    speaker = _speaker(tokens)
    if not meant and not (span or speaker):
        meant = spoken
    return Query(
        words=tuple(dict.fromkeys(stem(tokens[i]) for i in meant)),
        written=tuple(dict.fromkeys(read.raw(i).casefold() for i in meant)),
        topics=relations_in(read) | {topic for topic, phrase in _TOPICS if _holds(tokens, phrase)},
        speaker=speaker,
        span=span,
    )


def stems_of(text: str) -> list[str]:
    """The words of something said, as a query's words can be looked for among them."""
    return [stem(token) for token in read_words(text, 0, min(len(text), _LONGEST * 40)).tokens if token[0].isalnum()]


def stem(token: str) -> str:
    """A word without the plural's s: what is asked of parkings fits parking."""
    return token[:-1] if len(token) > _PLURAL and token.endswith("s") and not token.endswith("ss") else token


def index_form(text: str, longest: int = 20_000) -> str:
    """What the full-text index holds of something said: each word once in its one spelling, and as it was written."""
    read = read_words(text, 0, min(len(text), longest))
    spoken = [(i, token) for i, token in enumerate(read.tokens) if token[0].isalnum()]
    folded = dict.fromkeys(stem(token) for _, token in spoken)
    return " ".join(folded | dict.fromkeys(read.raw(i).casefold() for i, _ in spoken))


def _holds(tokens: Sequence[str], phrase: tuple[str, ...]) -> bool:
    return any(tuple(tokens[i : i + len(phrase)]) == phrase for i in range(len(tokens)))


def _speaker(tokens: Sequence[str]) -> Speaker | None:
    """Who is asked about, where one side alone is named."""
    buyer, seller = not _BUYER.isdisjoint(tokens), not _SELLER.isdisjoint(tokens)
    return None if buyer == seller else Speaker.BUYER if buyer else Speaker.SELLER


def _span(tokens: Sequence[str], today: date) -> tuple[Span | None, set[int]]:
    """The time that is named, and the tokens that name it and nothing else."""
    for i, token in enumerate(tokens):
        before, after = (tokens[j] if 0 <= j < len(tokens) else "" for j in (i - 1, i + 1))
        if token in _TIME["today"]:
            return _days(today, today), {i}
        if token in _TIME["yesterday"]:
            return _days(today - timedelta(1), today - timedelta(1)), {i}
        if token in _UNITS:
            found = _unit_span(tokens, i, today)
        elif (token in _MONTHS or token in _WEEKDAYS) and (before in _ANCHORS or after == _ME):
            found = _since(before, _named(token, today), today), {i - 1} if before in _ANCHORS else set()
        else:
            found = None
        if found:
            return found
    return None, set()


_ME = canonical("mein")
_ANCHORS = _TIME["in"] | _TIME["last"] | _TIME["since"]


def _unit_span(tokens: Sequence[str], i: int, today: date) -> tuple[Span, set[int]] | None:
    """ "last week", "last 3 days", "2 mahine pehle", "this month"."""
    unit = _UNITS[tokens[i]]
    before, earlier, after = (tokens[j] if 0 <= j < len(tokens) else "" for j in (i - 1, i - 2, i + 1))
    number = int(before) if before.isdigit() and len(before) < _PLURAL else small(before)
    if number is not None and after in _TIME["ago"]:
        middle = today - timedelta(int(number) * _DAYS[unit])
        near = timedelta(_DAYS[unit] // 2)
        return _days(middle - near, middle + near), {i - 1, i, i + 1}
    if number is not None and earlier in _TIME["last"]:
        return _days(today - timedelta(int(number) * _DAYS[unit]), today), {i - 2, i - 1, i}
    first = _begin(unit, today)
    if before in _TIME["last"]:
        return (_begin(unit, first - timedelta(1)), first), {i - 1, i}
    if before in _TIME["this"]:
        return _days(first, today), {i - 1, i}
    return None


def _begin(unit: str, day: date) -> date:
    if unit == "week":
        return day - timedelta(day.weekday())
    return day if unit == "day" else day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _named(token: str, today: date) -> Span:
    """The last month or weekday of this name that has begun."""
    if token in _WEEKDAYS:
        day = today - timedelta((today.weekday() - _WEEKDAYS[token]) % 7)
        return _days(day, day)
    first = date(today.year - (_MONTHS[token] > today.month), _MONTHS[token], 1)
    return first, _begin("month", first + timedelta(40))


def _since(before: str, span: Span, today: date) -> Span:
    return (span[0], today + timedelta(1)) if before in _TIME["since"] else span


def _days(first: date, last: date) -> Span:
    return first, last + timedelta(1)
