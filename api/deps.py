"""What a route asks for by type: the process's services, and a caller who holds a role."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

import structlog
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.auth import roles_of
from api.services import Services
from engine.errors import Forbidden, Unauthorized, Unavailable
from engine.store.session import Store

bearer = HTTPBearer(
    scheme_name="key",
    auto_error=False,
    description="An API key of one tenant, made with `rapport keys create --tenant NAME --roles R,…`.",
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the tenant's store, the key's id and what it may do."""

    store: Store
    key_id: str
    roles: frozenset[str]


def services_of(request: Request) -> Services:
    """The services of this process."""
    services: Services = request.state.services
    return services


ServicesDep = Annotated[Services, Depends(services_of)]


def require(*roles: str, needs_graph: bool = True) -> Callable[..., Awaitable[Caller]]:
    """A dependency that lets a caller in who holds one of these roles.

    Raises Unauthorized, Forbidden, RateLimited, and Unavailable at once while a graph that is needed is away.
    """

    async def enter(
        services: ServicesDep,
        given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    ) -> Caller:
        if given is None or not given.credentials:
            raise Unauthorized("send the key as: Authorization: Bearer <key>")
        credential = await services.door.credential(given.credentials)
        held = roles_of(credential.roles)
        structlog.contextvars.bind_contextvars(tenant_id=credential.tenant_id, key_id=credential.key_id)
        await services.limiter.hit(credential.key_id)
        if held.isdisjoint(roles):
            raise Forbidden(f"this call needs a key with the role {' or '.join(roles)}")
        if needs_graph and not services.door.is_open:
            raise Unavailable
        return Caller(services.graph.tenant(credential.tenant_id), credential.key_id, held)

    return enter


Ingester = Annotated[Caller, Depends(require("ingest"))]
Reader = Annotated[Caller, Depends(require("read"))]
BriefReader = Annotated[Caller, Depends(require("read", needs_graph=False))]
Rep = Annotated[Caller, Depends(require("rep"))]
Admin = Annotated[Caller, Depends(require("admin"))]
