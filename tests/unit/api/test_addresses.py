"""Where an outgoing webhook may go."""

import ipaddress
import socket

import httpx
import pytest

from api.addresses import ForbiddenAddress, check_url, is_public, resolved
from engine.errors import InvalidInput


@pytest.mark.parametrize(
    "url", ["https://crm.example.in/hook?a=b", "https://8.8.8.8:8443/x", "https://[2606:4700::1]/"]
)
def test_the_public_internet_over_tls(url: str) -> None:
    assert str(check_url(url, private=False)) == url


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://crm.example.in/", "https://"),
        ("ftp://crm.example.in/", "https://"),
        ("file:///etc/passwd", "https://"),
        ("https:///x", "host"),
        ("nonsense", "https://"),
        ("https://user:word@crm.example.in/", "password"),
        ("https://127.0.0.1/", "private"),
        ("https://10.1.2.3/", "private"),
        ("https://169.254.169.254/latest/meta-data", "private"),
        ("https://[::1]/", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://localhost/", "this machine"),
        ("https://a.localhost/", "this machine"),
    ],
)
def test_what_is_refused(url: str, why: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_url(url, private=False)
    ((where, detail),) = refused.value.errors
    assert where == "/url"
    assert why in detail


def test_a_trusted_network_may_be_private_and_plain() -> None:
    assert check_url("http://127.0.0.1:9/x", private=True).port == 9
    with pytest.raises(InvalidInput):
        check_url("ftp://127.0.0.1/", private=True)


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.1.1", "172.16.0.1", "192.168.1.1", "224.0.0.1"),
        *("255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "ff02::1", "::ffff:192.168.1.1", "64:ff9b::a00:1"),
        *("2002:a00:1::1", "2001:db8::1"),
    ],
)
def test_what_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_what_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


async def test_a_name_that_leads_inside_is_refused_when_it_is_resolved() -> None:
    inside = httpx.URL("https://localhost/")
    assert ipaddress.ip_address(await resolved(inside, private=True)).is_loopback
    with pytest.raises(ForbiddenAddress):
        await resolved(inside, private=False)
    with pytest.raises(socket.gaierror):
        await resolved(httpx.URL("https://no-such-host.invalid/"), private=False)
