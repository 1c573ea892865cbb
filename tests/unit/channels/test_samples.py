"""Every published sample is read, and no mutation of a body raises anything but InvalidPayload."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.channels.base import Delivery, Parsed
from engine.channels.providers import PROVIDERS
from engine.errors import InvalidPayload
from engine.model.event import Event
from tests.unit.channels.conftest import DATA, deliver

SHARED = Path(__file__).resolve().parents[3] / ".." / "shared" / "payloads"
SAMPLES = [
    (name, path)
    for name in PROVIDERS
    for path in sorted((SHARED / name).glob("*"))
    if path.suffix in (".json", ".eml") and SHARED.exists()
]
OWN = [(name, path) for name in PROVIDERS for path in sorted((DATA / name).glob("*"))]
STATUSES = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts(key)
            yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)


def check(event: Event) -> None:
    """What every event must hold, whatever came in."""
    assert event.ref
    assert event.at.tzinfo is not None
    said = [event.ref, event.payload or "", event.summary or "", event.profile.name or "", event.campaign or ""]
    said += [one.value for one in event.identifiers] + [turn.text for turn in event.turns]
    for text in [*said, *texts(dict(event.data))]:
        text.encode()
        assert "\x00" not in text
    assert len({turn.id for turn in event.turns}) == len(event.turns)
    json.dumps(dict(event.data))


def read(provider: str, given: Delivery) -> Parsed:
    try:
        outcome = PROVIDERS[provider].parse(given, "src")
    except InvalidPayload:
        return Parsed()
    for event in outcome.events:
        check(event)
    for part in outcome.unreadable:
        part.payload.encode()
    return outcome


@pytest.mark.skipif(not SAMPLES, reason="the shared samples are not here")
@pytest.mark.parametrize(("provider", "path"), SAMPLES, ids=[f"{name}-{path.stem}" for name, path in SAMPLES])
def test_published_samples(provider, path) -> None:
    outcome = read(provider, deliver(path.read_bytes()))
    assert outcome.unreadable == ()
    if provider == "vapi":
        assert len(outcome.events) == (path.stem in ("assistant_request", "end_of_call_report_doc_minimal"))
    else:
        assert len(outcome.events) == 1
    if path.stem.startswith("status_") and provider == "whatsapp_cloud":
        assert outcome.events[0].kind == STATUSES[path.stem.split("_")[1]]
        assert outcome.events[0].direction == "outbound"
        assert outcome.events[0].data["of"]
    if path.stem.startswith("reply_") and path.stem not in ("reply_quotations_share_block",):
        assert [turn.text for turn in outcome.events[0].turns] == ["Hello"]
    if path.stem.startswith(("bounce_", "complaint_", "read_receipt")):
        assert outcome.events[0].turns == ()


@pytest.mark.parametrize(("provider", "path"), OWN, ids=[f"{name}-{path.stem}" for name, path in OWN])
def test_own_fixtures_hold_the_invariants(provider, path) -> None:
    read(provider, deliver(path.read_bytes()))


JUNK: list[Any] = [
    *(None, True, 0, -1, 2**70, 1e308, "", " ", "x", "\x00", "9" * 400, "wamid.\ud800"),
    *([], {}, [None], {"id": None}, [[]]),
]


def mutated(value: Any, rng: random.Random) -> Any:
    """The value with something in it dropped, doubled or replaced by junk."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        key = rng.choice(list(value))
        if rng.random() < 0.2:
            return {k: v for k, v in value.items() if k != key}
        return {**value, key: mutated(value[key], rng)}
    if isinstance(value, list) and value and rng.random() < 0.85:
        n = rng.randrange(len(value))
        if rng.random() < 0.2:
            return [*value, value[n]]
        return [*value[:n], mutated(value[n], rng), *value[n + 1 :]]
    return rng.choice(JUNK)


JSON_OWN = [(name, path) for name, path in OWN if path.suffix == ".json"]


@given(st.sampled_from(JSON_OWN), st.integers(0, 2**32), st.integers(1, 4))
def test_mutated_bodies_never_surprise(case, seed, times) -> None:
    provider, path = case
    rng = random.Random(seed)
    body = json.loads(path.read_text())
    for _ in range(times):
        body = mutated(body, rng)
    read(provider, deliver(json.dumps(body).encode()))


@given(st.sampled_from(OWN), st.integers(0, 2**32), st.integers(1, 30))
def test_mutated_bytes_never_surprise(case, seed, times) -> None:
    provider, path = case
    rng = random.Random(seed)
    raw = bytearray(path.read_bytes())
    for _ in range(times):
        n = rng.randrange(len(raw))
        raw[n : n + rng.choice((0, 1, 1, 5))] = bytes(rng.choices(range(256), k=rng.choice((0, 1, 1, 3))))
        raw = raw or bytearray(b"x")
    for content_type in ("application/json", "multipart/form-data; boundary=X", "application/x-www-form-urlencoded"):
        read(provider, deliver(bytes(raw), content_type))
