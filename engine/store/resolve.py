"""Where every event of a tenant stands, for the command that resolves a file of events."""

from collections.abc import AsyncIterator

from cypher import QUERIES
from engine.store.session import Store

PAGE = 5000


async def list_standing(store: Store) -> AsyncIterator[tuple[str, str | None]]:
    """(the source's id of an event, its buyer today or None), in no fixed order."""
    after = ""
    while True:
        rows = await store.run(QUERIES["resolve/list_standing"], after=after, limit=PAGE)
        for row in rows:
            yield row["ref"], row["buyer_id"]
        if len(rows) < PAGE:
            return
        after = rows[-1]["id"]
