"""Webhooks on disk while Neo4j is away: written and fsynced before they are acknowledged, drained in order after.

One folder a process (`spool/<name>/`, held by a file lock), in it segments of lines `<sha256> <json>\\n`. A segment is
never appended to by a second process, so a torn last line is one that was never acknowledged. How far a segment is
drained stands in `<segment>.done`; a record drained twice after a crash is a replay, which changes nothing. Folders of
dead processes are adopted by whoever drains next. A line that is damaged or that cannot be taken in for another reason
than Neo4j goes to `failed.lines`, so that it neither is lost nor holds up the rest.
"""

import asyncio
import base64
import hashlib
import os
import shutil
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from uuid import uuid4

import orjson
import structlog
from filelock import FileLock, Timeout

from api.logs import frames
from api.metrics import SPOOL_BYTES
from engine.clock import parse_time
from engine.errors import Unavailable

SEGMENT_BYTES = 16_000_000
MB = 1_000_000
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Spooled:
    """One verified webhook delivery: whose it is, and the request as it came."""

    tenant_id: str
    source: str
    provider: str
    method: str
    url: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    query: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    received_at: datetime


class Spool:
    """The spool of this process. Appends from any thread; one task drains."""

    def __init__(self, root: Path, *, max_bytes: int, keep_free: int) -> None:
        """Take a folder of our own below `root`. Raises OSError when that cannot be written."""
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._root = root
        self._max_bytes = max_bytes
        self._keep_free = keep_free
        self._folder = root / f"{time.time_ns():020d}-{uuid4().hex[:8]}"
        self._folder.mkdir(mode=0o700)
        self._lock = FileLock(self._folder / "lock", thread_local=False)
        self._lock.acquire(blocking=False)
        self._writing = Lock()
        self._file: int | None = None
        self._path: Path | None = None
        self._bytes = sum(path.stat().st_size for path in _segments_below(root))
        self.added = asyncio.Event()
        SPOOL_BYTES.set(self._bytes)

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits, as far as this process knows."""
        return self._bytes == 0

    def append(self, record: Spooled) -> None:
        """Write one delivery and wait until the disk has it. Raises Unavailable when the disk is full."""
        line = _line(record)
        with self._writing:
            if self._bytes + len(line) > self._max_bytes or _free(self._root) - len(line) < self._keep_free:
                raise Unavailable("the graph is away and there is no room left to keep what comes; try again later")
            try:
                self._write(line)
            except OSError as error:
                self._seal()
                raise Unavailable("the graph is away and the disk does not take what comes; try again later") from error
            self._bytes += len(line)
            SPOOL_BYTES.set(self._bytes)

    async def keep(self, record: Spooled) -> None:
        """Append without holding up the event loop."""
        await asyncio.to_thread(self.append, record)
        self.added.set()

    async def drain(self, deliver: Callable[[Spooled], Awaitable[None]]) -> int:
        """Hand every waiting record to `deliver`, oldest first; answers how many. Raises Unavailable from `deliver`."""
        with self._writing:
            self._seal()
        self.added.clear()
        count = 0
        for folder in sorted(path for path in self._root.iterdir() if path.is_dir()):
            lock = self._lock if folder == self._folder else FileLock(folder / "lock", thread_local=False)
            try:
                with lock.acquire(blocking=False):
                    count += await self._drain_folder(folder, deliver)
            except (Timeout, FileNotFoundError):
                continue
            if folder != self._folder:
                shutil.rmtree(folder, ignore_errors=True)
        with self._writing:
            self._bytes = sum(path.stat().st_size for path in _segments_below(self._root))
            SPOOL_BYTES.set(self._bytes)
        return count

    def close(self) -> None:
        """Seal what is open and give the folder up; what is in it waits for the next process."""
        with self._writing:
            self._seal()
        self._lock.release()
        if not list(_segments_below(self._folder)):
            shutil.rmtree(self._folder, ignore_errors=True)

    async def _drain_folder(self, folder: Path, deliver: Callable[[Spooled], Awaitable[None]]) -> int:
        count = 0
        for path in sorted(folder.glob("*.seg")):
            if path == self._path:
                continue
            done = path.with_suffix(".done")
            for end, line in _lines(path, _position(done)):
                if line.endswith(b"\n") and not await _hand_over(line, deliver):
                    _append(self._root / "failed.lines", line)
                await asyncio.to_thread(_mark, done, end)
                count += 1
            path.unlink()
            done.unlink(missing_ok=True)
        return count

    def _write(self, line: bytes) -> None:
        if self._file is None:
            self._path = self._folder / f"{time.time_ns():020d}.seg"
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            _fsync_folder(self._folder)
            _fsync_folder(self._root)
        written = 0
        while written < len(line):
            written += os.write(self._file, line[written:])
        os.fsync(self._file)
        if os.lseek(self._file, 0, os.SEEK_CUR) > SEGMENT_BYTES:
            self._seal()

    def _seal(self) -> None:
        """Close the open segment: after a failed write nothing may follow a torn line in it."""
        if self._file is not None:
            os.close(self._file)
        self._file = self._path = None


async def _hand_over(line: bytes, deliver: Callable[[Spooled], Awaitable[None]]) -> bool:
    """Deliver one line; False when it is damaged or cannot be taken in. Raises Unavailable while Neo4j is away."""
    record = _read(line)
    if record is None:
        log.error("spool.line_damaged")
        return False
    try:
        await deliver(record)
    except Unavailable:
        raise
    except Exception as error:  # whatever it is, the next ones must not wait for it
        log.error("spool.delivery_failed", error=type(error).__name__, frames=frames(error))
        return False
    return True


def _line(record: Spooled) -> bytes:
    fields = {
        "tenant_id": record.tenant_id,
        "source": record.source,
        "provider": record.provider,
        "method": record.method,
        "url": record.url,
        "headers": record.headers,
        "query": record.query,
        "body": base64.b64encode(record.body).decode(),
        "received_at": record.received_at.isoformat(),
    }
    text = orjson.dumps(fields)
    return hashlib.sha256(text).hexdigest().encode() + b" " + text + b"\n"


def _lines(path: Path, start: int) -> Iterator[tuple[int, bytes]]:
    """(offset after it, line) from `start` on; the last line may be torn."""
    with path.open("rb") as file:
        file.seek(start)
        while line := file.readline():
            yield file.tell(), line


def _read(line: bytes) -> Spooled | None:
    checksum, _, text = line.removesuffix(b"\n").partition(b" ")
    if hashlib.sha256(text).hexdigest().encode() != checksum:
        return None
    fields = orjson.loads(text)
    fields["body"] = base64.b64decode(fields["body"])
    fields["received_at"] = parse_time(fields["received_at"])
    return Spooled(**fields)


def _position(done: Path) -> int:
    """How far a segment was drained; 0 where nothing readable says so."""
    try:
        return int(done.read_bytes())
    except (FileNotFoundError, ValueError):
        return 0


def _mark(done: Path, end: int) -> None:
    """Remember how far a segment is drained; a mark that is lost costs a replay only."""
    part = done.with_suffix(".part")
    part.unlink(missing_ok=True)
    _append(part, str(end).encode())
    part.replace(done)


def _append(path: Path, content: bytes) -> None:
    """Add to a file of this user's alone and wait until the disk has it."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _segments_below(root: Path) -> Iterator[Path]:
    return root.rglob("*.seg")


def _free(root: Path) -> int:
    return shutil.disk_usage(root).free


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
