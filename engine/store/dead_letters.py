"""Deliveries that nobody could read: kept whole, shown without content, tried again on demand."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import orjson

from cypher import QUERIES
from engine import ids
from engine.clock import from_ms, to_ms
from engine.errors import NotFound
from engine.store.session import Store

_END_OF_TIME_MS = 2**62


@dataclass(frozen=True, slots=True)
class Letter:
    """A delivery as it is kept. `query` is the raw query string; `headers` are those that an adapter may read."""

    source: str
    provider: str
    method: str
    content_type: str
    headers: Mapping[str, str] = field(repr=False)
    query: str = field(repr=False)
    body: bytes = field(repr=False)
    received_at: datetime
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A dead letter as lists show it; `detail` says what was wrong, never what was said."""

    id: str
    source: str
    provider: str
    content_type: str
    detail: str
    size: int
    received_at: datetime
    deliveries: int
    attempts: int


async def save_dead_letter(store: Store, letter: Letter, detail: str) -> str:
    """Keep a delivery; the same one again only counts. Answers its id."""
    letter_id = ids.derive("dead-letter", store.tenant_id, letter.source, letter.query, letter.body.hex())
    await store.run(
        QUERIES["dead_letters/save_dead_letter"],
        id=letter_id,
        source=letter.source,
        provider=letter.provider,
        method=letter.method,
        content_type=letter.content_type,
        headers=orjson.dumps(dict(letter.headers)).decode(),
        query_string=letter.query,
        body=base64.b64encode(letter.body).decode(),
        detail=detail,
        received_at=letter.received_at,
    )
    return letter_id


async def list_dead_letters(store: Store, *, limit: int, after: tuple[datetime, str] | None = None) -> list[LetterLine]:
    """Those that wait, newest first; `after` is time and id of the last one seen."""
    before_ms, last_id = (to_ms(after[0]), after[1]) if after else (_END_OF_TIME_MS, "")
    rows = await store.run(
        QUERIES["dead_letters/list_dead_letters"], before_ms=before_ms, after_id=last_id, limit=limit
    )
    return [
        LetterLine(
            row["id"],
            row["source"],
            row["provider"],
            row["content_type"],
            row["detail"],
            row["bytes"],
            from_ms(row["received_at_ms"]),
            row["deliveries"],
            row["attempts"],
        )
        for row in rows
    ]


async def find_dead_letter(store: Store, letter_id: str) -> Letter:
    """One dead letter, whole. Raises NotFound."""
    row = await store.one(QUERIES["dead_letters/find_dead_letter"], id=letter_id)
    if row is None:
        raise NotFound("there is no dead letter of this id")
    return Letter(
        row["source"],
        row["provider"],
        row["method"],
        row["content_type"],
        orjson.loads(row["headers"]),
        row["query"],
        base64.b64decode(row["body"]),
        from_ms(row["received_at_ms"]),
        row["resolved"],
    )


async def try_dead_letter(store: Store, letter_id: str, *, now: datetime, detail: str | None = None) -> None:
    """Count a retry: `detail` says what is still wrong; without it the letter is resolved."""
    await store.run(
        QUERIES["dead_letters/try_dead_letter"],
        id=letter_id,
        detail=detail,
        retried_at=now,
        resolved_at=None if detail else now,
    )
