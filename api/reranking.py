"""A reranker over an embeddings server in OpenAI's dialect (`POST <url>/embeddings`): optional, off by default.

The question and the best turns go to that server, so it must be one that may read what buyers say. When it is away or
answers otherwise, the order by words stands.
"""

from collections.abc import Sequence
from math import sqrt

import httpx
import structlog

from api.settings import Settings
from engine.search import Reranker

TIMEOUT_S = 2.0
LONGEST = 2_000
"""Characters of a turn that are sent."""
log = structlog.get_logger()


def reranker_of(settings: Settings) -> "EmbeddingReranker | None":
    """The reranker that the settings name, or None."""
    if settings.rerank_url is None:
        return None
    secret = settings.rerank_key
    return EmbeddingReranker(settings.rerank_url, settings.rerank_model, secret.get_secret_value() if secret else None)


class EmbeddingReranker(Reranker):
    """Scores a text by the cosine of its embedding with the question's; all equal when there is no answer."""

    def __init__(self, url: str, model: str, key: str | None = None) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.AsyncClient(base_url=url, headers=headers, timeout=TIMEOUT_S)
        self._model = model

    async def scores(self, question: str, texts: Sequence[str]) -> list[float] | None:
        """One number a text, or None."""
        if not texts:
            return []
        given = [text[:LONGEST] for text in (question, *texts)]
        try:
            answer = await self._client.post("/embeddings", json={"model": self._model, "input": given})
            answer.raise_for_status()
            vectors = _vectors(answer.json(), len(given))
        except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
            log.warning("rerank.failed", error=type(error).__name__)
            return None
        return [_cosine(vectors[0], vector) for vector in vectors[1:]]

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _vectors(body: dict[str, list[dict[str, list[float]]]], count: int) -> list[list[float]]:
    """The embeddings in the order of the input; ValueError when they are not as many or not of one length."""
    vectors: list[list[float]] = [[] for _ in range(count)]
    for item in body["data"]:
        vectors[int(item["index"])] = [float(x) for x in item["embedding"]]  # type: ignore[call-overload]
    if len({len(vector) for vector in vectors}) != 1 or not vectors[0]:
        raise ValueError("not one embedding for each text")
    return vectors


def _cosine(a: Sequence[float], b: Sequence[float]) -> float:
    size = sqrt(sum(x * x for x in a) * sum(y * y for y in b))
    return sum(x * y for x, y in zip(a, b, strict=True)) / size if size else 0.0
