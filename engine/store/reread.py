"""What is still to be read again: interactions that were read before, but not by every reader of today."""

from collections.abc import AsyncIterator, Sequence

from cypher import QUERIES
from engine.store.session import Store


async def list_buyers(
    store: Store, *, readers: Sequence[str], catalogue_version: int, page: int
) -> AsyncIterator[dict[str, list[str]]]:
    """Buyer id → ids of theirs that are to be read again, `page` buyers at a time. `readers`: as "builtin 2"."""
    after = ""
    while rows := await store.run(
        QUERIES["reread/list_buyers"],
        after=after,
        limit=page,
        readers=list(readers),
        catalogue_version=catalogue_version,
    ):
        yield {row["id"]: row["interactions"] for row in rows if row["interactions"]}
        after = rows[-1]["id"]


async def list_interactions(
    store: Store, *, readers: Sequence[str], catalogue_version: int, page: int
) -> AsyncIterator[list[str]]:
    """The ids of what is to be read again, whosever it is, `page` at a time."""
    after = ""
    while rows := await store.run(
        QUERIES["reread/list_interactions"],
        after=after,
        limit=page,
        readers=list(readers),
        catalogue_version=catalogue_version,
    ):
        yield [row["id"] for row in rows]
        after = rows[-1]["id"]


async def count(store: Store, *, readers: Sequence[str], catalogue_version: int) -> int:
    """How many interactions are to be read again."""
    row = await store.one(QUERIES["reread/count"], readers=list(readers), catalogue_version=catalogue_version)
    return int(row["interactions"]) if row else 0
