"""How the tenant wants things done: read it, or write it as a new version."""

from typing import Any

from fastapi import APIRouter

from api.bodies import StrictRoute
from api.deps import Admin, Reader, ServicesDep
from api.schemas.common import ENTRY, problems
from api.schemas.settings import KindRuleIn, SettingsIn, SettingsOut
from engine.clock import rfc3339, utc_now
from engine.errors import Conflict
from engine.identity.rules import rules_for
from engine.store import configuration
from engine.store.configuration import Version, settings_of

router = APIRouter(route_class=StrictRoute, prefix="/v1/settings", tags=["configuration"], responses=problems(*ENTRY))


@router.get("", response_model=SettingsOut)
async def get_settings(caller: Reader) -> SettingsOut:
    """The settings in force."""
    return _out(await configuration.current_settings(caller.store))


@router.put("", response_model=SettingsOut, responses=problems(Conflict))
async def put_settings(body: SettingsIn, caller: Admin, services: ServicesDep) -> SettingsOut:
    """Write all settings. The same again changes nothing; anything else is a new version.

    What they touch is folded anew; a new region counts for what comes after. What was read can be written back,
    changed or not: with its `version`, nobody else's changes are lost.
    """
    given = body.given()
    rules_for(settings_of(Version(0, given, None)))
    saved = await configuration.save_settings(caller.store, given, now=utc_now(), read=body.version)
    services.forget_kinds(caller.store.tenant_id)
    return _out(saved)


def _known(rule: dict[str, Any]) -> dict[str, Any]:
    """A kind's rule in today's terms: settings of an earlier build may say more."""
    return {name: rule[name] for name in KindRuleIn.model_fields if name in rule}


def _out(found: Version) -> SettingsOut:
    default = SettingsIn().given()
    body = {name: found.body.get(name, default[name]) for name in default}
    body["identifier_kinds"] = {name: _known(rule) for name, rule in body["identifier_kinds"].items()}
    return SettingsOut(
        **body, version=found.version, recorded_at=rfc3339(found.recorded_at) if found.recorded_at else None
    )
