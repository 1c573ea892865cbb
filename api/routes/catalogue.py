"""What the tenant sells: read it, or write it as a new version."""

from fastapi import APIRouter

from api.bodies import StrictRoute
from api.deps import Admin, Reader
from api.schemas.catalogue import CatalogueIn, CatalogueOut
from api.schemas.common import ENTRY, problems
from engine.clock import rfc3339, utc_now
from engine.errors import Conflict
from engine.store import configuration
from engine.store.configuration import Version

router = APIRouter(route_class=StrictRoute, prefix="/v1/catalogue", tags=["configuration"], responses=problems(*ENTRY))


@router.put("", response_model=CatalogueOut, responses=problems(Conflict))
async def put_catalogue(body: CatalogueIn, caller: Admin) -> CatalogueOut:
    """Write the whole catalogue. The same again changes nothing; anything else is a new version.

    A version is in force for what is recorded from here on. What was read can be written back, changed or not: with its
    `version`, nobody else's changes are lost.
    """
    saved = await configuration.save_catalogue(caller.store, body.given(), now=utc_now(), read=body.version)
    return _out(saved)


@router.get("", response_model=CatalogueOut)
async def get_catalogue(caller: Reader) -> CatalogueOut:
    """The catalogue in force."""
    return _out(await configuration.current_catalogue(caller.store))


def _out(found: Version) -> CatalogueOut:
    body = found.body or CatalogueIn().given()
    return CatalogueOut(
        **body, version=found.version, recorded_at=rfc3339(found.recorded_at) if found.recorded_at else None
    )
