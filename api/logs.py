"""Log lines: structlog to standard error, JSON or console. Events are `noun.past_verb` with fields.

Only our own ids, names of routes and classes, counts and durations are logged: never text, names, numbers, addresses,
a provider's ids (a WhatsApp id holds the number), paths with values or query strings.
"""

import logging
import sys
import traceback
from typing import Any, TextIO, cast

import structlog

from api.settings import Settings


class _Stderr:
    """Standard error as it is when a line is written: loggers are cached for longer than a stream may last."""

    def write(self, text: str) -> int:
        """Write a line."""
        return sys.stderr.write(text)

    def flush(self) -> None:
        """See that it is out."""
        sys.stderr.flush()


def configure(settings: Settings) -> None:
    """Set up structlog for this process, and silence what would write paths with values (uvicorn's access log)."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if settings.log_format == "console" else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _Stderr())),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    quiet()
    logging.getLogger("uvicorn.access").disabled = True


def quiet() -> None:
    """Let libraries tell of errors alone: the driver warns of every transaction that it tries again."""
    for name in ("uvicorn.access", "neo4j", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.ERROR)


def frames(error: BaseException) -> list[str]:
    """Where an error came from, without its message (which may quote what a person wrote)."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)[-8:]]
