"""Fetch tasks: a notification carried ids alone, so the object is asked for with the source's own credentials."""

import os

import httpx
import orjson

from engine import remember
from engine.channels.base import Fetched
from engine.channels.providers import PROVIDERS
from engine.clock import utc_now
from engine.errors import InvalidPayload
from engine.model.event import Fetch
from engine.store.session import Store
from engine.store.sources import find_source
from engine.store.work import Task

TIMEOUT_S = 10.0
MAX_BYTES = 5_000_000


async def fetch(store: Store, task: Task) -> None:
    """Perform one fetch and record what it brings, as an event of its own.

    A source that is gone, has no credentials, or whose provider fetches nothing, owes nothing any more. Raises
    InvalidPayload and httpx.HTTPError, which the worker answers with a later try.
    """
    wanted = orjson.loads(task.data or "{}")
    source = await find_source(store, wanted["source"])
    fetcher = PROVIDERS[source.provider].fetch if source else None
    if source is None or fetcher is None or fetcher.bearer not in source.secrets:
        return
    asked = Fetch(wanted["path"], wanted["params"])
    request = fetcher.request(asked, source.secrets, base_url_of(source.provider))
    async with httpx.AsyncClient(timeout=TIMEOUT_S, follow_redirects=False) as client:
        response = await client.get(request.url, params=request.params, headers=request.headers)
    if response.status_code in (404, 410):
        return
    response.raise_for_status()
    if len(response.content) > MAX_BYTES:
        raise InvalidPayload("the provider's answer is larger than expected")
    received_at = utc_now()
    fetched = Fetched(wanted["ref"], source.name, asked, orjson.loads(response.content), received_at)
    await remember.record(store, fetcher.read(fetched), received_at=received_at)


def base_url_of(provider: str) -> str | None:
    """Another address for a provider's API (a proxy, a test server): RAPPORT_FETCH_URL_<PROVIDER>."""
    return os.environ.get(f"RAPPORT_FETCH_URL_{provider.upper()}")
