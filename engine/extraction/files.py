"""Reads the word lists that lie beside the modules, at import."""

import tomllib
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "data"


def read_toml(name: str) -> dict[str, Any]:
    """The table in data/<name>.toml. Raises tomllib.TOMLDecodeError when the file is broken."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
