"""Send outgoing webhooks over HTTP, to where they may go, and never for long."""

import asyncio
import ssl
from functools import cache

import httpx

from api.addresses import ForbiddenAddress, check_url, resolved
from engine.deliver import Outgoing, Send
from engine.errors import InvalidInput, RapportError

TIMEOUT_S = 10.0


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def sender(*, private: bool) -> Send:
    """What posts a webhook and says what became of it; `private`: also into this network, and without TLS."""

    async def send(outgoing: Outgoing) -> str | None:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                status = await _post(outgoing, private=private)
        except (httpx.HTTPError, OSError, RapportError) as error:  # a timeout is an OSError
            return type(error).__name__
        return None if 200 <= status < 300 else str(status)

    return send


async def _post(outgoing: Outgoing, *, private: bool) -> int:
    """The status of the answer; its body is of no interest. Redirects are not followed, no proxy is asked."""
    try:
        url = check_url(outgoing.url, private=private)  # again: the process may trust its network no longer
    except InvalidInput:
        raise ForbiddenAddress from None
    address = await resolved(url, private=private)
    headers = {**outgoing.headers, "host": url.netloc.decode()}
    async with (
        httpx.AsyncClient(verify=_tls(), timeout=TIMEOUT_S, follow_redirects=False, trust_env=False) as client,
        client.stream(
            "POST",
            url.copy_with(host=address),
            content=outgoing.body,
            headers=headers,
            extensions={"sni_hostname": url.host},
        ) as answer,
    ):
        return answer.status_code
