"""The reranker against an embeddings server over real HTTP: what is sent, what comes of it, what a bad answer does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from api.reranking import EmbeddingReranker, reranker_of
from api.settings import Settings

TEXTS = ["we have two cars", "the price is high", "where do I park"]
MEANING = {
    "parking": [1.0, 0.0],
    "we have two cars": [0.8, 0.6],
    "the price is high": [0.0, 1.0],
    "where do I park": [1.0, 0.1],
}


@contextmanager
def embeddings(status: int = 200, answer: Any = None) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server that knows the meaning of some texts: (its base URL, the requests that it got)."""
    seen: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            seen.append({"path": self.path, "key": self.headers["authorization"], **body})
            data = [{"index": n, "embedding": MEANING[text]} for n, text in enumerate(body["input"])]
            raw = json.dumps({"data": data[::-1]} if answer is None else answer).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1", seen
        finally:
            server.shutdown()
            thread.join()


async def test_texts_are_scored_by_their_meaning() -> None:
    with embeddings() as (url, seen):
        reranker = EmbeddingReranker(url, "some-model", "hush")
        scores = await reranker.scores("parking", TEXTS)
        assert await reranker.scores("parking", []) == []
        await reranker.close()
    assert scores is not None
    assert scores == pytest.approx([0.8, 0.0, 0.995], abs=1e-3), (
        "in the order of the texts, whatever that of the answer"
    )
    assert seen == [
        {"path": "/v1/embeddings", "key": "Bearer hush", "model": "some-model", "input": ["parking", *TEXTS]}
    ]


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, {}),
        (200, {"data": []}),
        (200, {"data": "x"}),
        (200, {"data": [{"index": n, "embedding": [1.0] * (n + 1)} for n in range(4)]}),
        (200, {"data": [{"index": 9, "embedding": [1.0]}]}),
        (200, []),
    ],
)
async def test_without_a_good_answer_there_are_no_scores(status: int, answer: Any) -> None:
    with embeddings(status, answer) as (url, _):
        reranker = EmbeddingReranker(url, "some-model")
        assert await reranker.scores("parking", TEXTS) is None
        await reranker.close()


async def test_nobody_there_is_no_error() -> None:
    reranker = EmbeddingReranker("http://127.0.0.1:9/v1", "some-model")
    assert await reranker.scores("parking", TEXTS) is None
    await reranker.close()


def test_it_is_off_by_default() -> None:
    assert reranker_of(Settings(rerank_url=None)) is None
    assert isinstance(reranker_of(Settings(rerank_url="http://127.0.0.1:9/v1")), EmbeddingReranker)
