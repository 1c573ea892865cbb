"""What the spool acknowledged survives, in order, whatever happens to its process or its disk."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.spool import Spool, Spooled
from engine.errors import Unavailable

AT = datetime(2026, 5, 16, 4, 32, 0, 123456, tzinfo=UTC)


def record(n: int, body: bytes = b"") -> Spooled:
    return Spooled(
        tenant_id="t1",
        source="wa",
        provider="whatsapp_cloud",
        method="POST",
        url=f"http://x/v1/webhooks/k?n={n}",
        headers={"content-type": "application/json"},
        query={"n": str(n)},
        body=body or f"body {n}\n\x00\xff".encode("latin-1"),
        received_at=AT,
    )


def open_spool(root: Path, max_bytes: int = 10_000_000) -> Spool:
    return Spool(root, max_bytes=max_bytes, keep_free=0)


async def drained(spool: Spool) -> list[Spooled]:
    found: list[Spooled] = []

    async def deliver(one: Spooled) -> None:
        found.append(one)

    await spool.drain(deliver)
    return found


async def test_records_come_back_whole_and_in_order(tmp_path: Path) -> None:
    spool = open_spool(tmp_path / "spool")
    for n in range(5):
        await spool.keep(record(n))
    assert not spool.is_empty
    assert await drained(spool) == [record(n) for n in range(5)]
    assert spool.is_empty
    assert await drained(spool) == []
    spool.close()


async def test_files_are_for_this_user_alone(tmp_path: Path) -> None:
    spool = open_spool(tmp_path / "spool")
    spool.append(record(1))
    (segment,) = (tmp_path / "spool").rglob("*.seg")
    assert stat.S_IMODE(segment.stat().st_mode) == 0o600
    assert stat.S_IMODE(segment.parent.stat().st_mode) == 0o700
    spool.close()


async def test_when_the_graph_goes_away_again_the_rest_waits(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    for n in range(4):
        spool.append(record(n))
    found: list[Spooled] = []

    async def deliver(one: Spooled) -> None:
        if len(found) == 2:
            raise Unavailable
        found.append(one)

    with pytest.raises(Unavailable):
        await spool.drain(deliver)
    assert not spool.is_empty
    assert found + await drained(spool) == [record(n) for n in range(4)]
    spool.close()


async def test_what_comes_while_draining_waits_its_turn(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    spool.append(record(0))

    async def deliver(one: Spooled) -> None:
        spool.append(record(1))

    await spool.drain(deliver)
    assert not spool.is_empty
    assert await drained(spool) == [record(1)]
    spool.close()


KILLED = """
    import os, sys
    from pathlib import Path
    from tests.unit.api.test_spool import open_spool, record
    spool = open_spool(Path(sys.argv[1]))
    for n in range(100):
        spool.append(record(n))
        print(n, flush=True)
        if n == 20:
            os.kill(os.getpid(), 9)
"""


async def test_a_killed_process_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path)],
        cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True, check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    acknowledged = len(done.stdout.split())
    spool = open_spool(tmp_path)
    assert not spool.is_empty
    assert await drained(spool) == [record(n) for n in range(acknowledged)]
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == [spool._folder]
    spool.close()


@pytest.mark.parametrize("cut", [1, 40, 200])
async def test_a_torn_last_line_was_never_acknowledged(tmp_path: Path, cut: int) -> None:
    spool = open_spool(tmp_path)
    spool.append(record(0))
    spool.append(record(1))
    spool.close()
    (segment,) = tmp_path.rglob("*.seg")
    segment.write_bytes(segment.read_bytes()[:-cut])
    again = open_spool(tmp_path)
    assert await drained(again) == [record(0)]
    assert again.is_empty
    again.close()


async def test_a_damaged_line_is_put_aside_and_holds_up_nothing(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    for n in range(3):
        spool.append(record(n))
    spool.close()
    (segment,) = tmp_path.rglob("*.seg")
    lines = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(lines[0] + lines[1].replace(b"whatsapp", b"whatsupp") + lines[2])
    again = open_spool(tmp_path)
    assert await drained(again) == [record(0), record(2)]
    assert b"whatsupp" in (tmp_path / "failed.lines").read_bytes()
    again.close()


async def test_a_delivery_that_fails_for_another_reason_is_put_aside(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    spool.append(record(0))
    spool.append(record(1))
    found: list[Spooled] = []

    async def deliver(one: Spooled) -> None:
        if one == record(0):
            raise KeyError("text")
        found.append(one)

    await spool.drain(deliver)
    assert found == [record(1)]
    assert len((tmp_path / "failed.lines").read_bytes().splitlines()) == 1
    spool.close()


async def test_a_crash_while_draining_repeats_at_most_what_was_not_marked(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    for n in range(3):
        spool.append(record(n))
    seen: list[Spooled] = []

    async def deliver(one: Spooled) -> None:
        seen.append(one)
        if len(seen) == 2:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await spool.drain(deliver)
    spool.close()
    again = open_spool(tmp_path)
    assert await drained(again) == [record(1), record(2)]
    again.close()


async def test_another_living_process_keeps_its_own(tmp_path: Path) -> None:
    mine, theirs = open_spool(tmp_path), open_spool(tmp_path)
    mine.append(record(0))
    theirs.append(record(1))
    assert await drained(mine) == [record(0)]
    assert await drained(theirs) == [record(1)]
    mine.close()
    theirs.close()


def test_a_full_spool_refuses_and_keeps_what_it_has(tmp_path: Path) -> None:
    spool = open_spool(tmp_path, max_bytes=2_000)
    spool.append(record(0))
    with pytest.raises(Unavailable):
        spool.append(record(1, b"x" * 2_000))
    assert asyncio.run(drained(spool)) == [record(0)]
    spool.close()


def test_a_nearly_full_disk_refuses(tmp_path: Path) -> None:
    spool = Spool(tmp_path, max_bytes=10_000_000, keep_free=2**62)
    with pytest.raises(Unavailable):
        spool.append(record(0))
    spool.close()
