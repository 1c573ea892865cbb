"""Load the sample over HTTP, as the providers and an integrator would: sources, catalogue, signed deliveries."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from secrets import token_urlsafe

import httpx
import orjson

from api.demo import stories
from api.demo.crowd import CATALOGUE
from api.demo.envelopes import Sent

TENANT = "demo"
PROVIDERS = {
    "wa-cloud": ("whatsapp_cloud", ("app_secret", "verify_token")),
    "voice-bot": ("vapi", ("server_secret",)),
    "mail": ("postmark", ("basic_auth",)),
    "website": ("web_form", ("token",)),
    "crm": ("hubspot", ("client_secret",)),
}
SETTLE_S = 30.0


class DemoError(Exception):
    """The sample could not be loaded."""


@dataclass(frozen=True, slots=True)
class _Source:
    provider: str
    path: str
    secrets: Mapping[str, str]


def load(client: httpx.Client) -> int:
    """Load the sample through `client`, which carries the base URL and an admin and ingest key. Again: a no-op.

    Returns the number of deliveries. Raises DemoError when the API refuses one.
    """
    _patiently(lambda: client.put("/v1/catalogue", json=CATALOGUE))
    sources = {name: _source(client, name) for name in PROVIDERS}
    sent = [*stories.LUCKNOW, *stories.FARIDABAD]
    for delivery in sent:
        source = sources[delivery.source]
        body = orjson.dumps(delivery.body)
        headers = {
            "Content-Type": "application/json",
            **dict(_proof(source, body, str(client.base_url.join(source.path)))),
        }
        _patiently(partial(client.post, source.path, content=body, headers=headers))
    _patiently(lambda: client.post("/v1/interactions", params={"wait": "true"}, json=stories.FARIDABAD_NOTE))
    return len(sent) + 1


def card(client: httpx.Client, phone: str, *, as_of: str, slots: Collection[str]) -> str:
    """The card of the buyer with this phone, as it stood at `as_of`, once these slots of the story are read."""
    until = time.monotonic() + SETTLE_S
    while True:
        asked = {"phone": phone, "as_of": as_of}
        brief = _ok(client.get("/v1/brief", params=asked)).json()
        if not brief["degraded"] and all(brief["facts"].get(slot) or brief.get(slot) for slot in slots):
            return _ok(client.get("/v1/brief", params={**asked, "format": "card"})).text
        if time.monotonic() > until:
            raise DemoError("The sample was taken, but not read in 30 s: is a worker running? (rapport work)")
        time.sleep(0.1)


def _source(client: httpx.Client, name: str) -> _Source:
    provider, wanted = PROVIDERS[name]
    secrets = {secret: f"demo:{token_urlsafe(24)}" for secret in wanted}
    answer = _ok(client.put(f"/v1/sources/{name}", json={"provider": provider, "secrets": secrets})).json()
    return _Source(provider, answer["webhook_path"], secrets)


def _proof(source: _Source, body: bytes, url: str) -> Iterator[tuple[str, str]]:
    """The headers by which each provider proves who it is."""
    secrets = source.secrets
    if source.provider == "whatsapp_cloud":
        yield "X-Hub-Signature-256", f"sha256={_hmac(secrets['app_secret'], body).hex()}"
    elif source.provider == "vapi":
        yield "X-Vapi-Secret", secrets["server_secret"]
    elif source.provider == "postmark":
        yield "Authorization", f"Basic {base64.b64encode(secrets['basic_auth'].encode()).decode()}"
    elif source.provider == "web_form":
        yield "X-Webhook-Secret", secrets["token"]
    elif source.provider == "hubspot":
        stamp = str(int(time.time() * 1000))
        signed = b"POST" + url.encode() + body + stamp.encode()
        yield "X-HubSpot-Request-Timestamp", stamp
        yield "X-HubSpot-Signature-v3", base64.b64encode(_hmac(secrets["client_secret"], signed)).decode()


def _hmac(secret: str, content: bytes) -> bytes:
    return hmac.new(secret.encode(), content, hashlib.sha256).digest()


def _patiently(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """What is answered, asked again while the answer is 503: a Neo4j that just began plans its first queries slowly."""
    until = time.monotonic() + SETTLE_S
    while (response := ask()).status_code == httpx.codes.SERVICE_UNAVAILABLE and time.monotonic() < until:
        time.sleep(1)
    return _ok(response)


def _ok(response: httpx.Response) -> httpx.Response:
    if response.is_success:
        return response
    raise DemoError(f"{response.request.method} {response.request.url.path}: {response.status_code} {response.text}")


__all__ = ["TENANT", "DemoError", "Sent", "card", "load"]
