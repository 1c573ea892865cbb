"""A language model's server, faked over real HTTP: answers, stalls, trickles, fails, and notes what it was asked."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Handler"], None]


@dataclass
class FakeModel:
    """`replies` are given in turn, the last one again and again; `asked` keeps (path, headers, body)."""

    url: str = ""
    replies: list[Reply] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def will(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.asked.clear()

    def next(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


class Handler(BaseHTTPRequestHandler):
    fake: FakeModel

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.fake.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        with suppress(ConnectionError):
            self.fake.next()(self)

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        return None


def says(answer: Any, *, tokens: int | None = 900, **more: Any) -> Reply:
    """A completion whose content is this text, or this value as JSON."""
    content = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content, **more}}
    body = {"id": "c1", "object": "chat.completion", "choices": [choice]}
    if tokens is not None:
        body["usage"] = {"total_tokens": tokens}
    return lambda handler: handler.send(200, json.dumps(body).encode(), Content_Type="application/json")


def ends(reason: str, answer: Any) -> Reply:
    """A completion that ended for another reason than being complete."""
    message = {"role": "assistant", "content": json.dumps(answer)}
    body = {"choices": [{"finish_reason": reason, "message": message}]}
    return lambda handler: handler.send(200, json.dumps(body).encode())


def fails(status: int, **headers: str) -> Reply:
    return lambda handler: handler.send(status, b'{"error": {"message": "Meera said 65 lakh"}}', **headers)


def raw(body: bytes) -> Reply:
    return lambda handler: handler.send(200, body)


def stalls(handler: Handler) -> None:
    """Takes the question and never answers."""
    handler.fake.ended.wait(60)


def waits(for_it: threading.Event, then: Reply) -> Reply:
    """Answers when the event is set."""

    def reply(handler: Handler) -> None:
        for_it.wait(120)
        then(handler)

    return reply


def trickles(handler: Handler) -> None:
    """Sends a byte now and then, so that no single read ever times out."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(600):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        if handler.fake.ended.wait(0.1):
            return


@contextmanager
def fake_model() -> Iterator[FakeModel]:
    """Serve it on a free port of this machine."""
    fake = FakeModel(replies=[says({"products": []})])
    bound = type("Bound", (Handler,), {"fake": fake})
    with ThreadingHTTPServer(("127.0.0.1", 0), bound) as server:
        fake.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield fake
        fake.ended.set()
        server.shutdown()
        thread.join()
