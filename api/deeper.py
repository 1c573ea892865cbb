"""The deeper reader's other end: any endpoint that speaks OpenAI's chat completions, named by RAPPORT_DEEPER_*.

Off unless an address and a model are set. What people said goes to that address and nowhere else. Every way in which it
fails to answer is a NoAnswerError with a reason of ours: nothing that it sends back is logged.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import orjson
import structlog

from api.settings import Settings
from engine.deepen import Answer, Deeper, NoAnswerError
from engine.extraction.deep_ask import Asked
from engine.store.work import Task

MAX_BYTES = 1_000_000
MAX_WAIT_S = 3600
CHARACTERS_A_TOKEN = 4
"""For endpoints that do not say what an answer cost."""
EXPECTED = {"read", "known", "gone"}
log = structlog.get_logger()


@asynccontextmanager
async def deeper_reader(settings: Settings) -> AsyncIterator[Deeper | None]:
    """The deeper reader of the settings, with its connections open; None when there is none."""
    if settings.deeper_url is None or settings.deeper_model is None:
        yield None
        return
    model, limit_s = settings.deeper_model, settings.deeper_timeout_s
    key = settings.deeper_key.get_secret_value() if settings.deeper_key else None
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    url = f"{settings.deeper_url.rstrip('/')}/chat/completions"
    async with httpx.AsyncClient(headers=headers, timeout=limit_s, follow_redirects=False) as client:

        async def ask(asked: Asked) -> Answer:
            return await complete(client, url, model, asked, limit_s=limit_s)

        yield Deeper(
            model,
            ask,
            limit=timedelta(seconds=limit_s),
            calls_per_day=settings.deeper_calls_per_day,
            tokens_per_day=settings.deeper_tokens_per_day,
        )


async def complete(client: httpx.AsyncClient, url: str, model: str, asked: Asked, *, limit_s: float) -> Answer:
    """Ask, within `limit_s` seconds in all (a server may also trickle). Raises NoAnswerError."""
    question = {
        "model": model,
        "messages": [
            {"role": "system", "content": asked.instructions},
            {"role": "user", "content": asked.conversation},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "reading", "strict": True, "schema": asked.schema},
        },
    }
    try:
        async with asyncio.timeout(limit_s), client.stream("POST", url, json=question) as response:
            _accept(response)
            body = await _body(response)
    except (TimeoutError, httpx.TimeoutException):
        raise NoAnswerError("timeout", timedelta()) from None
    except httpx.HTTPError:
        raise NoAnswerError("unreachable", timedelta()) from None
    return _answer(body, len(asked.instructions) + len(asked.conversation))


def _accept(response: httpx.Response) -> None:
    """Raises NoAnswerError unless the status is 200; too many requests and faults of the server may be tried again."""
    status = response.status_code
    if status == httpx.codes.OK:
        return
    wait = response.headers.get("retry-after", "")
    again = timedelta(seconds=min(int(wait), MAX_WAIT_S) if wait.isascii() and wait.isdigit() else 0)
    raise NoAnswerError(f"http_{status}", again if status in (408, 429) or status >= 500 else None)


async def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > MAX_BYTES:
            raise NoAnswerError("too_large")
    return bytes(body)


def _answer(body: bytes, asked: int) -> Answer:
    """The text in a completion. Raises NoAnswerError for a refusal, an answer cut short, and anything else."""
    try:
        completion: Any = orjson.loads(body)
        choice = completion["choices"][0]
        message, ended = choice["message"], choice.get("finish_reason")
        refused, content = message.get("refusal"), message.get("content")
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise NoAnswerError("rubbish") from None
    if refused or ended == "content_filter":
        raise NoAnswerError("refused")
    if ended == "length":
        raise NoAnswerError("cut_short")
    if not isinstance(content, str) or not content.strip():
        raise NoAnswerError("rubbish")
    usage = completion.get("usage")
    counted = usage.get("total_tokens") if isinstance(usage, dict) else None
    if not isinstance(counted, int) or isinstance(counted, bool) or counted < 0:
        counted = (asked + len(content)) // CHARACTERS_A_TOKEN
    return Answer(content, min(counted, 10**9))


def report_deeper(task: Task, outcome: str) -> None:
    """Log what became of a deeper reading, by our ids."""
    level = log.info if outcome in EXPECTED else log.warning
    level("reading.deepened", tenant_id=task.tenant_id, interaction_id=task.key, outcome=outcome)
