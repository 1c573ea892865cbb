"""HubSpot's side of a fetch, over real HTTP: objects by path, and what was asked for."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class FakeHubSpot:
    """`objects`: path → the answers to give in turn, each (status, JSON); the last one stays."""

    url: str = ""
    objects: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, list[str]], str]] = field(default_factory=list)

    def holds(self, path: str, *answers: tuple[int, Any]) -> None:
        self.objects[path] = list(answers)

    def asked_for(self, path: str) -> list[tuple[str, dict[str, list[str]], str]]:
        """(path, query, authorization) of each request for a path."""
        return [one for one in self.asked if one[0] == path]

    def answer(self, target: str, authorization: str) -> tuple[int, Any]:
        parts = urlsplit(target)
        self.asked.append((parts.path, parse_qs(parts.query), authorization))
        waiting = self.objects.get(parts.path, [(404, {"message": "not found"})])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


@contextmanager
def fake_hubspot() -> Iterator[FakeHubSpot]:
    """Serve it on a free port of this machine."""
    fake = FakeHubSpot()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, value = fake.answer(self.path, self.headers.get("Authorization", ""))
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            return None

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        fake.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield fake
        server.shutdown()
        thread.join()


def notice(number: int, event: int, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "eventId": event,
        "subscriptionId": 3,
        "portalId": 9001,
        "appId": 77,
        "occurredAt": 1778905920000 + event * 60_000,
        "attemptNumber": 0,
        "objectId": number,
        "changeSource": "CRM_UI",
        "subscriptionType": kind,
        **more,
    }


def changed(number: int, event: int, name: str, value: str) -> dict[str, Any]:
    return notice(number, event, "contact.propertyChange", propertyName=name, propertyValue=value)


def contact(number: int, **properties: str) -> dict[str, Any]:
    return {"id": str(number), "properties": properties, "updatedAt": "2026-05-16T05:00:00.000Z"}
