"""What the machine and Neo4j do by themselves: all else is compared with this."""

import os
import tempfile
import time

from tests.bench.house import SEEK, House
from tests.bench.measure import Series, run_block

WARM = 200


async def base(house: House) -> None:
    """RETURN 1, an index seek, one-node transactions, UNWIND, fdatasync."""
    async with house.tenant() as store:
        await house.ask("CREATE (x:Identifier {tenant_id: $t, id: 'x', kind: 'phone', namespace: '', value: '1'})", t=store.tenant_id)

        async def seek() -> None:
            async with house.graph.driver.session(database=house.graph.database) as session:
                await session.execute_read(_seek, store.tenant_id)

        for what, operation in (("RETURN 1", house.return_one), ("index seek", seek)):
            for clients in (1, 4):
                await run_block(Series(), operation, WARM, clients)
                series = Series()
                await run_block(series, operation, house.scale(1000), clients)
                house.table.add(what, series, clients=clients)
    for clients in (1, 4):
        await run_block(Series(), house.one_node, WARM, clients)
        series = Series()
        await run_block(series, house.one_node, house.scale(600), clients)
        house.table.add("one-node transaction", series, clients=clients)
    await run_block(Series(), house.many_nodes, 3)
    series = Series()
    await run_block(series, house.many_nodes, house.scale(10))
    house.table.add("UNWIND 1,000 nodes", series, unit=1000, note="a second: nodes")
    house.table.add("fdatasync of 4 KiB", _synced(house.scale(500)))


async def _seek(tx, tenant_id: str) -> None:  # type: ignore[no-untyped-def]
    await (await tx.run(SEEK, t=tenant_id, value="1")).data()


def _synced(calls: int) -> Series:
    series = Series()
    began = time.perf_counter()
    with tempfile.NamedTemporaryFile() as file:
        for _ in range(calls):
            one = time.perf_counter()
            os.pwrite(file.fileno(), b"x" * 4096, 0)
            os.fdatasync(file.fileno())
            series.calls.append(time.perf_counter() - one)
    series.wall = time.perf_counter() - began
    return series
