"""Fixtures of the channel tests: deliveries from tests/data/<provider>, and events in the short form of the tables."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.channels.base import Delivery, Parsed
from engine.channels.providers import PROVIDERS
from engine.model.event import Event

DATA = Path(__file__).resolve().parents[2] / "data"
RECEIVED_AT = datetime(2026, 5, 16, 5, 0, tzinfo=UTC)
SOURCE = "src-1"


def deliver(body: bytes, content_type: str = "application/json") -> Delivery:
    headers = {"content-type": content_type}
    return Delivery("POST", "https://rapport.example/v1/webhooks/k", headers, {}, body, RECEIVED_AT)


@pytest.fixture
def delivery() -> Callable[..., Delivery]:
    return deliver


@pytest.fixture
def parsed() -> Callable[[str, str], Parsed]:
    """(provider, file name) → what its parse makes of tests/data/<provider>/<file>."""

    def read(provider: str, name: str) -> Parsed:
        return PROVIDERS[provider].parse(deliver((DATA / provider / name).read_bytes()), SOURCE)

    return read


@pytest.fixture
def short() -> Callable[[Event], dict[str, Any]]:
    """An event with only what it states, in plain words, so that a table can hold it."""

    def shape(event: Event) -> dict[str, Any]:
        stated: dict[str, Any] = {
            "ref": event.ref,
            "kind": event.kind.value,
            "dir": event.direction.value,
            "ids": [
                f"{one.role.value + ' ' if one.role.value != 'self' else ''}{one.kind}:{one.value}"
                f"{'!' if one.verified else ''}"
                for one in event.identifiers
            ],
            "name": event.profile.name,
            "city": event.profile.city,
            "campaign": event.campaign,
            "turns": [f"{turn.speaker.value}: {turn.text}" for turn in event.turns],
            "data": dict(event.data),
            "summary": event.summary,
        }
        return {key: value for key, value in stated.items() if value not in (None, [], {})}

    return shape
