"""Clear words for what is wrong with a server; its old versions and strangers are played over real sockets."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from neo4j.exceptions import AuthError, ClientError, Neo4jError

from api.managed.connect import (
    DATABASE,
    RATE_LIMIT,
    USER,
    Connection,
    check,
    configured,
    explained,
    version_numbers,
)
from api.managed.problem import Neo4jProblem


def served(port: int) -> Connection:
    return Connection(f"bolt://127.0.0.1:{port}", USER, "secret-word")


@contextmanager
def listener(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server on a free port that holds one conversation after the other."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            while True:
                try:
                    caller, _ = door.accept()
                except OSError:
                    return
                with caller:
                    talk(caller)

        thread = threading.Thread(target=serve)
        thread.start()
        yield door.getsockname()[1]
        door.shutdown(socket.SHUT_RDWR)
        thread.join()


def bolt_of(version: str) -> Callable[[socket.socket], None]:
    """A server that agrees on Bolt 4.4 and says yes to everything."""
    agent = f"Neo4j/{version}".encode()
    success = b"\xb1\x70\xa2\x86server" + bytes([0x80 + len(agent)]) + agent + b"\x8dconnection_id\x81a"

    def talk(caller: socket.socket) -> None:
        caller.recv(20)
        caller.sendall(b"\x00\x00\x04\x04")
        while caller.recv(65536):
            caller.sendall(len(success).to_bytes(2, "big") + success + b"\x00\x00")

    return talk


def no_common_bolt(caller: socket.socket) -> None:
    caller.recv(20)
    caller.sendall(b"\x00\x00\x00\x00")


def web_server(caller: socket.socket) -> None:
    caller.recv(20)
    caller.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.mark.parametrize("version", ["4.4.30", "5.25.1"])
def test_old_server(version: str) -> None:
    with listener(bolt_of(version)) as port, pytest.raises(Neo4jProblem, match=f"{version} .* too old") as problem:
        check(served(port))
    assert "5.26" in problem.value.remedy


@pytest.mark.parametrize(
    ("talk", "message"),
    [
        (no_common_bolt, "too old, or is no Neo4j"),
        (web_server, "cannot be reached"),
        (lambda _: None, "cannot be reached"),
    ],
)
def test_strangers(talk: Callable[[socket.socket], None], message: str) -> None:
    with listener(talk) as port, pytest.raises(Neo4jProblem, match=message) as problem:
        check(served(port))
    assert "secret-word" not in str(problem.value)


@pytest.mark.parametrize("uri", ["bolt://127.0.0.1:1", "neo4j://127.0.0.1:1", "bolt://no-such-host.invalid:7687"])
def test_unreachable(uri: str) -> None:
    with pytest.raises(Neo4jProblem, match="cannot be reached") as problem:
        check(Connection(uri, USER, "x"))
    assert "NEO4J_URI" in problem.value.remedy


@pytest.mark.parametrize("uri", ["localhost:7687", "http://localhost:7474", "neo4j"])
def test_no_address(uri: str) -> None:
    with pytest.raises(Neo4jProblem, match="not an address") as problem:
        check(Connection(uri, USER, "x"))
    assert "bolt://" in problem.value.remedy


def test_many_wrong_passwords() -> None:
    error = Neo4jError._hydrate_neo4j(code=RATE_LIMIT, message="too many")
    assert isinstance(error, ClientError | AuthError)
    assert "too many wrong passwords" in explained(error, served(7687)).what


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("5.26.29", (5, 26)), ("5.26-aura", (5, 26)), ("2026.04.0", (2026, 4)), ("4.4.30", (4, 4)), ("dev", (0, 0))],
)
def test_versions(version: str, numbers: tuple[int, int]) -> None:
    assert version_numbers(version) == numbers


def test_settings_name_a_connection() -> None:
    assert configured({}) is None
    assert configured({"NEO4J_URI": " ", "NEO4J_PASSWORD": "x"}) is None
    plain = configured({"NEO4J_URI": "bolt://a:7687"})
    assert plain == Connection("bolt://a:7687", USER, "", DATABASE)
    assert plain is not None
    assert plain.auth is None, "without a password: a server that asks for none"
    full = {"NEO4J_URI": "neo4j://a", "NEO4J_USERNAME": "u", "NEO4J_PASSWORD": "secret-word", "NEO4J_DATABASE": "d"}
    assert configured(full) == Connection("neo4j://a", "u", "secret-word", "d")
    assert "secret-word" not in repr(configured(full))
