"""Briefs: the query in the driver, the brief composed, and over HTTP; of fifty interactions and of three hundred."""

import asyncio
import time
from datetime import timedelta
from itertools import islice

from engine import recall
from engine.clock import utc_now
from engine.model.event import Event, GivenIdentifier, GivenTurn, Profile
from engine.model.identity import IdentifierKey
from engine.recall import BriefAsk
from engine.remember import record
from engine.store import briefs
from engine.store.session import Store
from engine.together import Together
from graph_schema.vocabulary import Channel, Direction, Kind, Speaker
from tests.bench.house import House, owed_reads, worked_off
from tests.bench.ingest import BEGIN, HTTP, WARM, busy, fill
from tests.bench.measure import Operation, Series
from tests.journeys.team import Team

FORMATS = ("json", "card", "flat")
BASE = "RETURN 1"
PER_S = 50
BESIDE_S = 60
SAID = (
    "3BHK chahiye, {n} lakh tak, Gomti Nagar mein",
    "parking ki tension hai, do gaadi hain",
    "My wife wants to see it first",
    "ready to move chahiye, rehne ke lie, east facing nahi",
    "Send me the price list on Monday, please call after 6 pm",
    "2BHK bhi dekh sakte hain, Indira Nagar ya Aliganj mein",
    "home loan lenge, salary account HDFC mein hai",
    "We need possession before October 2026, price is a bit high",
    "is RERA number available?",
    "higher floor with lift, semi furnished",
)


def phone(who: int) -> GivenIdentifier:
    """The number of the buyer of this section."""
    return GivenIdentifier("phone", f"+9198{who:08d}", verified=True)


def life(who: int, interactions: int) -> list[Event]:
    """What one buyer did: messages and clicks in turn."""
    return [_happening(who, n) for n in range(interactions)]


async def brief(house: House) -> None:
    """The query, then json, card and flat by 1 and 4 clients, beside RETURN 1 and beside GET /healthz."""
    async with house.served() as team:
        for who, interactions in ((1, 50), (2, 300)):
            await fill(team.store, life(who, interactions))
        await worked_off(team.store)
        await house.plan_anew()
        for who, interactions in ((1, 50), (2, 300)):
            told = (await recall.brief(team.store, BriefAsk(phone(who)), now=utc_now())).brief
            facts = sum(len(f) if isinstance(f, list) else 1 for f in told["facts"].values()) + len(told["seen"])
            of = f"of {interactions} interactions, {facts} facts"

            async def query(who: int = who) -> None:
                await briefs.read_brief(
                    team.store,
                    key=IdentifierKey("phone", "", phone(who).value),
                    buyer_id=None,
                    at=BEGIN,
                    until=utc_now(),
                )

            await house.meter.alone(query, calls=2 * WARM)
            await house.meter.alone(house.return_one, calls=2 * WARM)
            base, series = await house.meter.in_turns(
                house.return_one, query, calls=house.scale(400), base_calls=house.scale(400)
            )
            house.table.add(f"brief in the driver {of}", series, base=(BASE, base))
            if who == 1:
                await _at_rate(house, team, of)
            for format_ in FORMATS if who == 1 else FORMATS[:1]:

                async def read(who: int = who, format_: str = format_) -> None:
                    await recall.brief(team.store, BriefAsk(phone(who), format=format_), now=utc_now())

                async def get(who: int = who, format_: str = format_) -> None:
                    params = {"phone": phone(who).value, "format": format_}
                    assert (await team.call("GET", "/v1/brief", params=params)).status_code == 200

                async def alive() -> None:
                    await team.client.get("/healthz")

                for clients in (1, 4):
                    for what, below, above, name in (
                        ("engine.recall.brief", house.return_one, read, BASE),
                        ("GET /v1/brief", alive, get, HTTP),
                    ):
                        await house.meter.alone(above, calls=40)
                        calls = house.scale(160)
                        base, series = await house.meter.in_turns(
                            below, above, calls=calls, base_calls=calls, clients=clients
                        )
                        house.table.add(f"{what} {format_} {of}", series, clients=clients, base=(name, base))


async def _at_rate(house: House, team: Team, of: str) -> None:
    """An open loop at PER_S: HTTP beside the driver."""

    async def driver() -> None:
        await recall.brief(team.store, BriefAsk(phone(1)), now=utc_now())

    async def get() -> None:
        assert (await team.call("GET", "/v1/brief", params={"phone": phone(1).value})).status_code == 200

    for operation in (driver, get):
        await house.meter.alone(operation, calls=WARM, clients=4)
    below, above = Series(), Series()
    for _ in range(4):
        below += await house.meter.paced(driver, calls=house.scale(125), per_s=PER_S)
        above += await house.meter.paced(get, calls=house.scale(125), per_s=PER_S)
    house.table.add(f"engine.recall.brief at {PER_S}/s {of}", below)
    ratio = above.at(0.95) / below.at(0.95)
    house.table.add(f"GET /v1/brief at {PER_S}/s {of}", above, note=f"p95 ÷ p95 of the driver: {ratio:.1f}")


async def seen(house: House) -> None:
    """From the acknowledgement of an event to a brief that shows what it says, with two idle workers beside.

    The tenant has a team's events by then, read by those workers: neither Java nor plans are cold.
    """
    async with house.tenant() as store:
        await fill(store, [*life(1, 50), *islice(busy(8), WARM)])
        with house.workers():
            await worked_off(store)
            await house.plan_anew()
            n = iter(range(1000, 10**9))

            async def until_seen() -> None:
                event = _happening(1, next(n) * 2 + 1)
                await record(store, event, received_at=utc_now())
                await _shown(store, event.data["content"])

            await house.meter.alone(until_seen, calls=30)
            base, series = await house.meter.in_turns(
                house.return_one, until_seen, calls=house.scale(80), base_calls=200
            )
            house.table.add(
                "write → in the brief, 2 workers", series, base=(BASE, base), note="buyer of 50 interactions"
            )
            await _seen_beside(house, store, until_seen)


async def _seen_beside(house: House, store: Store, until_seen: Operation) -> None:
    """The same while a whole team's events come in at a steady rate."""
    together, events = Together(house.graph), busy(9)

    async def event() -> None:
        await together.record(store, next(events), received_at=utc_now())

    await house.meter.alone(event, calls=WARM, clients=16)
    await worked_off(store)
    coming = asyncio.create_task(house.meter.paced(event, calls=house.scale(PER_S * BESIDE_S), per_s=PER_S))
    series = Series()
    while not coming.done():
        await house.meter.block(series, until_seen, 1)
        await asyncio.sleep(0.1)
    taken = await coming
    house.table.add(f"event in at {PER_S}/s, 2 workers", taken)
    house.table.add("write → in the brief beside it", series, note=f"{await owed_reads(store)} still owed at the end")


async def _shown(store: Store, content: str) -> None:
    until = time.perf_counter() + 30
    while time.perf_counter() < until:
        told = (await recall.brief(store, BriefAsk(phone(1)), now=utc_now())).brief
        if any(one["content"] == content for one in told["seen"]):
            return
        await asyncio.sleep(0.01)  # a reader who asks without a pause would take the workers' processor
    raise AssertionError("never seen in the brief")


def _happening(who: int, n: int) -> Event:
    clicked = n % 2 == 1
    text = SAID[n // 2 % len(SAID)].format(n=50 + n % 40)
    return Event(
        ref=f"life-{who}-{n}",
        source="bench",
        channel=Channel.EMAIL if clicked else Channel.WHATSAPP,
        kind=Kind.CLICK if clicked else Kind.MESSAGE,
        direction=Direction.INBOUND,
        at=BEGIN + timedelta(hours=n),
        identifiers=(phone(who), GivenIdentifier("email", f"buyer{who}@example.in")),
        profile=Profile(name="Meera Kapoor"),
        turns=() if clicked else (GivenTurn(Speaker.BUYER, text),),
        data={"content": f"video {n % 3 if n < 1000 else n}", "dwell_s": 30} if clicked else {},
    )
