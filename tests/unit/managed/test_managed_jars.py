"""Jars come whole and right from a repository over real HTTP, or not at all."""

import errno
import hashlib
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from api.managed import jars
from api.managed.jars import Jar, damaged_jars, ensure_jars, jar_folder, missing_jars, read_lock
from api.managed.problem import Neo4jProblem

BODY = b"the bytes of a jar " * 4000
GOOD = hashlib.sha256(BODY).hexdigest()


def jar(name: str, sha256: str = GOOD, size: int = len(BODY)) -> Jar:
    return Jar(f"org.example:{name}:1.0", sha256, size)


class Repository(ThreadingHTTPServer):
    """A repository that can misbehave: `faults` says how often, by jar name, before it behaves."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.faults: dict[str, tuple[str, int]] = {}
        self.asked: Counter[str] = Counter()
        self.guard = threading.Lock()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/maven"

    def fault_of(self, path: str) -> str:
        name = path.rpartition("/")[2].removesuffix("-1.0.jar")
        with self.guard:
            self.asked[name] += 1
            kind, times = self.faults.get(name, ("", 0))
            return kind if self.asked[name] <= times else ""


class Answer(BaseHTTPRequestHandler):
    server: Repository

    def do_GET(self) -> None:
        fault = self.server.fault_of(self.path)
        if fault == "refused":
            self.send_error(503)
            return
        body = BODY[:-1] + b"!" if fault == "changed" else BODY
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:1000] if fault == "broken off" else body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base class
        pass


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    monkeypatch.setattr(jars, "FIRST_PAUSE_S", 0.01)
    server = Repository()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name != ".lock"}


def test_lock_of_the_product_is_whole() -> None:
    locked = jars.locked_jars()
    assert len(locked) == 212
    assert len({one.file_name for one in locked}) == 212, "two jars would overwrite each other"
    assert 100 * 2**20 < sum(one.size for one in locked) < 150 * 2**20
    names = {one.file_name for one in locked}
    assert f"neo4j-{jars.VERSION}.jar" in names
    assert "netty-transport-native-epoll-4.1.136.Final-linux-x86_64.jar" in names, "the classifier belongs to the name"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"a:b:1 {GOOD}", "line 1"),
        (f"# comment\n\na:b:1 {GOOD} many", "line 3"),
        (f"a:b {GOOD} 7", "line 1"),
        ("a:b:1 abc 7", "line 1"),
        (f"a:b:1 {GOOD} 0", "line 1"),
    ],
)
def test_bad_lock_says_where(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_lock(text)


def test_fetches_what_is_missing_once(repository: Repository, tmp_path: Path) -> None:
    wanted = [jar("one"), jar("two")]
    folder = ensure_jars(tmp_path, wanted, repository.base)
    assert folder == jar_folder(tmp_path)
    assert names_in(folder) == {"one-1.0.jar", "two-1.0.jar"}
    assert (folder / "one-1.0.jar").read_bytes() == BODY
    ensure_jars(tmp_path, wanted, repository.base)
    (folder / "two-1.0.jar").write_bytes(b"cut")
    assert missing_jars(wanted, folder) == [jar("two")]
    ensure_jars(tmp_path, wanted, repository.base)
    assert repository.asked == {"one": 1, "two": 2}


@pytest.mark.parametrize("fault", ["broken off", "refused", "changed"])
def test_tries_again_after_a_fault(repository: Repository, tmp_path: Path, fault: str) -> None:
    repository.faults["one"] = (fault, jars.ATTEMPTS - 1)
    folder = ensure_jars(tmp_path, [jar("one")], repository.base)
    assert names_in(folder) == {"one-1.0.jar"}
    assert not damaged_jars([jar("one")], folder)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("broken off", "could not be fetched"),
        ("refused", "could not be fetched"),
        ("changed", "not the one in the lock"),
    ],
)
def test_gives_up_and_says_what_to_do(repository: Repository, tmp_path: Path, fault: str, message: str) -> None:
    repository.faults["one"] = (fault, 99)
    with pytest.raises(Neo4jProblem, match=message) as problem:
        ensure_jars(tmp_path, [jar("one"), jar("two")], repository.base)
    assert "try again" in problem.value.remedy
    assert repository.asked["one"] == jars.ATTEMPTS
    assert names_in(jar_folder(tmp_path)) <= {"two-1.0.jar"}, "nothing half or wrong is left"


def test_keeps_what_came_when_it_goes_on(repository: Repository, tmp_path: Path) -> None:
    wanted = [jar(f"jar{n}") for n in range(12)] + [jar("last")]
    repository.faults["last"] = ("refused", 99)
    with pytest.raises(Neo4jProblem):
        ensure_jars(tmp_path, wanted, repository.base)
    came = names_in(jar_folder(tmp_path))
    asked_before = Counter(repository.asked)
    repository.faults.clear()
    ensure_jars(tmp_path, wanted, repository.base)
    assert all(
        repository.asked[name.removesuffix("-1.0.jar")] == asked_before[name.removesuffix("-1.0.jar")] for name in came
    )


def test_no_repository_at_all(repository: Repository, tmp_path: Path) -> None:
    with pytest.raises(Neo4jProblem, match="could not be fetched") as problem:
        ensure_jars(tmp_path, [jar("one")], "http://127.0.0.1:1/maven")
    assert "NEO4J_URI" in problem.value.remedy


def test_two_at_once_fetch_each_jar_once(repository: Repository, tmp_path: Path) -> None:
    wanted = [jar(f"jar{n}") for n in range(6)]
    with ThreadPoolExecutor(2) as pool:
        folders = list(pool.map(lambda _: ensure_jars(tmp_path, wanted, repository.base), range(2)))
    assert folders[0] == folders[1]
    assert set(repository.asked.values()) == {1}


def test_full_disk_is_seen_before_anything_is_fetched(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=jars.SPARE_BYTES))
    with pytest.raises(Neo4jProblem, match="no room left") as problem:
        ensure_jars(tmp_path, [jar("one")], repository.base)
    assert "RAPPORT_CACHE" in problem.value.remedy
    assert not repository.asked


def test_disk_that_fills_up_on_the_way_is_not_tried_again(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Neo4jProblem, match="no room left"):
        ensure_jars(tmp_path, [jar("one")], repository.base)
    assert repository.asked["one"] == 1
    assert not names_in(jar_folder(tmp_path))


def test_cache_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    with pytest.raises(Neo4jProblem, match="cannot be written"):
        ensure_jars(tmp_path / "cache", [jar("one")], "http://127.0.0.1:1/maven")


def test_damaged_jars_are_found(tmp_path: Path) -> None:
    (tmp_path / "one-1.0.jar").write_bytes(BODY)
    (tmp_path / "two-1.0.jar").write_bytes(BODY[::-1])
    assert damaged_jars([jar("one"), jar("two"), jar("gone")], tmp_path) == [jar("two")]
