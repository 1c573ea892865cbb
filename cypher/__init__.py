"""How we ask the graph: one query a file, in a folder a topic, read and checked when this package is imported.

`cypher/<folder>/<name>.cypher` becomes `QUERIES["<folder>/<name>"]`. Its header is checked here, its Cypher by EXPLAIN
on a real server in tests. README.md beside this file has the header's lines.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import LiteralString

ROOT = Path(__file__).parent
MODES = ("read", "write")
ROWS = ("one", "maybe", "many", "none")
TYPES = ("string", "integer", "float", "boolean", "datetime", "date", "map", "any")

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TYPE = re.compile(r"(?P<outer>(?:list<)*)(?P<inner>\w+)(?P<close>>*)\??")
_DIRECTIVE = re.compile(r"(?P<key>mode|rows|param|returns|tenant|allow)\s*:\s*(?P<value>.*)")
_BECAUSE = re.compile(r"(?P<what>[\w ]+?)\s*,\s*because\s+\S.*")
_PARAMETER = re.compile(r"\$(\w+)")
_NOT_CODE = re.compile(r"""//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\"""", re.DOTALL)


class CypherFileError(Exception):
    """A query file is not as the header format asks; the message begins with file and line."""


@dataclass(frozen=True, slots=True)
class Query:
    """One query: its text without the header, and what the header declares.

    `rows`: one (exactly), maybe (none or one), many, none. `params` and `returns` map names to types, in order.
    `tenant` is False where the header says why the query is not bound to one. `allow` names the status
    classifications or plan operators that the EXPLAIN test lets pass, each with a reason in the file.
    """

    name: str
    text: LiteralString
    mode: str
    rows: str
    params: dict[str, str]
    returns: dict[str, str]
    path: Path
    about: str = ""
    tenant: bool = True
    allow: tuple[str, ...] = ()


@dataclass(slots=True)
class _Header:
    """What has been read of a header so far."""

    about: list[str] = field(default_factory=list)
    single: dict[str, str] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)
    returns: dict[str, str] = field(default_factory=dict)
    allow: list[str] = field(default_factory=list)


def code_of(text: str) -> str:
    """The text with comments and string literals blanked, line breaks kept: what a name search may look at."""
    return _NOT_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def parse(name: str, source: str, path: Path) -> Query:
    """Read one file's text. Raises CypherFileError with file and line."""
    lines = source.splitlines()
    length = next((n for n, line in enumerate(lines) if not line.startswith("//")), len(lines))
    header = _Header()
    for number, line in enumerate(lines[:length], 1):
        try:
            _read_line(header, line[2:].strip())
        except ValueError as error:
            raise CypherFileError(f"{name}.cypher:{number}: {error}") from None
    body = "\n".join(lines[length:]).strip()
    try:
        _check(header, body)
    except ValueError as error:
        raise CypherFileError(f"{name}.cypher:{length + 1}: {error}") from None
    return Query(
        name=name,
        text=body,  # a LiteralString by right: what stands in a file of ours was never put together at run time
        mode=header.single["mode"],
        rows=header.single["rows"],
        params=header.params,
        returns=header.returns,
        path=path,
        about=" ".join(header.about),
        tenant="tenant" not in header.single,
        allow=tuple(header.allow),
    )


def _read_line(header: _Header, line: str) -> None:
    directive = _DIRECTIVE.fullmatch(line)
    if directive is None:
        if header.single or header.params or header.returns:
            raise ValueError(f"not a header line: {line!r} (the description comes first)")
        if line:
            header.about.append(line)
        return
    key, value = directive["key"], directive["value"].strip()
    if key == "param":
        _declare(header.params, value)
    elif key == "returns":
        for part in value.split("·"):
            _declare(header.returns, part.strip())
    elif key == "allow":
        header.allow.extend(_because(value).split())
    elif key in header.single:
        raise ValueError(f"{key} is given twice")
    else:
        header.single[key] = _checked(key, value)


def _checked(key: str, value: str) -> str:
    if key == "tenant":
        if _because(value) != "none":
            raise ValueError("the only escape is: tenant: none, because …")
        return "none"
    allowed = MODES if key == "mode" else ROWS
    if value not in allowed:
        raise ValueError(f"{key} is {value!r}: one of {', '.join(allowed)}")
    return value


def _because(value: str) -> str:
    matched = _BECAUSE.fullmatch(value)
    if matched is None:
        raise ValueError(f"{value!r} gives no reason: write '<what>, because …'")
    return matched["what"]


def _declare(into: dict[str, str], text: str) -> None:
    """Read 'name type [note]'."""
    parts = text.split(maxsplit=2)
    if len(parts) < 2:
        raise ValueError(f"{text!r}: write 'name type'")
    name, kind = parts[0], parts[1]
    shape = _TYPE.fullmatch(kind)
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a name")
    if shape is None or shape["inner"] not in TYPES or shape["outer"].count("<") != len(shape["close"]):
        raise ValueError(f"{name} has type {kind!r}: one of {', '.join(TYPES)}, list<…> of these, ? where null")
    if name in into:
        raise ValueError(f"{name} is declared twice")
    into[name] = kind


def _check(header: _Header, body: str) -> None:
    if not header.about:
        raise ValueError("the header has no description")
    for key in ("mode", "rows"):
        if key not in header.single:
            raise ValueError(f"the header has no {key}")
    if not body:
        raise ValueError("there is no query below the header")
    if (header.single["rows"] == "none") == bool(header.returns):
        raise ValueError("returns stands exactly where rows is not none")
    used = set(_PARAMETER.findall(code_of(body)))
    if missing := sorted(used - set(header.params)):
        raise ValueError(f"used but not declared: {', '.join(missing)}")
    if unused := sorted(set(header.params) - used):
        raise ValueError(f"declared but not used: {', '.join(unused)}")
    if ("tenant_id" in used) == ("tenant" in header.single):
        raise ValueError("a query has $tenant_id, or says: tenant: none, because …")


def load(root: Path) -> dict[str, Query]:
    """Read every query below `root`, by name `<folder>/<name>`."""
    queries: dict[str, Query] = {}
    for path in sorted(root.rglob("*.cypher")):
        name = path.relative_to(root).with_suffix("").as_posix()
        if not re.fullmatch(r"[a-z_]+/[a-z][a-z0-9_]*", name):
            raise CypherFileError(f"{name}.cypher:1: a query lies at <folder>/<name>.cypher, in lower case")
        queries[name] = parse(name, path.read_text("utf-8"), path)
    return queries


QUERIES = load(ROOT)


def get(name: str) -> Query:
    """The query `<folder>/<name>`. Raises KeyError."""
    return QUERIES[name]
