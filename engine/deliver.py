"""Tell subscribers what changed: signed webhooks, at least once, in the order of each buyer as far as that goes.

What is owed is a task a change and subscription, written with the change (`cypher/stream/append_changes`). Signatures
follow Standard Webhooks 1.0 (https://www.standardwebhooks.com): a receiver verifies them with any of its libraries.
"""

import asyncio
import base64
import hmac
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson

from engine import listen, recall
from engine.clock import rfc3339
from engine.errors import Unavailable
from engine.store import subscriptions
from engine.store import work as task_store
from engine.store.rows import at_us
from engine.store.session import Graph, Store
from engine.store.stream import Change
from engine.store.subscriptions import PREFIX, Target
from engine.store.work import Patience, Task
from graph_schema.vocabulary import TaskKind

LEASE = timedelta(seconds=60)
AT_ONCE = 16
"""Leased together, each with its own connection: even if all of them stall, they end well within the lease."""
PATIENCE = Patience(tries=12, first=timedelta(seconds=1), longest=timedelta(hours=6))
"""A receiver may be away for a day before anything is given up."""
TURN = timedelta(seconds=1)
OLD_SECRET_FOR = timedelta(days=1)
GONE = "410"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One POST."""

    url: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


Send = Callable[[Outgoing], Awaitable[str | None]]
"""Sends it; None when it was taken, else why not: the status, or the class of the error. Never raises for these."""
Refused = Callable[[Task, str], None]
Failed = Callable[[Task, BaseException], None]


async def deliver_once(
    graph: Graph, *, clock: Callable[[], datetime], send: Send, refused: Refused, failed: Failed
) -> int:
    """Lease what is due and send it, what concerns one buyer one after the other. Returns how many were leased.

    Raises Unavailable.
    """
    now = clock()
    kinds = (TaskKind.PUSH,)
    tasks = await task_store.lease(graph, now=now, lease_until=now + LEASE, limit=AT_ONCE, kinds=kinds)
    queues: dict[tuple[str, str], list[Task]] = defaultdict(list)
    for task in sorted(tasks, key=lambda t: t.key):
        queues[task.tenant_id, _same_buyer(task)].append(task)
    await asyncio.gather(*(_in_turn(graph, some, clock, send, refused, failed) for some in queues.values()))
    return len(tasks)


async def _in_turn(
    graph: Graph, tasks: Sequence[Task], clock: Callable[[], datetime], send: Send, refused: Refused, failed: Failed
) -> None:
    for task in tasks:
        store = graph.tenant(task.tenant_id)
        try:
            why = await _deliver(store, task, clock, send)
        except Unavailable:
            raise
        except Exception as error:
            failed(task, error)
            why = type(error).__name__
        if why is not None:
            refused(task, why)
            await task_store.put_off(store, task, PATIENCE, why=why, now=clock(), hopeless=why == GONE)


async def _deliver(store: Store, task: Task, clock: Callable[[], datetime], send: Send) -> str | None:
    """Send one change, unless the buyer's turn has not come; None when nothing is wrong."""
    name, same, now = task.key.split("/", 1)[0], _same_buyer(task), clock()
    target = await subscriptions.find_subscription(store, name, before=task.key, same=same)
    if target is None:
        await task_store.finish(store, done={task.kind: [task.key]})
        return None
    if target.earlier is not None:
        due, leased = target.earlier
        await task_store.put_back(
            store, kind=task.kind, key=task.key, due_at=now + TURN if leased else max(due, now + TURN)
        )
        return None
    change = _change_of(task)
    told = await listen.told(store, change, now=now)
    body = orjson.dumps({"type": change.kind, "timestamp": rfc3339(change.at), "data": told.data})
    why = await send(Outgoing(target.url, _headers(change.id, body, target, now), body))
    if why is None:
        await subscriptions.mark_told(store, name, key=task.key, now=clock())
        if told.read is not None:
            await recall.log_reads(store, [told.read], now=now)
    return why


def sign(secret: str, message_id: str, at: int, body: bytes) -> str:
    """`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`. `secret`: whsec_ and base64; `at`: Unix seconds."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.digest(key, f"{message_id}.{at}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"


def _headers(message_id: str, body: bytes, target: Target, now: datetime) -> dict[str, str]:
    at = int(now.timestamp())
    held = [target.secret]
    if target.old_secret and target.rotated_at and now < target.rotated_at + OLD_SECRET_FOR:
        held.append(target.old_secret)
    return {
        "content-type": "application/json",
        "user-agent": "rapport",
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(sign(secret, message_id, at, body) for secret in held),
    }


def _same_buyer(task: Task) -> str:
    """What the keys of one subscription and buyer begin with: a key is name/buyer/microseconds/change."""
    name, buyer, _ = task.key.split("/", 2)
    return f"{name}/{buyer}/"


def _change_of(task: Task) -> Change:
    given = orjson.loads(task.data or "{}")
    return Change(given["id"], given["kind"], task.key.split("/", 2)[1], given["data"], at_us(given["at_us"]))
