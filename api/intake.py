"""A provider's delivery, from raw bytes to the log: parsed and recorded; what cannot be read becomes a dead letter.

While Neo4j is away the verified delivery goes to the spool and is taken in later, by the same function.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

import structlog

from api.logs import frames
from api.metrics import EVENTS, WEBHOOKS
from api.services import Services
from api.spool import Spooled
from engine.channels.base import Delivery, Parsed, Provider, Unreadable
from engine.channels.providers import PROVIDERS
from engine.errors import InvalidPayload, RapportError, Unavailable
from engine.model.event import Event
from engine.store import dead_letters
from engine.store.dead_letters import Letter
from engine.store.session import Store
from engine.store.sources import Source

RECORD_S = 3.0
"""Providers wait 3 to 5 seconds for an answer; a delivery that is not recorded by then is spooled."""
CREDENTIALS = frozenset({"authorization", "proxy-authorization", "cookie"})
log = structlog.get_logger()


async def take(services: Services, source: Source, delivery: Delivery) -> None:
    """Keep a verified delivery: in the graph, or on disk while Neo4j is away. Raises Unavailable when neither can."""
    spooled = Spooled(
        tenant_id=source.tenant_id,
        source=source.name,
        provider=source.provider,
        method=delivery.method,
        url=delivery.url,
        headers=_kept(delivery, PROVIDERS[source.provider]),
        query=dict(delivery.query),
        body=delivery.body,
        received_at=delivery.received_at,
    )
    if services.door.is_open and services.spool.is_empty:
        try:
            async with asyncio.timeout(RECORD_S):
                return await take_in(services, spooled)
        except Unavailable:
            services.door.close()
        except TimeoutError:
            log.warning("delivery.slow", provider=source.provider)
    await services.spool.keep(spooled)
    WEBHOOKS.labels(source.provider, "spooled").inc()
    return None


async def take_in(services: Services, spooled: Spooled) -> None:
    """Record every event of a delivery and keep what cannot be read. Raises Unavailable; may be repeated."""
    store = services.graph.tenant(spooled.tenant_id)
    delivery = Delivery(
        spooled.method, spooled.url, spooled.headers, spooled.query, spooled.body, spooled.received_at
    )
    parsed = parse(PROVIDERS[spooled.provider], delivery, spooled.source)
    _, wrong = await _record(services, store, parsed, spooled.received_at)
    if wrong:
        await dead_letters.save_dead_letter(store, _letter(spooled), wrong)
    WEBHOOKS.labels(spooled.provider, "unreadable" if wrong else "taken").inc()


async def retry(
    services: Services, store: Store, letter_id: str, *, now: datetime
) -> tuple[list[str], str | None]:
    """Try a dead letter again: (ids of the interactions in it, what is still wrong or None). Raises NotFound."""
    letter = await dead_letters.find_dead_letter(store, letter_id)
    query = dict(parse_qsl(letter.query, keep_blank_values=True))
    delivery = Delivery(letter.method, f"/?{letter.query}", letter.headers, query, letter.body, letter.received_at)
    parsed = parse(PROVIDERS[letter.provider], delivery, letter.source)
    recorded, wrong = await _record(services, store, parsed, letter.received_at)
    await dead_letters.try_dead_letter(store, letter_id, now=now, detail=wrong)
    return recorded, wrong


def parse(provider: Provider, delivery: Delivery, source: str) -> Parsed:
    """What a delivery says. A reader that fails is a bug, which is logged; what it was given is kept all the same."""
    try:
        return provider.parse(delivery, source)
    except InvalidPayload as error:
        reason = str(error)
    except Exception as error:
        log.error("payload.reader_failed", provider=provider.name, error=type(error).__name__, frames=frames(error))
        reason = f"the reader of {provider.name} failed ({type(error).__name__})"
    return Parsed(unreadable=(Unreadable(reason, ""),))


async def _record(
    services: Services, store: Store, parsed: Parsed, received_at: datetime
) -> tuple[list[str], str | None]:
    """Record what was read: (interaction ids, what could not be read or recorded, in words). Raises Unavailable."""
    events: Sequence[Event] = parsed.events
    results = await services.together.record_many(store, events, received_at=received_at) if events else []
    ids: list[str] = []
    wrong = [part.reason for part in parsed.unreadable]
    for result in results:
        if isinstance(result, Unavailable):
            raise result
        if isinstance(result, RapportError):
            wrong.append(str(result))
        else:
            ids.append(result.interaction_id)
            EVENTS.labels("created" if result.created else "replayed" if result.replayed else "revised").inc()
    return ids, "; ".join(dict.fromkeys(wrong)) or None


def _letter(spooled: Spooled) -> Letter:
    return Letter(
        source=spooled.source,
        provider=spooled.provider,
        method=spooled.method,
        content_type=spooled.headers.get("content-type", ""),
        headers=spooled.headers,
        query=urlsplit(spooled.url).query,
        body=spooled.body,
        received_at=spooled.received_at,
    )


def _kept(delivery: Delivery, provider: Provider) -> dict[str, str]:
    """The headers that a reader may need later: none that proves anything."""
    proofs = CREDENTIALS.union(*(way.headers for way in provider.signatures))
    return {name: value for name, value in delivery.headers.items() if name not in proofs}
