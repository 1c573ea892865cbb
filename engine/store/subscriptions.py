"""Who is told of changes by signed webhooks: where, of what, under which secret, and what is still owed to them."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cypher import QUERIES
from engine.clock import from_ms
from engine.errors import NotFound
from engine.store.session import Record, Store

PREFIX = "whsec_"
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription; `secret` where it is shown: when it is made and when it is rotated."""

    name: str
    url: str = field(repr=False)
    events: tuple[str, ...]
    created_at: datetime | None = None
    rotated_at: datetime | None = None
    told_at: datetime | None = None
    secret: str | None = field(default=None, repr=False)
    owed: int = 0
    parked: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where something goes, and what signs it. `earlier`: (due, leased) of what the buyer's turn comes before."""

    url: str = field(repr=False)
    secret: str = field(repr=False)
    old_secret: str | None = field(repr=False)
    rotated_at: datetime | None
    earlier: tuple[datetime, bool] | None


def _fresh() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


async def save_subscription(store: Store, name: str, *, url: str, events: Sequence[str], now: datetime) -> Subscription:
    """Make a subscription or change it; `secret` is there when it is new."""
    row = await store.one(
        QUERIES["subscriptions/save_subscription"], name=name, url=url, events=list(events), secret=_fresh(), now=now
    )
    return _subscription(row or {}, show=bool(row and row["is_new"]))


async def rotate_secret(store: Store, name: str, *, now: datetime) -> Subscription:
    """Give a subscription another secret. Raises NotFound."""
    row = await store.one(QUERIES["subscriptions/rotate_secret"], name=name, secret=_fresh(), now=now)
    if row is None:
        raise NotFound("there is no subscription of this name")
    return _subscription(row, show=True)


async def find_subscription(store: Store, name: str, *, before: str, same: str) -> Target | None:
    """Where a task goes, and what is owed there before it; None: nowhere any more."""
    row = await store.one(QUERIES["subscriptions/find_subscription"], name=name, before=before, same=same)
    if row is None:
        return None
    earlier = row["earlier"]
    return Target(
        url=row["url"],
        secret=row["secret"],
        old_secret=row["old_secret"],
        rotated_at=_moment(row["rotated_at_ms"]),
        earlier=(from_ms(earlier["due_ms"]), earlier["leased"]) if earlier else None,
    )


async def mark_told(store: Store, name: str, *, key: str, now: datetime) -> None:
    """Something was taken."""
    await store.run(QUERIES["subscriptions/mark_told"], name=name, key=key, now=now)


async def list_subscriptions(store: Store) -> list[Subscription]:
    """The tenant's subscriptions, by name, without their secrets."""
    return [_subscription(row) for row in await store.run(QUERIES["subscriptions/list_subscriptions"])]


async def retry_parked(store: Store, name: str, *, now: datetime) -> int:
    """Owe anew what was given up; how much that is. Raises NotFound."""
    row = await store.one(QUERIES["subscriptions/retry_parked"], name=name, now=now)
    if row is None or not row["found"]:
        raise NotFound("there is no subscription of this name")
    return int(row["retried"])


async def remove_subscription(store: Store, name: str) -> None:
    """Remove a subscription and what was owed to it. Raises NotFound."""
    row = await store.one(QUERIES["subscriptions/remove_subscription"], name=name)
    if row is None or not row["found"]:
        raise NotFound("there is no subscription of this name")


def _subscription(row: Record, *, show: bool = False) -> Subscription:
    return Subscription(
        name=row["name"],
        url=row["url"],
        events=tuple(row["events"]),
        created_at=_moment(row["created_at_ms"]),
        rotated_at=_moment(row["rotated_at_ms"]),
        told_at=_moment(row["told_at_ms"]),
        secret=row["secret"] if show else None,
        owed=row.get("owed", 0),
        parked=row.get("parked", 0),
        error=row.get("error"),
    )


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)
