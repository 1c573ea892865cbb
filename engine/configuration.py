"""A tenant's settings and catalogue as values, kept in memory by version: a version never changes."""

from dataclasses import dataclass
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
_newest: dict[str, tuple[int, int]] = {}


async def newest(store: Store) -> Configured:
    """The newest versions this process knows of; tx 1 says when there are newer ones (see `at_versions`)."""
    versions = _newest.get(store.tenant_id)
    if versions is None:
        settings = await stored.current_settings(store)
        catalogue = await stored.current_catalogue(store)
        versions = settings.version, catalogue.version
    return await at_versions(store, *versions)


async def refreshed(store: Store) -> Configured:
    """The newest versions that the graph holds now."""
    _newest.pop(store.tenant_id, None)
    return await newest(store)


async def at_versions(store: Store, settings_version: int, catalogue_version: int) -> Configured:
    """The configuration at these versions, which become the newest known."""
    key = store.tenant_id, settings_version
    if key not in _settings:
        _trim(_settings)
        settings = stored.settings_of(await stored.find_settings(store, settings_version))
        _settings[key] = settings, rules_for(settings)
    catalogue = await catalogue_at(store, catalogue_version)
    _trim(_newest)
    _newest[store.tenant_id] = settings_version, catalogue_version
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
