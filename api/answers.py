"""Answers that the engine composes are sent as they are: checked by tests against their schema, not at every call."""

from typing import Any

import orjson
from fastapi import Response


def as_json(value: Any) -> Response:
    """A JSON answer."""
    return Response(orjson.dumps(value), media_type="application/json")
