"""The server's jars: fetched once after a lock with SHA-256 and bytes, kept in a cache that all homes share.

A jar appears under its name only when it is whole and right: it is fetched to a `.part` file, checked, forced to disk
and renamed. One process installs at a time; the others wait and find the jars there.
"""

import errno
import hashlib
import os
import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from maven_artifact import Artifact, Downloader

from api.managed.problem import NO_ROOM, Neo4jProblem, storage_problem
from api.managed.progress import progress

VERSION = "5.26.29"
LOCK_FILE = Path(__file__).with_name(f"neo4j-{VERSION}.lock")
THREADS = 8
ATTEMPTS = 4
FIRST_PAUSE_S = 0.5
TIMEOUT_S = (10, 60)  # to connect, between two reads
SPARE_BYTES = 64 * 2**20  # left free beside the jars


@dataclass(frozen=True)
class Jar:
    """One line of the lock."""

    coordinates: str
    sha256: str
    size: int

    @property
    def artifact(self) -> Artifact:
        """The coordinates as maven-artifact has them."""
        return Artifact.parse(self.coordinates)

    @property
    def file_name(self) -> str:
        """The jar's name in the repository, which is its name in the cache."""
        return str(self.artifact.uri("").rpartition("/")[2])


class WrongContentError(OSError):
    """What came is not what the lock names."""


def read_lock(text: str) -> tuple[Jar, ...]:
    """The jars of a lock: lines of `coordinates sha256 bytes`, comment lines start with `#`. Raises ValueError."""
    jars = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            coordinates, sha256, size = line.split()
            jar = Jar(coordinates, sha256, int(size))
        except ValueError as error:
            raise ValueError(f"line {number}: expected `coordinates sha256 bytes`") from error
        if coordinates.count(":") not in {2, 4} or len(sha256) != 64 or jar.size <= 0:
            raise ValueError(f"line {number}: not a jar, its SHA-256 and its bytes")
        jars.append(jar)
    return tuple(jars)


def locked_jars() -> tuple[Jar, ...]:
    """The jars of the server that rapport runs."""
    return read_lock(LOCK_FILE.read_text(encoding="utf-8"))


def jar_folder(cache: Path) -> Path:
    """Where the jars of this version lie."""
    return cache / f"neo4j-{VERSION}"


def missing_jars(jars: Sequence[Jar], folder: Path) -> list[Jar]:
    """The jars that are not there in their full size (what is there was checked before it got its name)."""
    sizes = {entry.name: entry.stat().st_size for entry in os.scandir(folder)} if folder.is_dir() else {}
    return [jar for jar in jars if sizes.get(jar.file_name) != jar.size]


def damaged_jars(jars: Sequence[Jar], folder: Path) -> list[Jar]:
    """The jars that are there with another content than the lock names. Reads them all: about 120 MB."""
    there = [jar for jar in jars if (folder / jar.file_name).is_file()]
    return [jar for jar in there if sha256_of(folder / jar.file_name) != jar.sha256]


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def ensure_jars(cache: Path, jars: Sequence[Jar] | None = None, base: str | None = None) -> Path:
    """Fetch what is missing and return the folder of the jars. Raises Neo4jProblem when that fails.

    `base` is the address of a repository; without it maven-artifact's own.
    """
    jars = locked_jars() if jars is None else jars
    folder = jar_folder(cache)
    if not missing_jars(jars, folder):
        return folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", thread_local=False):
            missing = missing_jars(jars, folder)  # another process may have fetched them while we waited
            _check_space(missing, folder)
            _fetch_all(missing, folder, Downloader(base) if base else Downloader())
    except OSError as error:
        raise _explained(error, folder) from error
    return folder


def _check_space(missing: Sequence[Jar], folder: Path) -> None:
    needed = sum(jar.size for jar in missing) + SPARE_BYTES
    if missing and shutil.disk_usage(folder).free < needed:
        raise OSError(errno.ENOSPC, f"{needed // 2**20} MiB are needed for Neo4j's jars")


def _fetch_all(missing: Sequence[Jar], folder: Path, downloader: Downloader) -> None:
    total = sum(jar.size for jar in missing)
    with progress("Fetching Neo4j", total) as advance, ThreadPoolExecutor(THREADS) as pool:
        fetches = {pool.submit(_fetch, jar, folder, downloader): jar for jar in missing}
        try:
            for done in as_completed(fetches):
                done.result()
                advance(fetches[done].size)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _fetch(jar: Jar, folder: Path, downloader: Downloader) -> None:
    """Fetch one jar, a few times if need be, and give it its name."""
    part = folder / f"{jar.file_name}.part"
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _fetch_once(jar, part, downloader)
            part.replace(folder / jar.file_name)
            return
        except OSError as error:
            part.unlink(missing_ok=True)
            if attempt == ATTEMPTS or error.errno in NO_ROOM:
                raise
            time.sleep(FIRST_PAUSE_S * 2 ** (attempt - 1))


def _fetch_once(jar: Jar, part: Path, downloader: Downloader) -> None:
    # Downloader.download prints to standard output and verifies nothing: only its addresses and requests are used.
    url = downloader.resolver.uri_for_artifact(jar.artifact)
    digest, size = hashlib.sha256(), 0
    request = downloader.requestor.request(url, _refused, stream=True, timeout=TIMEOUT_S)
    with closing(request) as answer, part.open("wb") as file:
        for chunk in answer.iter_content(chunk_size=2**16):
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    if (size, digest.hexdigest()) != (jar.size, jar.sha256):
        raise WrongContentError(
            f"{jar.file_name} came with {size} of {jar.size} bytes and SHA-256 {digest.hexdigest()}"
        )


def _refused(_: str, error: OSError) -> None:
    """Raise an error of a request; its unread answer would keep the connection open."""
    if (answer := getattr(error, "response", None)) is not None:
        answer.close()
    raise error


def _explained(error: OSError, folder: Path) -> Neo4jProblem:
    """What the user can do about a failed installation."""
    if error.errno in NO_ROOM or isinstance(error, PermissionError | FileExistsError | NotADirectoryError):
        return storage_problem(error, folder, "RAPPORT_CACHE")
    if isinstance(error, WrongContentError):
        remedy = "Nothing wrong was installed. Look for a proxy that changes downloads, and try again."
        return Neo4jProblem(f"A jar of Neo4j is not the one in the lock: {error}.", remedy)
    remedy = "What came is kept: try again; behind a proxy set HTTPS_PROXY and REQUESTS_CA_BUNDLE."
    return Neo4jProblem(f"Neo4j's jars could not be fetched: {error}.", f"{remedy} Or let NEO4J_URI name a server.")
