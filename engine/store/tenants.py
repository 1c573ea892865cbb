"""Tenants and their API keys. A key is shown once; the graph holds its SHA-256 only."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from cypher import QUERIES
from engine import ids
from engine.clock import from_ms
from engine.errors import Conflict, InvalidInput, NotFound
from engine.store.session import Graph, Record, Store

ROLES = ("ingest", "read", "contact", "rep", "admin")
KEY_PREFIX = "rk_"
MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class Tenant:
    """One selling organisation."""

    id: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Key:
    """An API key as lists show it: never the key itself."""

    id: str
    roles: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Credential:
    """A key in force, as the door holds it in memory: its hash, whose it is and what it may do."""

    hash: str
    key_id: str
    tenant_id: str
    roles: frozenset[str]


def tenant_id_of(name: str) -> str:
    """The id that a tenant of this name has; one name, one tenant."""
    return ids.derive("tenant", name.strip())


def key_hash(key: str) -> str:
    """What is stored of a key. It has 256 random bits, so a plain SHA-256 cannot be guessed backwards."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


async def create_tenant(graph: Graph, name: str, *, now: datetime) -> Tenant:
    """Make a tenant. Raises InvalidInput (no name), Conflict (the name is taken)."""
    name = name.strip()
    if not name or len(name) > MAX_NAME:
        raise InvalidInput(f"a tenant's name has 1 to {MAX_NAME} characters", [("/name", "length")])
    store = graph.tenant(tenant_id_of(name))
    row = await store.one(QUERIES["tenants/create_tenant"], name=name, created_at=now)
    if row is None or not row["created"]:
        raise Conflict("there is a tenant of this name already")
    return _tenant(row)


async def find_tenant(graph: Graph, name: str) -> Tenant:
    """The tenant of a name. Raises NotFound."""
    row = await graph.tenant(tenant_id_of(name)).one(QUERIES["tenants/find_tenant"])
    if row is None:
        raise NotFound("there is no tenant of this name; `rapport tenants list` shows those there are")
    return _tenant(row)


async def rename_tenant(graph: Graph, tenant: Tenant, name: str) -> Tenant | None:
    """The tenant under another name; its id stays. None where somebody else has renamed or removed it."""
    store = graph.tenant(tenant.id)
    row = await store.one(QUERIES["tenants/rename_tenant"], known=tenant.name, name=name)
    return None if row is None else _tenant(row)


async def list_tenants(graph: Graph) -> list[Tenant]:
    """Every tenant, by name."""
    return [_tenant(row) for row in await graph.run(QUERIES["tenants/list_tenants"])]


async def save_key(store: Store, roles: frozenset[str], *, now: datetime) -> tuple[str, Key]:
    """Make a key with these roles: (the key itself, to be shown once, and its entry). Raises InvalidInput, NotFound."""
    if not roles or (unknown := sorted(roles - set(ROLES))):
        wrong = f"unknown: {', '.join(unknown)}" if roles else "none given"
        raise InvalidInput(f"roles are some of {', '.join(ROLES)}; {wrong}", [("/roles", wrong)])
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    hashed = key_hash(secret)
    key = Key(ids.derive("key", store.tenant_id, hashed), tuple(role for role in ROLES if role in roles), now, None)
    row = await store.one(
        QUERIES["tenants/save_key"], id=key.id, hash=hashed, roles=list(key.roles), created_at=key.created_at
    )
    if row is None:
        raise NotFound("there is no such tenant")
    return secret, key


async def list_keys(store: Store) -> list[Key]:
    """All keys of the tenant, revoked ones too, oldest first."""
    return [
        Key(
            row["id"],
            tuple(row["roles"]),
            from_ms(row["created_at_ms"]),
            None if row["revoked_at_ms"] is None else from_ms(row["revoked_at_ms"]),
        )
        for row in await store.run(QUERIES["tenants/list_keys"])
    ]


async def revoke_key(store: Store, key_id: str, *, now: datetime) -> None:
    """End a key; the doors forget it within their refresh time. Raises NotFound."""
    if await store.one(QUERIES["tenants/revoke_key"], id=key_id, revoked_at=now) is None:
        raise NotFound("this tenant has no key of this id")


async def count_tasks(graph: Graph) -> dict[str, tuple[int, int]]:
    """Kind of task → (owed, parked), of all tenants together."""
    rows = await graph.run(QUERIES["tenants/count_tasks"])
    return {row["kind"]: (row["owed"], row["parked"]) for row in rows}


async def load_keys(graph: Graph) -> list[Credential]:
    """Every key in force, of all tenants."""
    return [_credential(row) for row in await graph.run(QUERIES["tenants/load_keys"])]


async def find_key(graph: Graph, hashed: str) -> Credential | None:
    """The key in force of this hash."""
    rows = await graph.run(QUERIES["tenants/find_key"], hash=hashed)
    return _credential(rows[0]) if rows else None


def _tenant(row: Record) -> Tenant:
    return Tenant(row["id"], row["name"], from_ms(row["created_at_ms"]))


def _credential(row: Record) -> Credential:
    return Credential(row["hash"], row["id"], row["tenant_id"], frozenset(row["roles"]))


async def sweep(store: Store, *, limit: int) -> int:
    """Remove one batch of what a tenant holds; how many nodes went."""
    row = await store.one(QUERIES["tenants/sweep"], limit=limit)
    return int(row["removed"]) if row else 0


async def remove_tenant(store: Store) -> None:
    """Remove a tenant that holds nothing any more."""
    await store.run(QUERIES["tenants/remove_tenant"])
