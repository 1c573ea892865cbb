"""Signed webhooks to others: who is told of changes, and what could not be told."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.addresses import check_url
from api.bodies import StrictRoute
from api.deps import Admin, ServicesDep
from api.routes.sources import NAME
from api.schemas.common import ENTRY, problems
from api.schemas.subscriptions import EVERY, RetriedOut, SubscriptionIn, SubscriptionOut, SubscriptionsOut
from engine.clock import rfc3339, utc_now
from engine.errors import InvalidInput, NotFound
from engine.store import subscriptions
from engine.store.subscriptions import Subscription

router = APIRouter(
    route_class=StrictRoute, prefix="/v1/subscriptions", tags=["subscriptions"], responses=problems(*ENTRY)
)
Name = Annotated[str, Path(description="letters, digits, `.`, `_`, `-`", examples=["crm"])]
UNKNOWN = problems(NotFound)


@router.put("/{name}", response_model=SubscriptionOut)
async def put_subscription(name: Name, body: SubscriptionIn, caller: Admin, services: ServicesDep) -> SubscriptionOut:
    """Be told of changes by POST: `{"type", "timestamp", "data"}`, with the data of the same event on the stream.

    Signed as Standard Webhooks say: `webhook-id` (the same for every try: take it once), `webhook-timestamp` (Unix
    seconds) and `webhook-signature` (`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`, under the secret
    without `whsec_`, decoded). Any 2xx within 10 seconds takes it. Else it is tried again for a day, at growing
    intervals, then parked; 410 parks it at once. Of one buyer, the next change waits for the one before.
    """
    if not NAME.fullmatch(name):
        raise InvalidInput("a name is letters, digits, '.', '_' or '-'", [("/path/name", "not a name")])
    check_url(body.url, private=services.settings.webhook_private)
    events = sorted(set(body.events or EVERY))
    return _out(await subscriptions.save_subscription(caller.store, name, url=body.url, events=events, now=utc_now()))


@router.get("", response_model=SubscriptionsOut)
async def list_subscriptions(caller: Admin) -> SubscriptionsOut:
    """Who is told, and what is owed to them: what waits, what was given up, and why."""
    return SubscriptionsOut(items=[_out(one) for one in await subscriptions.list_subscriptions(caller.store)])


@router.post("/{name}/rotate", response_model=SubscriptionOut, responses=UNKNOWN)
async def rotate_secret(name: Name, caller: Admin) -> SubscriptionOut:
    """Give a subscription another secret. For a day both sign, so that the receiver can change in its own time."""
    return _out(await subscriptions.rotate_secret(caller.store, name, now=utc_now()))


@router.post("/{name}/retry", response_model=RetriedOut, responses=UNKNOWN)
async def retry_subscription(name: Name, caller: Admin) -> RetriedOut:
    """Try again what was given up."""
    retried = await subscriptions.retry_parked(caller.store, name, now=utc_now())
    return RetriedOut(name=name, retried=retried)


@router.delete("/{name}", status_code=204, responses=UNKNOWN)
async def delete_subscription(name: Name, caller: Admin) -> Response:
    """Tell them no more; what was owed to them is owed no longer."""
    await subscriptions.remove_subscription(caller.store, name)
    return Response(status_code=204)


def _out(one: Subscription) -> SubscriptionOut:
    return SubscriptionOut(
        name=one.name,
        url=one.url,
        events=list(one.events),
        secret=one.secret,
        owed=one.owed,
        parked=one.parked,
        error=one.error,
        created_at=rfc3339(one.created_at) if one.created_at else None,
        rotated_at=rfc3339(one.rotated_at) if one.rotated_at else None,
        told_at=rfc3339(one.told_at) if one.told_at else None,
    )
