"""A whole API in this process, with its lifespan, for a tenant of its own."""

import hashlib
import hmac
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from httpx import ASGITransport, AsyncClient, Response

from api.app import create_app
from api.managed.connect import Connection
from api.settings import Settings
from engine.clock import utc_now
from engine.store import tenants
from engine.store.session import Graph, Store

APP_SECRET = "an app secret"
PHONE = "919812345670"


@dataclass(frozen=True)
class House:
    """The running API, and a key with every role; `auth` are its headers."""

    client: AsyncClient
    store: Store
    key: str = field(repr=False)
    settings: Settings

    @property
    def auth(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"}

    async def call(self, method: str, path: str, **given: Any) -> Response:
        return await self.client.request(method, path, headers=self.auth, **given)

    async def key_with(self, *roles: str) -> dict[str, str]:
        """The headers of a key with these roles alone."""
        key, _ = await tenants.save_key(self.store, frozenset(roles), now=utc_now())
        return {"authorization": f"Bearer {key}"}

    async def connect(self, name: str, provider: str, secrets: dict[str, str]) -> str:
        """Make a source; answers its webhook path."""
        answer = await self.call("PUT", f"/v1/sources/{name}", json={"provider": provider, "secrets": secrets})
        assert answer.status_code == 200, answer.text
        path: str = answer.json()["webhook_path"]
        return path

    async def connect_whatsapp(self) -> str:
        return await self.connect("wa", "whatsapp_cloud", {"app_secret": APP_SECRET, "verify_token": "v"})

    async def deliver(self, path: str, body: bytes | dict[str, Any]) -> Response:
        """Deliver as Meta does, signed."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sign = "sha256=" + hmac.new(APP_SECRET.encode(), raw, hashlib.sha256).hexdigest()
        return await self.client.post(
            path, content=raw, headers={"x-hub-signature-256": sign, "content-type": "application/json"}
        )

    async def recent(self, phone: str = PHONE) -> list[str]:
        """The summaries of a buyer's newest interactions."""
        brief = (await self.call("GET", "/v1/brief", params={"phone": f"+{phone}"})).json()
        return [line["summary"] for line in brief.get("recent", [])]


@asynccontextmanager
async def open_house(graph: Graph, neo4j: Connection, home: Path, **settings: Any) -> AsyncIterator[House]:
    """A house on this server; `settings` as `neo4j_uri` replace those that fit."""
    tenant = await tenants.create_tenant(graph, f"house {uuid.uuid4()}", now=utc_now())
    store = graph.tenant(tenant.id)
    key, _ = await tenants.save_key(store, frozenset({"admin"}), now=utc_now())
    chosen = Settings(
        **{
            "home": home,
            "neo4j_uri": neo4j.uri,
            "neo4j_username": neo4j.username,
            "neo4j_password": neo4j.password,
            "neo4j_database": neo4j.database,
            "key_refresh_s": 0.2,
            **settings,
        }
    )
    app = create_app(chosen)
    async with app.router.lifespan_context(app) as state:

        async def served(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "state": dict(state)}, receive, send)

        transport = ASGITransport(served, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url="http://test", timeout=30) as client:
            yield House(client, store, key, chosen)


def whatsapp(n: int, text: str, phone: str = PHONE, name: str = "Kavita") -> dict[str, Any]:
    """A text message as Meta sends it, our own words."""
    message = {
        "from": phone,
        "id": f"wamid.{n}",
        "timestamp": str(1778900000 + n),
        "type": "text",
        "text": {"body": text},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "915220000000", "phone_number_id": "1"},
        "contacts": [{"profile": {"name": name}, "wa_id": phone}],
        "messages": [message],
    }
    change = {"field": "messages", "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
