"""Read the log again with the readers and the catalogue of today; belief follows, and what was read before stays.

A buyer's new readings and the fold of them are one transaction. So a run that is killed leaves nothing half done, and
the next one finds by the readings themselves what is left.
"""

from collections.abc import Callable, Sequence

from engine import configuration
from engine.clock import utc_now
from engine.model.tenant import Catalogue
from engine.store import reread as unread
from engine.store import work as task_store
from engine.store.session import Store
from engine.work import EXTRACTORS, Readings, fold_buyers, fold_whose, readings_of

BUYERS_AT_ONCE = 50
INTERACTIONS_AT_ONCE = 100
READERS = tuple(f"{name} {version}" for name, version, _ in EXTRACTORS)

Progress = Callable[[int, int], None]


async def reread(store: Store, *, progress: Progress) -> int:
    """Read what today's readers have not read with today's catalogue. Returns how many interactions that were.

    `progress` gets (interactions done, of how many), from (0, all) on.
    """
    catalogue = (await configuration.refreshed(store)).catalogue
    left = await unread.count(store, readers=READERS, catalogue_version=catalogue.version)
    done = 0
    progress(done, left)
    async for of_buyers in unread.list_buyers(
        store, readers=READERS, catalogue_version=catalogue.version, page=BUYERS_AT_ONCE
    ):
        for buyer_id, ids in of_buyers.items():
            await fold_buyers(store, {buyer_id: ids}, readings=await _read(store, ids, catalogue))
            done += len(ids)
            progress(done, max(left, done))
    async for ids in unread.list_interactions(  # nobody's, or moved meanwhile
        store, readers=READERS, catalogue_version=catalogue.version, page=INTERACTIONS_AT_ONCE
    ):
        await fold_whose(store, ids, await _read(store, ids, catalogue))
        done += len(ids)
        progress(done, max(left, done))
    return done


async def _read(store: Store, ids: Sequence[str], catalogue: Catalogue) -> Readings:
    found = await task_store.load_interactions(store, ids=ids)
    region = (await configuration.newest(store)).settings.region
    return {u.interaction.id: readings_of(u.interaction, catalogue, region=region, now=utc_now()) for u in found}
