"""Connected systems: made, changed, listed, and given another webhook key."""

import re
from typing import Annotated

from fastapi import APIRouter, Path

from api.bodies import StrictRoute
from api.deps import Admin, ServicesDep
from api.schemas.common import ENTRY, problems
from api.schemas.sources import SourceIn, SourceOut, SourcesOut
from engine.channels.providers import provider_named
from engine.clock import rfc3339, utc_now
from engine.errors import InvalidInput, NotFound
from engine.store import sources
from engine.store.sources import Source

router = APIRouter(route_class=StrictRoute, prefix="/v1/sources", tags=["sources"], responses=problems(*ENTRY))
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
Name = Annotated[
    str, Path(description="what its interactions call it: letters, digits, `.`, `_`, `-`", examples=["wa-cloud"])
]


@router.put("/{name}", response_model=SourceOut)
async def put_source(name: Name, body: SourceIn, caller: Admin, services: ServicesDep) -> SourceOut:
    """Make a source or change it. Its webhook path stays; `rotate` changes it.

    A source that gives memory back (voice) needs a header or bearer secret beside the key in its path.
    """
    if not NAME.fullmatch(name):
        raise InvalidInput("a source's name is letters, digits, '.', '_' or '-'", [("/path/name", "not a name")])
    provider = provider_named(body.provider)
    if wrong := provider.check_secrets(body.secrets):
        raise InvalidInput("the secrets of this source are not as its provider needs them", wrong)
    source = await sources.save_source(caller.store, name, provider.name, body.secrets, now=utc_now())
    services.door.replace(source)
    return _out(source)


@router.post("/{name}/rotate", response_model=SourceOut, responses=problems(NotFound))
async def rotate_source(name: Name, caller: Admin, services: ServicesDep) -> SourceOut:
    """Give a source another webhook path; the old one is unknown at once, elsewhere within seconds."""
    source = await sources.rotate_source(caller.store, name, now=utc_now())
    services.door.replace(source)
    return _out(source)


@router.get("", response_model=SourcesOut)
async def list_sources(caller: Admin) -> SourcesOut:
    """The connected systems, without their secrets."""
    return SourcesOut(items=[_out(source) for source in await sources.list_sources(caller.store)])


def _out(source: Source) -> SourceOut:
    return SourceOut(
        name=source.name,
        provider=source.provider,
        webhook_path=source.webhook_path,
        secrets=sorted(source.secrets),
        created_at=rfc3339(source.created_at) if source.created_at else None,
        rotated_at=rfc3339(source.rotated_at) if source.rotated_at else None,
    )
