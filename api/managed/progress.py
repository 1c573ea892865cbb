"""Progress on standard error: a bar in a terminal, a line for every quarter elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

MIB = 2**20
STEPS = 4


@contextmanager
def progress(title: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how far `total` bytes have come; call what it gives with the bytes of each part that is done."""
    if sys.stderr.isatty():
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task(title, total=total)
            yield lambda size: bar.advance(task, size)
    else:
        yield _Lines(title, total)


class _Lines:
    def __init__(self, title: str, total: int) -> None:
        self.title, self.total, self.done, self.said = title, total, 0, 0
        print(f"{title}: {total / MIB:.0f} MiB", file=sys.stderr, flush=True)

    def __call__(self, size: int) -> None:
        self.done += size
        step = self.done * STEPS // self.total
        if step > self.said:
            self.said = step
            print(f"{self.title}: {self.done / MIB:.0f} of {self.total / MIB:.0f} MiB", file=sys.stderr, flush=True)
