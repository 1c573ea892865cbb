"""Where the managed Neo4j keeps its things: data under RAPPORT_HOME, jars in a cache that all homes share."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import platformdirs

APP = "rapport"
DEFAULT_HEAP = "1g"
FOLDERS = ("conf", "data", "logs", "run", "plugins", "import", "leases")


@dataclass(frozen=True)
class Home:
    """The places of one rapport home.

    `root` is the data folder (RAPPORT_HOME), `cache` holds the jars for all homes (RAPPORT_CACHE), `heap` is the Java
    heap of the server as Java writes it (RAPPORT_NEO4J_HEAP).
    """

    root: Path
    cache: Path
    heap: str = DEFAULT_HEAP

    @classmethod
    def at(cls, root: Path | str | None = None, cache: Path | str | None = None, heap: str | None = None) -> Self:
        """The home at these places; the user's data and cache folders where none is given."""
        root = root or platformdirs.user_data_path(APP, appauthor=False)
        cache = cache or platformdirs.user_cache_path(APP, appauthor=False)
        # One spelling a home: the server is found again by the path on its command line.
        return cls(Path(root).expanduser().resolve(), Path(cache).expanduser().resolve(), heap or DEFAULT_HEAP)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The home that RAPPORT_HOME, RAPPORT_CACHE and RAPPORT_NEO4J_HEAP name."""
        return cls.at(*(environ.get(name) for name in ("RAPPORT_HOME", "RAPPORT_CACHE", "RAPPORT_NEO4J_HEAP")))

    @property
    def neo4j(self) -> Path:
        """The server's own home, for this user only."""
        return self.root / "neo4j"

    @property
    def conf(self) -> Path:
        """The server's neo4j.conf; it also remembers the port."""
        return self.neo4j / "conf" / "neo4j.conf"

    @property
    def data(self) -> Path:
        """The stores and their transaction logs."""
        return self.neo4j / "data"

    @property
    def log(self) -> Path:
        """What the server said since its last start; the run before is beside it as server.log.1."""
        return self.neo4j / "logs" / "server.log"

    @property
    def password_file(self) -> Path:
        """The password of the user neo4j, mode 0600."""
        return self.neo4j / "password"

    @property
    def pid_file(self) -> Path:
        """The process id of the server that was started last."""
        return self.neo4j / "server.pid"

    @property
    def lock(self) -> Path:
        """Held while the server is started or stopped, and while leases are taken or swept."""
        return self.neo4j / "lock"

    @property
    def leases(self) -> Path:
        """One file for each process that uses the server."""
        return self.neo4j / "leases"

    def make(self) -> None:
        """Make the folders. Raises OSError when the place cannot be written."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.neo4j.mkdir(mode=0o700, exist_ok=True)
        for name in FOLDERS:
            (self.neo4j / name).mkdir(exist_ok=True)
