"""Where an outgoing webhook may go: to the public internet over TLS, unless this process is set to trust its network.

A tenant names the address, so it must not lead into the operator's own network. Names are resolved here and the
connection is made to the very address that was checked: what a name resolves to a moment later does not count.
"""

import asyncio
import ipaddress
import socket

import httpx

from engine.errors import InvalidInput, RapportError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class ForbiddenAddress(RapportError):  # noqa: N818 - named by what happened, as the tree is
    """The address leads where webhooks may not go."""


def check_url(text: str, *, private: bool) -> httpx.URL:
    """The address as a URL. Raises InvalidInput, with the pointer /url, for one that could never be called."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise InvalidInput("this is no address", [("/url", "not a URL")]) from None
    wrong = ""
    if url.scheme != "https" and not (private and url.scheme == "http"):
        wrong = "must begin with https://"
    elif not url.host:
        wrong = "names no host"
    elif url.userinfo or url.fragment:
        wrong = "must not hold a user, a password or a fragment"
    elif not private and (literal := _literal(url.host)) is not None and not is_public(literal):
        wrong = "leads into a private network"
    elif not private and (url.host == "localhost" or url.host.endswith(".localhost")):
        wrong = "leads to this machine itself"
    if wrong:
        raise InvalidInput("webhooks cannot be sent there", [("/url", wrong)])
    return url


async def resolved(url: httpx.URL, *, private: bool) -> str:
    """The address to connect to. Raises OSError (no such host), ForbiddenAddress (one of its addresses is private)."""
    found = await asyncio.get_running_loop().getaddrinfo(
        url.host, url.port or (443 if url.scheme == "https" else 80), type=socket.SOCK_STREAM
    )
    addresses = [ipaddress.ip_address(str(info[4][0]).partition("%")[0]) for info in found]
    if not private and not all(is_public(address) for address in addresses):
        raise ForbiddenAddress
    return str(addresses[0])


def is_public(address: Address) -> bool:
    """Whether it lies on the public internet, also not by way of an IPv6 form of an IPv4 address."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.sixtofour is not None or address.teredo is not None or address in _NAT64:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
