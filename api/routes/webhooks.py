"""A provider's own payload: the raw bytes, headers and signature end here; what they say is read in engine/channels."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Path, Request, Response

from api import intake
from api.deps import ServicesDep
from api.metrics import WEBHOOKS
from api.schemas.common import problems
from api.services import Services
from engine.channels.base import Delivery
from engine.channels.providers import PROVIDERS
from engine.channels.signatures import verify
from engine.clock import utc_now
from engine.errors import NotFound, TooLarge, Unauthorized, Unavailable

router = APIRouter(
    prefix="/v1/webhooks", tags=["in"], responses=problems(Unauthorized, NotFound, TooLarge, Unavailable)
)
SourceKey = Annotated[str, Path(description="the last part of the source's `webhook_path`")]


@router.post("/{source_key}")
async def receive_webhook(source_key: SourceKey, request: Request, services: ServicesDep) -> Response:
    """Take a provider's delivery and answer as that provider wants it.

    A wrong signature is refused with 401. What cannot be read is kept as a dead letter and acknowledged. While Neo4j is
    away the delivery is written to disk before it is acknowledged.
    """
    source = await services.door.source(source_key)
    if source is None:
        raise NotFound("there is no source with this key")
    structlog.contextvars.bind_contextvars(tenant_id=source.tenant_id, provider=source.provider)
    provider = PROVIDERS[source.provider]
    delivery = await _delivery(request, services)
    if request.method == "GET" and provider.handshake is not None:
        return Response(provider.handshake(delivery, source.secrets), media_type="text/plain")
    try:
        verify(delivery, provider, source.secrets, delivery.received_at)
    except Unauthorized:
        WEBHOOKS.labels(source.provider, "refused").inc()
        raise
    await intake.take(services, source, delivery)
    ack = provider.ack
    return Response(ack.body, ack.status, headers={"content-type": ack.content_type} if ack.body else None)


@router.get("/{source_key}")
async def verify_webhook(source_key: SourceKey, request: Request, services: ServicesDep) -> Response:
    """A provider's handshake, or its delivery where it calls by GET."""
    return await receive_webhook(source_key, request, services)


async def _delivery(request: Request, services: Services) -> Delivery:
    """The request as it came: the URL that the provider called, the raw bytes."""
    url = str(request.url)
    if services.settings.public_url:
        query = f"?{request.url.query}" if request.url.query else ""
        url = services.settings.public_url.rstrip("/") + request.url.path + query
    return Delivery(
        method=request.method,
        url=url,
        headers={name.lower(): value for name, value in request.headers.items()},
        query=dict(request.query_params),
        body=await request.body(),
        received_at=utc_now(),
    )
