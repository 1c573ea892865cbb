"""What was once said about something: turns gathered by traversal or by full text, ranked here, best first.

Of one buyer every turn is looked at. Across the tenant the full-text index proposes by words; its scores know all
tenants and are not used. A turn fits by its words, by what was read in it, and a little by its neighbours' words.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from math import log
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from rapidfuzz.distance import JaroWinkler

from engine import configuration
from engine.clock import from_ms, rfc3339, to_ms
from engine.errors import NotFound
from engine.extraction.query import Query, read_query, stems_of
from engine.model.explored import Hit
from engine.store import buyers as buyer_store
from engine.store import decisions
from engine.store.lucene import words_of
from engine.store.session import Store

Json = dict[str, Any]
CANDIDATES = 200
"""Turns that the index of all tenants proposes."""
RERANKED = 40
"""Of the best so many a reranker says its part."""
NEAR = timedelta(hours=12)
"""Interactions of one channel that are no further apart are one conversation."""
_ALIKE, _ALMOST, _SHORT = 0.92, 0.6, 4
_READ, _MOST_READ = 2.0, 2
_NEIGHBOUR, _SPEAKER, _TIME = 0.3, 2.0, 3.0
_JOINED = 0.5
"""A turn next to a better one is shown beside it alone when it has less than this share of its score."""
_FUSION = 60


class Reranker(Protocol):
    """Says how well texts answer a question, where words alone do not."""

    async def scores(self, question: str, texts: Sequence[str]) -> list[float] | None:
        """One number a text, the higher the better; None when it cannot say, and the order by words stands."""
        ...


@dataclass(frozen=True, slots=True)
class Scope:
    """Which turns are searched; None does not narrow."""

    buyer_id: str | None = None
    channel: str | None = None
    since: datetime | None = None


async def search(
    store: Store, q: str, scope: Scope, *, now: datetime, limit: int = 20, reranker: Reranker | None = None
) -> list[Json]:
    """Turns in which something was said, best first, each with the turn before and after. Raises NotFound.

    Time and speaker that the question names lift what fits them; they hide nothing.
    """
    zone = ZoneInfo((await configuration.newest(store)).settings.time_zone)
    query = read_query(q, now.astimezone(zone).date())
    span_ms = _span_ms(query, zone)
    if scope.buyer_id is None:
        hits = await _proposed(store, query, scope, span_ms, max(limit, CANDIDATES))
    else:
        hits = await _all_of(store, scope)
    ranked = rank(query, hits, span_ms)
    if reranker is not None and (scores := await reranker.scores(q, [hit["text"] for hit in ranked[:RERANKED]])):
        ranked = _fused(ranked, scores)
    return [_shown(hit) for hit in ranked[:limit]]


def rank(query: Query, hits: Sequence[Hit], span_ms: tuple[int, int] | None = None) -> list[Hit]:
    """The turns that fit, best first: BM25 without length (turns are short) over these turns alone, so that no score
    tells of another tenant; what was read in a turn counts like a rare word. Newest first among equals.
    """
    counted = _counter(query)
    held = Counter(word for hit in hits for word in counted(hit["text"]))
    weight = {word: log(1 + (len(hits) - n + 0.5) / (n + 0.5)) for word, n in held.items()}

    def words(counts: Counter[str] | dict[str, float]) -> float:
        return sum(weight.get(word, 0.0) * 2.2 * n / (n + 1.2) for word, n in counts.items())

    def score(hit: Hit) -> float:
        own = counted(hit["text"])
        read = len((query.topics | (set(query.words) - set(own))) & set(hit["topics"]))
        fits = words(own) + _READ * min(read, _MOST_READ)
        if not fits and (query.words or query.topics):
            return 0.0
        beside = [counted(near["text"]) for near in (hit["before"], hit["after"]) if near]
        fits += _NEIGHBOUR * max((words({w: n for w, n in b.items() if w not in own}) for b in beside), default=0.0)
        if query.speaker and hit["speaker"] == query.speaker:
            fits = (fits or 1.0) * _SPEAKER
        if span_ms and span_ms[0] <= hit["at_ms"] < span_ms[1]:
            fits = (fits or 1.0) * _TIME
        return fits

    scored = [Hit(**{**hit, "score": score(hit)}) for hit in hits]
    ranked = sorted(scored, key=lambda hit: (-hit["score"], -hit["at_ms"], hit["interaction_id"], hit["turn"]))
    return list(_joined([hit for hit in ranked if hit["score"]]))


def _counter(query: Query) -> Callable[[str], Counter[str]]:
    """How often a text holds each word of a query; a word that is almost the same counts a part."""

    @cache
    def nearest(stem: str) -> tuple[str, float] | None:
        if stem in query.words:
            return stem, 1.0
        if len(stem) <= _SHORT:
            return None
        alike = [(JaroWinkler.similarity(stem, word), word) for word in query.words if len(word) > _SHORT]
        best, word = max(alike, default=(0.0, ""))
        return (word, _ALMOST) if best >= _ALIKE else None

    @cache
    def counted(text: str) -> Counter[str]:
        counts: Counter[str] = Counter()
        for stem in stems_of(text):
            if found := nearest(stem):
                counts[found[0]] += found[1]  # type: ignore[assignment]
        return counts

    return counted


def _joined(ranked: Sequence[Hit]) -> list[Hit]:
    """Without turns that a better one shows beside it and that add little themselves."""
    shown: dict[tuple[str, str], float] = {}
    kept = []
    for hit in ranked:
        if hit["score"] < _JOINED * shown.get((hit["interaction_id"], hit["turn"]), 0.0):
            continue
        kept.append(hit)
        for near in (hit["before"], hit["after"]):
            if near:
                shown.setdefault((near.get("interaction_id", hit["interaction_id"]), near["turn"]), hit["score"])
    return kept


def _fused(ranked: Sequence[Hit], scores: Sequence[float]) -> list[Hit]:
    """Both orders as one, by reciprocal ranks; what the reranker did not see comes after."""
    order = sorted(range(len(scores)), key=lambda n: -scores[n])
    said = {n: place for place, n in enumerate(order)}
    best = sorted(said, key=lambda n: (-(1 / (_FUSION + n) + 1 / (_FUSION + said[n])), n))
    return [*(ranked[n] for n in best), *ranked[len(scores) :]]


async def _proposed(store: Store, query: Query, scope: Scope, span_ms: tuple[int, int] | None, most: int) -> list[Hit]:
    """What the index proposes; of a time that is named first that time alone, since common words crowd it out."""
    words = [words_of(" ".join(some)) for some in (query.words, query.written)]
    wanted = list(dict.fromkeys(word for some in words for word in some))
    if not wanted:
        return []
    spans: list[tuple[datetime | None, datetime | None]] = [(scope.since, None)]
    if span_ms:
        first, last = map(from_ms, span_ms)
        spans.insert(0, (max(first, scope.since) if scope.since else first, last))
    found: dict[tuple[str, str], Hit] = {}
    for since, until in spans:
        for hit in await buyer_store.search_turns(
            store, words=wanted, channel=scope.channel, since=since, until=until, limit=most
        ):
            found.setdefault((hit["interaction_id"], hit["turn"]), hit)
    return list(found.values())


async def _all_of(store: Store, scope: Scope) -> list[Hit]:
    """Every turn of a buyer, each with its neighbours in the conversation on that channel."""
    found = await decisions.find_buyer(store, buyer_id=scope.buyer_id or "")
    if found is None:
        raise NotFound("There is no buyer with this id.")
    rows = await buyer_store.list_turns(store, buyer_id=found.id, channel=scope.channel)
    spoken: dict[str, list[Hit]] = {}
    for row in rows:
        for turn in row["turns"]:
            hit = Hit(
                interaction_id=row["interaction_id"],
                turn=turn["turn"],
                at_ms=turn["at_ms"],
                channel=row["channel"],
                speaker=turn["speaker"],
                text=turn["text"],
                topics=turn["topics"],
                score=0.0,
                buyer_id=found.id,
                before=None,
                after=None,
            )
            said = spoken.setdefault(row["channel"], [])
            if said and hit["at_ms"] - said[-1]["at_ms"] <= NEAR.total_seconds() * 1000:
                hit["before"], said[-1]["after"] = _near(said[-1]), _near(hit)
            said.append(hit)
    since_ms = to_ms(scope.since) if scope.since else None
    return [hit for said in spoken.values() for hit in said if since_ms is None or hit["at_ms"] >= since_ms]


def _near(hit: Hit) -> dict[str, str]:
    return {name: hit[name] for name in ("interaction_id", "turn", "speaker", "text")}


def _span_ms(query: Query, zone: ZoneInfo) -> tuple[int, int] | None:
    if query.span is None:
        return None
    first, last = (to_ms(datetime.combine(day, time(), zone)) for day in query.span)
    return first, last


def _shown(hit: Hit) -> Json:
    return {
        "interaction_id": hit["interaction_id"],
        "turn": hit["turn"],
        "at": rfc3339(from_ms(hit["at_ms"])),
        "channel": hit["channel"],
        "speaker": hit["speaker"],
        "text": hit["text"],
        "score": round(hit["score"], 4),
        "before": hit["before"],
        "after": hit["after"],
        "buyer_id": hit["buyer_id"],
    }
