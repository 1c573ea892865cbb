"""The crowd of `rapport demo --buyers`: the same from the same seed, valid, varied, tied, and never held in memory."""

import tracemalloc
from collections import Counter, defaultdict
from itertools import islice, pairwise

from api.demo.crowd import CATALOGUE, crowd, month_of, neighbourhood
from api.demo.crowd.cast import HOME
from api.schemas.catalogue import CatalogueIn
from engine.channels.api_event import event_from_json, event_to_json
from engine.clock import parse_time
from engine.extraction.spelling import has_devanagari
from engine.identity.normalise import normalise
from engine.identity.rules import default_rules
from engine.model.event import Event
from graph_schema.vocabulary import Direction, Kind, Speaker

UNTIL = parse_time("2026-11-01T00:00:00Z")
RULES = default_rules()
EVENTS = list(crowd(1000, seed=1, until=UNTIL))


def test_the_seed_tells_the_story() -> None:
    assert list(islice(crowd(10**9, seed=1, until=UNTIL), 500)) == EVENTS[:500], "however many are asked for"
    other = list(islice(crowd(1000, seed=2, until=UNTIL), 500))
    assert not {e.ref for e in other} & {e.ref for e in EVENTS}
    assert not {i.value for e in other for i in e.identifiers} & {i.value for e in EVENTS for i in e.identifiers}
    assert month_of(parse_time("2026-11-26T23:30:00Z")) == UNTIL


def test_every_event_is_one_that_the_api_takes() -> None:
    for event in EVENTS:
        assert event_from_json(event_to_json(event), received_at=UNTIL).identifiers == event.identifiers
        for found in normalise(event.identifiers, source=event.source, region="IN", rules=RULES):
            assert found.blocked is None, found
        assert event.at < UNTIL
    assert len({(e.source, e.ref) for e in EVENTS}) == len(EVENTS)
    CatalogueIn.model_validate(CATALOGUE)


def test_activity_has_a_long_tail() -> None:
    counts = sorted(Counter(e.ref.rpartition("-")[0] for e in EVENTS).values())
    assert counts[len(counts) // 2] < 10
    assert counts[-1] > 100
    assert sum(counts[-len(counts) // 10 :]) > 0.4 * len(EVENTS), "a tenth of the buyers do much of it"


def test_words_are_varied_in_three_tongues() -> None:
    said = [t.text for e in EVENTS for t in e.turns if t.speaker is Speaker.BUYER]
    assert len(set(said)) > 0.4 * len(said)
    assert 0.05 < sum(map(has_devanagari, said)) / len(said) < 0.3
    assert {"nahi", "nhi"} <= {word for text in said for word in text.split()}
    assert not [text for e in EVENTS for t in e.turns if "{" in (text := t.text) or "  " in text]


def test_what_a_tenant_sees_is_there() -> None:
    kinds = Counter(e.kind for e in EVENTS)
    for kind in (Kind.CALL, Kind.FORM, Kind.NOTE, Kind.CLICK, Kind.VISIT, Kind.STAGE_CHANGE, Kind.OUTCOME, Kind.READ):
        assert kinds[kind] > 5, kind
    assert max(len(e.turns) for e in EVENTS) > 6, "calls have several turns"
    gaps = [b.at - a.at for some in _of_each().values() for a, b in pairwise(some)]
    assert max(gaps).days > 120, "some come back after months"
    assert Counter(e.direction for e in EVENTS)[Direction.OUTBOUND] > len(EVENTS) / 10


def test_neighbours_are_tied() -> None:
    people = [p for n in range(40) for p in neighbourhood(n, seed=1, until=UNTIL)]
    assert len(people) == 40 * HOME
    holders = defaultdict(list)
    for person in people:
        holders[person.phones[0]].append(person)
    sizes = Counter(map(len, holders.values()))
    assert sizes[1] > 0.7 * len(people)
    assert sizes[2] > 20, "family phones and numbers passed on"
    assert max(sizes) > 5, "a broker with many leads"
    passed_on = [some for some in holders.values() if len(some) == 2 and (some[1].start - some[0].start).days > 500]
    couples = [p for p in people if p.partner]
    assert passed_on
    assert couples
    assert all(p.partner and p.partner[1] in holders for p in couples)


def test_memory_does_not_grow() -> None:
    peaks = []
    for buyers in (250, 750):
        tracemalloc.start()
        for _ in crowd(buyers, seed=3, until=UNTIL):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def _of_each() -> dict[str, list[Event]]:
    found = defaultdict(list)
    for event in EVENTS:
        found[event.ref.rpartition("-")[0]].append(event)
    return found
