"""How far a long command has come, on standard error: a bar on a terminal, a line now and then elsewhere."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that `rapport --help` is quick

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

EVERY = 5000
STEPS = 10


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show how many of `total` (None: nobody knows) are done; call what it gives with the number done so far."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(what, total)
        return
    of = "" if total is None else "/{task.total}"
    columns = [SpinnerColumn(), TextColumn("{task.completed}" + of + " {task.description}"), TimeElapsedColumn()]
    if total is not None:
        columns[1:1] = [BarColumn()]
        columns.append(TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(what, total=total)
        yield lambda count: bar.update(task, completed=count)


def _lines(what: str, total: int | None) -> Callable[[int], None]:
    step, said = EVERY if total is None else max(1, total // STEPS), 0

    def tell(count: int) -> None:
        nonlocal said
        if count // step > said:
            said = count // step
            typer.echo(f"{count}{'' if total is None else f' of {total}'} {what}", err=True)

    return tell
