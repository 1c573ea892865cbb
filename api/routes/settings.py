"""How the tenant wants things done: read it, or write it as a new version."""

from fastapi import APIRouter

from api.bodies import StrictRoute
from api.deps import Admin, Reader, ServicesDep
from api.schemas.common import ENTRY, problems
from api.schemas.settings import SettingsIn, SettingsOut
from engine.clock import rfc3339, utc_now
from engine.identity.rules import rules_for
from engine.store import configuration
from engine.store.configuration import Version, settings_of

router = APIRouter(route_class=StrictRoute, prefix="/v1/settings", tags=["configuration"], responses=problems(*ENTRY))


@router.get("", response_model=SettingsOut)
async def get_settings(caller: Reader) -> SettingsOut:
    """The settings in force."""
    return _out(await configuration.current_settings(caller.store))


@router.put("", response_model=SettingsOut)
async def put_settings(body: SettingsIn, caller: Admin, services: ServicesDep) -> SettingsOut:
    """Write all settings. The same again changes nothing; anything else is a new version.

    What they touch is folded anew; a new region counts for what comes after.
    """
    given = body.model_dump(mode="json")
    rules_for(settings_of(Version(0, given, None)))
    saved = await configuration.save_settings(caller.store, given, now=utc_now())
    services.forget_kinds(caller.store.tenant_id)
    return _out(saved)


def _out(found: Version) -> SettingsOut:
    body = found.body or SettingsIn().model_dump(mode="json")
    return SettingsOut(
        **body, version=found.version, recorded_at=rfc3339(found.recorded_at) if found.recorded_at else None
    )
