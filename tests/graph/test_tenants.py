"""Tenants, keys, sources, configuration and dead letters on the real graph: each belongs to one tenant alone."""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from api.auth import Door
from engine.errors import Conflict, InvalidInput, NotFound, Unauthorized
from engine.store import configuration, dead_letters, sources, tenants
from engine.store.configuration import catalogue_of, settings_of
from engine.store.dead_letters import Letter
from engine.store.session import Graph, Store

NOW = datetime(2026, 5, 16, 4, 32, 0, 123000, tzinfo=UTC)


@pytest.fixture
async def tenant(graph: Graph) -> Store:
    made = await tenants.create_tenant(graph, f"tenant {uuid.uuid4()}", now=NOW)
    return graph.tenant(made.id)


@pytest.fixture
async def other(graph: Graph) -> Store:
    made = await tenants.create_tenant(graph, f"tenant {uuid.uuid4()}", now=NOW)
    return graph.tenant(made.id)


async def test_one_name_one_tenant_even_at_once(graph: Graph) -> None:
    name = f" Devraj & Sons {uuid.uuid4()} "
    made = await asyncio.gather(
        *(tenants.create_tenant(graph, name, now=NOW + timedelta(microseconds=n)) for n in range(4)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in made) == ["Conflict", "Conflict", "Conflict", "Tenant"]
    with pytest.raises(Conflict):
        await tenants.create_tenant(graph, name.strip(), now=NOW + timedelta(days=1))
    found = await tenants.find_tenant(graph, name)
    assert (found.name, found.created_at.date()) == (name.strip(), NOW.date())
    assert found in await tenants.list_tenants(graph)


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
async def test_a_tenant_needs_a_name(graph: Graph, name: str) -> None:
    with pytest.raises(InvalidInput):
        await tenants.create_tenant(graph, name, now=NOW)


async def test_a_key_is_known_by_its_hash_alone(graph: Graph, tenant: Store) -> None:
    key, entry = await tenants.save_key(tenant, frozenset({"rep", "ingest"}), now=NOW)
    assert key.startswith("rk_")
    assert len(key) == 3 + 43
    assert entry.roles == ("ingest", "rep")
    found = await tenants.find_key(graph, tenants.key_hash(key))
    assert found is not None
    assert (found.tenant_id, found.key_id, found.roles) == (tenant.tenant_id, entry.id, {"ingest", "rep"})
    assert await tenants.find_key(graph, tenants.key_hash(key + "x")) is None
    stored = await graph.driver.execute_query(
        "MATCH (key:ApiKey {tenant_id: $tenant_id}) RETURN properties(key) AS all", tenant_id=tenant.tenant_id
    )
    assert key not in str(stored.records)
    assert key.removeprefix("rk_") not in str(stored.records)


async def test_a_revoked_key_is_forgotten(graph: Graph, tenant: Store, other: Store) -> None:
    key, entry = await tenants.save_key(tenant, frozenset({"read"}), now=NOW)
    with pytest.raises(NotFound):
        await tenants.revoke_key(other, entry.id, now=NOW)
    door = Door(graph, 60.0)
    await door.refresh()
    assert (await door.credential(key)).tenant_id == tenant.tenant_id
    await tenants.revoke_key(tenant, entry.id, now=NOW)
    await door.refresh()
    with pytest.raises(Unauthorized):
        await door.credential(key)
    (listed,) = await tenants.list_keys(tenant)
    assert listed.revoked_at == NOW


async def test_a_new_key_works_before_the_next_refresh(graph: Graph, tenant: Store) -> None:
    door = Door(graph, 60.0)
    await door.refresh()
    key, _ = await tenants.save_key(tenant, frozenset({"admin"}), now=NOW)
    assert (await door.credential(key)).tenant_id == tenant.tenant_id


@pytest.mark.parametrize("roles", [frozenset(), frozenset({"boss"}), frozenset({"read", "boss"})])
async def test_roles_are_those_of_the_contract(tenant: Store, roles: frozenset[str]) -> None:
    with pytest.raises(InvalidInput):
        await tenants.save_key(tenant, roles, now=NOW)


async def test_no_key_without_its_tenant(graph: Graph) -> None:
    with pytest.raises(NotFound):
        await tenants.save_key(graph.tenant(str(uuid.uuid4())), frozenset({"read"}), now=NOW)


async def test_a_source_keeps_its_path_until_it_is_rotated(graph: Graph, tenant: Store, other: Store) -> None:
    first = await sources.save_source(tenant, "wa", "whatsapp_cloud", {"app_secret": "a"}, now=NOW)
    again = await sources.save_source(tenant, "wa", "whatsapp_cloud", {"app_secret": "b"}, now=NOW)
    theirs = await sources.save_source(other, "wa", "vapi", {"secret": "c"}, now=NOW)
    assert first.key == again.key != theirs.key
    assert len(first.key) == 22
    assert again.secrets == {"app_secret": "b"}
    assert "app_secret" not in repr(again)
    door = Door(graph, 60.0)
    await door.refresh()
    held = await door.source(first.key)
    assert held is not None
    assert (held.tenant_id, held.provider) == (tenant.tenant_id, "whatsapp_cloud")
    rotated = await sources.rotate_source(tenant, "wa", now=NOW)
    door.replace(rotated)
    assert await door.source(first.key) is None
    assert (await door.source(rotated.key)) == rotated
    assert [source.name for source in await sources.list_sources(tenant)] == ["wa"]
    assert await sources.find_source(other, "none") is None
    with pytest.raises(NotFound):
        await sources.rotate_source(tenant, "none", now=NOW)


CATALOGUE = {
    "vertical": "lending",
    "projects": [{"name": "Home loan", "aliases": ["ghar loan"], "price": {"min": 1.0, "max": 2.0}}],
    "competitors": [{"name": "Other Bank"}],
    "office_numbers": ["+915224000000"],
    "team": [{"id": "rep-7", "name": "Asha", "phone": None, "active": False}],
}


async def test_configuration_is_kept_as_versions(tenant: Store, other: Store) -> None:
    assert (await configuration.current_catalogue(tenant)).version == 0
    first = await configuration.save_catalogue(tenant, CATALOGUE, now=NOW)
    same = await configuration.save_catalogue(tenant, dict(reversed(CATALOGUE.items())), now=NOW + timedelta(days=1))
    second = await configuration.save_catalogue(tenant, {**CATALOGUE, "projects": []}, now=NOW + timedelta(days=2))
    assert [(v.version, v.changed) for v in (first, same, second)] == [(1, True), (1, False), (2, True)]
    assert same.recorded_at == NOW
    assert (await configuration.current_catalogue(tenant)).body["projects"] == []
    assert (await configuration.find_catalogue(tenant, 1)).body == CATALOGUE
    assert (await configuration.current_catalogue(other)).version == 0
    with pytest.raises(NotFound):
        await configuration.save_settings(tenant.graph.tenant(str(uuid.uuid4())), {}, now=NOW)


async def test_writers_at_once_make_versions_without_gaps(tenant: Store) -> None:
    saved = await asyncio.gather(
        *(configuration.save_settings(tenant, {"region": region}, now=NOW) for region in ("IN", "AE", "SG", "GB"))
    )
    assert sorted(version.version for version in saved) == [1, 2, 3, 4]


async def test_versions_become_values(tenant: Store) -> None:
    catalogue = catalogue_of(await configuration.save_catalogue(tenant, CATALOGUE, now=NOW))
    (project,) = catalogue.projects
    assert (catalogue.version, catalogue.vertical, project.price_min, project.price_max) == (1, "lending", 1.0, 2.0)
    assert (catalogue.team[0].id, catalogue.team[0].active) == ("rep-7", False)
    body = {"region": "AE", "identifier_kinds": {"member": {"base_bits": 18.0, "unique": True}}}
    settings = settings_of(await configuration.save_settings(tenant, body, now=NOW))
    assert (settings.region, settings.time_zone, settings.version) == ("AE", "Asia/Kolkata", 1)
    assert settings.identifier_kinds["member"].unique


def letter(n: int) -> Letter:
    return Letter(
        source="wa",
        provider="whatsapp_cloud",
        method="POST",
        content_type="application/json",
        headers={"content-type": "application/json"},
        query="a=1",
        body=f"not json {n} \xff".encode("latin-1"),
        received_at=NOW + timedelta(seconds=n),
    )


async def test_dead_letters_wait_until_they_can_be_read(tenant: Store, other: Store) -> None:
    ids = [await dead_letters.save_dead_letter(tenant, letter(n), "not JSON") for n in range(5)]
    assert await dead_letters.save_dead_letter(tenant, letter(0), "not JSON") == ids[0]
    first = await dead_letters.list_dead_letters(tenant, limit=3)
    rest = await dead_letters.list_dead_letters(tenant, limit=3, after=(first[-1].received_at, first[-1].id))
    assert [line.id for line in (*first, *rest)] == ids[::-1]
    assert rest[-1].deliveries == 2
    assert await dead_letters.find_dead_letter(tenant, ids[1]) == letter(1)
    await dead_letters.try_dead_letter(tenant, ids[1], now=NOW, detail="still not JSON")
    await dead_letters.try_dead_letter(tenant, ids[2], now=NOW)
    waiting = {line.id: line for line in await dead_letters.list_dead_letters(tenant, limit=10)}
    assert set(waiting) == {ids[0], ids[1], ids[3], ids[4]}
    assert (waiting[ids[1]].detail, waiting[ids[1]].attempts) == ("still not JSON", 1)
    assert await dead_letters.list_dead_letters(other, limit=10) == []
    with pytest.raises(NotFound):
        await dead_letters.find_dead_letter(other, ids[0])
