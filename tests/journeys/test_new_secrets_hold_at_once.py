"""Secrets change while the tables in memory are read anew over a slow line: the newest hold for the next delivery."""

import asyncio
import base64
from pathlib import Path

from api.managed.connect import Connection
from engine.store.session import Graph
from tests.journeys.house import House, open_house
from tests.journeys.line import Line

BODY = b'{"RecordType": "Delivery", "MessageID": "m-1", "DeliveredAt": "2026-05-16T04:45:00Z", "Recipient": "a@b.in"}'
SOURCES, CHANGES, DELAY_S = 4, 6, 0.03


async def change_and_deliver(house: House, source: str) -> list[int]:
    """The statuses of the deliveries, each the first under a new secret."""
    statuses = []
    for n in range(CHANGES):
        secret = f"user:password {n}"
        path = await house.connect(source, "postmark", {"basic_auth": secret})
        proof = {"authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}
        await asyncio.sleep(DELAY_S)
        statuses.append((await house.client.post(path, content=BODY, headers=proof)).status_code)
    return statuses


async def test_new_secrets_hold_at_once(graph: Graph, neo4j: Connection, tmp_path: Path) -> None:
    line = Line(neo4j.uri, delay_s=DELAY_S)
    await line.mend()
    async with open_house(graph, neo4j, tmp_path, neo4j_uri=line.uri, key_refresh_s=0.001) as house:
        told = await asyncio.gather(*(change_and_deliver(house, f"mail-{n}") for n in range(SOURCES)))
        assert told == [[200] * CHANGES] * SOURCES
    await line.cut()
