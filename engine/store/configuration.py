"""What a tenant sells and how it wants things done, as versions: JSON bodies in the graph, frozen values here."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

import orjson

from cypher import QUERIES
from engine.clock import from_ms
from engine.errors import Conflict, NotFound
from engine.ids import content_hash
from engine.model.tenant import Catalogue, Competitor, KindRule, Project, Settings, TeamMember
from engine.store.session import Record, Store

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a catalogue or of settings. `changed`: this call wrote it; `recorded_at` None: the defaults."""

    version: int
    body: Body
    recorded_at: datetime | None
    changed: bool = False


NONE_YET = Version(0, {}, None)


async def save_catalogue(store: Store, body: Mapping[str, Any], *, now: datetime, read: int | None = None) -> Version:
    """Write a new version when it says something else than the newest, and owe identity anew when the tenant's own
    numbers are others. `read`: the version that the body was made from; None: it does not matter. Raises NotFound
    without such a tenant, Conflict where others wrote since `read`.
    """
    given, none = _decisive_catalogue(body), _decisive_catalogue({})
    return _saved(
        await store.one(
            QUERIES["configuration/save_catalogue"],
            body=_canonical(body),
            decisive=given,
            undecisive=none,
            read=read,
            recorded_at=now,
        )
    )


async def save_settings(store: Store, body: Mapping[str, Any], *, now: datetime, read: int | None = None) -> Version:
    """Write a new version when it says something else than the newest, and owe identity anew when region or
    identifier kinds are others. `read` and errors as in `save_catalogue`.
    """
    given, none = _decisive_settings(body), _decisive_settings({})
    return _saved(
        await store.one(
            QUERIES["configuration/save_settings"],
            body=_canonical(body),
            decisive=given,
            undecisive=none,
            read=read,
            recorded_at=now,
        )
    )


async def current_catalogue(store: Store) -> Version:
    """The newest catalogue; version 0 where none was given."""
    return _version(await store.one(QUERIES["configuration/current_catalogue"]))


async def current_settings(store: Store) -> Version:
    """The newest settings; version 0 where none were given."""
    return _version(await store.one(QUERIES["configuration/current_settings"]))


async def find_catalogue(store: Store, version: int) -> Version:
    """One version of the catalogue; version 0 is empty."""
    return _version(await store.one(QUERIES["configuration/find_catalogue"], version=version))


async def find_settings(store: Store, version: int) -> Version:
    """One version of the settings; version 0 are the defaults."""
    return _version(await store.one(QUERIES["configuration/find_settings"], version=version))


async def versions_at(store: Store, moment: datetime) -> tuple[int, int]:
    """(settings version, catalogue version) in force at `moment`; 0 where none was given yet."""
    row = await store.one(QUERIES["configuration/versions_at"], moment=moment)
    return (row["settings"], row["catalogue"]) if row else (0, 0)


def catalogue_of(found: Version) -> Catalogue:
    """A version of the catalogue as the value that the engine works with."""
    body = found.body
    return Catalogue(
        version=found.version,
        vertical=body.get("vertical") or "real_estate",
        projects=tuple(_project(item) for item in body.get("projects", ())),
        competitors=tuple(
            Competitor(item["name"], tuple(item.get("aliases", ()))) for item in body.get("competitors", ())
        ),
        office_numbers=tuple(body.get("office_numbers", ())),
        team=tuple(
            TeamMember(item["id"], item["name"], item.get("phone"), item.get("active", True))
            for item in body.get("team", ())
        ),
    )


def settings_of(found: Version) -> Settings:
    """A version of the settings as the value that the engine works with; what it does not say is the default."""
    body, default = found.body, Settings()
    return Settings(
        version=found.version,
        region=body.get("region", default.region),
        time_zone=body.get("time_zone", default.time_zone),
        language=body.get("language", default.language),
        currency=body.get("currency", default.currency),
        identifier_kinds={name: _kind_rule(rule) for name, rule in body.get("identifier_kinds", {}).items()},
    )


def _kind_rule(rule: Mapping[str, Any]) -> KindRule:
    """A kind's rule; settings of an earlier version may say more than is asked today."""
    return KindRule(**{f.name: rule[f.name] for f in fields(KindRule) if f.name in rule})


def _decisive_catalogue(body: Mapping[str, Any]) -> str:
    """What of a catalogue decides who is who: the numbers that are nobody's (see `blocked_by_tenant`)."""
    catalogue = catalogue_of(Version(0, dict(body), None))
    own = {*catalogue.office_numbers, *(m.phone for m in catalogue.team if m.phone)}
    return content_hash({"numbers": sorted(own)})


def _decisive_settings(body: Mapping[str, Any]) -> str:
    """What of the settings decides who is who: where the tenant's own numbers are read, and how kinds bind."""
    settings = settings_of(Version(0, dict(body), None))
    kinds = {name: asdict(rule) for name, rule in settings.identifier_kinds.items()}
    return content_hash({"region": settings.region, "kinds": kinds})


def _project(item: Body) -> Project:
    low, high = _prices(item.get("price"))
    return Project(
        item["name"],
        tuple(item.get("aliases", ())),
        tuple(item.get("locations", ())),
        tuple(item.get("configurations", ())),
        low,
        high,
    )


def _prices(price: Any) -> tuple[float | None, float | None]:
    """A price as one number, as {min, max}, or as text that nothing is computed from."""
    if isinstance(price, dict):
        return price.get("min"), price.get("max")
    return (price, price) if isinstance(price, int | float) else (None, None)


def _canonical(body: Mapping[str, Any]) -> str:
    return orjson.dumps(dict(body), option=orjson.OPT_SORT_KEYS).decode()


def _version(row: Record | None) -> Version:
    if row is None:
        return NONE_YET
    return Version(row["version"], orjson.loads(row["body"]), from_ms(row["recorded_at_ms"]))


def _saved(row: Record | None) -> Version:
    if row is None:
        raise NotFound("there is no such tenant")
    if row["stale"]:
        raise Conflict(f"Version {row['version']} was written since the one that you read: read it and try again.")
    return Version(row["version"], orjson.loads(row["body"]), from_ms(row["recorded_at_ms"]), row["changed"])
