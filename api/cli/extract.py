"""`rapport extract`: what a buyer said, read out of conversations, without a graph."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that `rapport --help` is quick

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Annotated

import typer

from api.cli.console import fail

BAD_LINE = 2


def extract(
    file: Annotated[str, typer.Argument(help="Conversations, one JSON object a line; `-` is standard input.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Where the answers go; else standard output.")] = None,
) -> None:
    """Read conversations and write a line each: {"id", "signals"}.

    A bad line is told with its number and makes the exit code 2; the good lines are written all the same.
    """
    with ExitStack() as stack:
        try:
            source: IO[bytes] = sys.stdin.buffer if file == "-" else stack.enter_context(Path(file).open("rb"))
            target: IO[bytes] = stack.enter_context(out.open("wb")) if out else sys.stdout.buffer
        except OSError as error:
            fail(f"{error.filename}: {error.strerror}", BAD_LINE)
        bad = 0
        for number, answer in answers(source):
            if isinstance(answer, str):
                bad += 1
                typer.echo(f"line {number}: {answer}", err=True)
            else:
                target.write(answer + b"\n")
        target.flush()
    if bad:
        raise typer.Exit(BAD_LINE)


def answers(lines: IO[bytes]) -> Iterator[tuple[int, bytes | str]]:
    """(number from 1, answer as JSON, or what is wrong with the line in words)."""
    import orjson

    from engine.errors import InvalidInput
    from engine.extraction.answer import read_conversation

    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield number, orjson.dumps(read_conversation(orjson.loads(line)))
        except orjson.JSONDecodeError as error:
            yield number, f"not JSON (column {error.colno})"
        except InvalidInput as error:
            yield number, "; ".join(f"{pointer} {detail}".strip() for pointer, detail in error.errors) or str(error)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            yield number, f"not a conversation of evaluation format 1 ({type(error).__name__})"
