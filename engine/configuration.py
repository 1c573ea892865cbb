"""A tenant's settings and catalogue as values, kept in memory by version: a version never changes."""

from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from engine.identity.normalise import blocked_by_tenant
from engine.identity.rules import IdentityRules, rules_for
from engine.model.identity import IdentifierKey
from engine.model.tenant import Catalogue, Settings
from engine.store import configuration as stored
from engine.store.session import Store

_MAX_KEPT = 512


@dataclass(frozen=True, slots=True)
class Configured:
    """One pair of versions, with the identity rules that the settings give."""

    settings: Settings
    catalogue: Catalogue
    rules: IdentityRules

    def holds(self, key: IdentifierKey) -> bool:
        """Whether a buyer may hold this identifier: the tenant's own numbers are nobody's."""
        return blocked_by_tenant(key, self.catalogue, self.settings.region) is None

    @property
    def versions(self) -> tuple[int, int]:
        """(settings version, catalogue version)."""
        return self.settings.version, self.catalogue.version


_settings: dict[tuple[str, int], tuple[Settings, IdentityRules]] = {}
_catalogues: dict[tuple[str, int], Catalogue] = {}
_newest: dict[str, tuple[float, tuple[int, int]]] = {}
FRESH_S = 5.0
"""How long a process trusts what it knows to be newest; tx 1 checks each time, briefs need not."""


async def newest(store: Store) -> Configured:
    """The newest versions, known for seconds; tx 1 says at once when there are newer ones (see `at_versions`)."""
    known = _newest.get(store.tenant_id)
    if known is not None and known[0] > monotonic():
        return await _configured(store, *known[1])
    settings = await stored.current_settings(store)
    catalogue = await stored.current_catalogue(store)
    return await at_versions(store, settings.version, catalogue.version)


async def refreshed(store: Store) -> Configured:
    """The newest versions that the graph holds now."""
    _newest.pop(store.tenant_id, None)
    return await newest(store)


async def in_force(store: Store, known_at: datetime | None) -> Configured:
    """The versions in force at a moment, which decide who was who and how it is told; None: the newest."""
    if known_at is None:
        return await newest(store)
    return await _configured(store, *await stored.versions_at(store, known_at))


async def at_versions(store: Store, settings_version: int, catalogue_version: int) -> Configured:
    """The configuration at these versions, which become the newest known."""
    _trim(_newest)
    _newest[store.tenant_id] = monotonic() + FRESH_S, (settings_version, catalogue_version)
    return await _configured(store, settings_version, catalogue_version)


async def _configured(store: Store, settings_version: int, catalogue_version: int) -> Configured:
    key = store.tenant_id, settings_version
    if key not in _settings:
        _trim(_settings)
        settings = stored.settings_of(await stored.find_settings(store, settings_version))
        _settings[key] = settings, rules_for(settings)
    catalogue = await catalogue_at(store, catalogue_version)
    settings, rules = _settings[key]
    return Configured(settings, catalogue, rules)


async def catalogue_at(store: Store, version: int) -> Catalogue:
    """One version of the catalogue."""
    key = store.tenant_id, version
    if key not in _catalogues:
        _trim(_catalogues)
        _catalogues[key] = stored.catalogue_of(await stored.find_catalogue(store, version))
    return _catalogues[key]


def _trim(kept: dict[Any, Any]) -> None:
    while len(kept) >= _MAX_KEPT:
        del kept[next(iter(kept))]
