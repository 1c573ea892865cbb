"""What the machine and Neo4j do by themselves: all else is compared with this."""

import os
import tempfile
import time

from tests.bench.house import House
from tests.bench.measure import Series

WARM = 200
SEEK = "MATCH (x:Identifier {tenant_id: $t, kind: 'phone', namespace: '', value: $value}) RETURN x.id AS id"


async def base(house: House) -> None:
    """RETURN 1, an index seek, one-node transactions, UNWIND, fdatasync."""
    table, meter = house.table, house.meter
    async with house.tenant() as store:
        made = "CREATE (x:Identifier {tenant_id: $t, id: 'x', kind: 'phone', namespace: '', value: '1'})"
        await house.ask(made, t=store.tenant_id)

        async def seek() -> None:
            await house.read(SEEK, t=store.tenant_id, value="1")

        for what, operation in (("RETURN 1", house.return_one), ("index seek", seek)):
            for clients in (1, 4):
                series = await meter.alone(operation, calls=house.scale(1000), clients=clients, warm=WARM)
                table.add(what, series, clients=clients)
    for clients in (1, 4):
        series = await meter.alone(house.one_node, calls=house.scale(600), clients=clients, warm=WARM)
        table.add("one-node transaction", series, clients=clients)
    series = await meter.alone(house.many_nodes, calls=house.scale(10), warm=3)
    table.add("UNWIND 1,000 nodes", series, unit=1000, note="a second: nodes")
    table.add("fdatasync of 4 KiB", _synced(house.scale(500)))


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
