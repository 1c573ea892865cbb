"""Reads the word lists that lie beside the modules, at import."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "data"


@cache
def read_toml(name: str) -> dict[str, Any]:
    """The table in data/<name>.toml: one for all who ask for it, so not to be changed.

    Raises tomllib.TOMLDecodeError when the file is broken.
    """
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
