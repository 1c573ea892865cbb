"""Guards over cypher/, engine/store and graph_schema: one caller a query, no name that nobody declared, none unused."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from cypher import QUERIES, CypherFileError, Query, code_of, load, parse
from graph_schema.declared import NODES, RELATIONSHIPS, DeclaredNode, DeclaredRelationship

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(QUERIES)
DECLARED: dict[str, DeclaredNode | DeclaredRelationship] = {**NODES, **RELATIONSHIPS}
PLAIN_CYPHER = {"RETURN 1"}
"""Cypher in Python that is no query of ours: a server's sign of life."""

# ---------------------------------------------------------------- names in a query's text

EXPRESSION = re.compile(r"(?P<variable>\b[a-z_]\w*)?(?<!\s):(?P<names>[A-Z]\w*(?:\s*[|&]\s*:?[A-Z]\w*)*)")
ACCESS = re.compile(r"(?<![\w.$])(?P<variable>[a-z_]\w*)\.(?P<property>[a-z_]\w*)")
PROJECTION = re.compile(r"\b(?P<variable>[a-z_]\w*)\s*\{(?P<keys>\s*\.[\w*][^}]*)")
BY_MAP = re.compile(r"\bSET\s+(?P<variable>[a-z_]\w*)\s*\+?=")


@dataclass(frozen=True)
class Names:
    """What a query's text names: `used` as (label or type, property), `by_map` what it sets from a whole map."""

    labels: set[str]
    used: set[tuple[str, str]]
    unbound: set[str]
    by_map: set[str]


def keys_after(code: str, end: int) -> list[str]:
    """The keys of the property map that follows a label at `end`, if one does: (x:Label {here: …})."""
    start = re.match(r"\s*(?:\*\s*[\d.]*)?\s*\{", code[end:])
    if start is None:
        return []
    depth, text = 0, ""
    for character in code[end + start.end() - 1 :]:
        depth += (character in "{[(") - (character in "}])")
        if depth == 0:
            break
        text += character if depth == 1 else " "
    return re.findall(r"[{,]\s*(\w+)\s*:", text)


def names_of(query: Query) -> Names:
    """Every label, type and property that the text names, and on what."""
    code = code_of(query.text)
    bound: dict[str, set[str]] = {}
    found = Names(set(), set(), set(), set())
    for match in EXPRESSION.finditer(code):
        labels = set(re.findall(r"[A-Z]\w*", match["names"]))
        found.labels.update(labels)
        if match["variable"]:
            bound.setdefault(match["variable"], set()).update(labels)
        found.used.update((label, key) for key in keys_after(code, match.end()) for label in labels)
    accesses = [(match["variable"], match["property"]) for match in ACCESS.finditer(code)]
    for match in PROJECTION.finditer(code):
        accesses += [(match["variable"], key) for key in re.findall(r"(?<![\w])\.(\w+)", match["keys"])]
    for variable, key in accesses:
        found.used.update((label, key) for label in bound.get(variable, ()))
        if variable not in bound:
            found.unbound.add(key)
    for match in BY_MAP.finditer(code):
        found.by_map.update(bound.get(match["variable"], ()))
    return found


def unknown_names(query: Query) -> list[str]:
    """Labels, types and properties in the text that graph_schema does not declare where they stand.

    A variable that is several labels in one query may have the properties of any of them.
    """
    names = names_of(query)
    unknown = names.labels - set(DECLARED)
    groups: dict[str, set[str]] = {}
    for label, key in names.used:
        groups.setdefault(key, set()).add(label)
    for key, labels in groups.items():
        if not any(key in DECLARED[label].properties for label in labels if label in DECLARED):
            unknown.update(f"{label}.{key}" for label in labels & set(DECLARED))
    return sorted(unknown)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_declared(name: str) -> None:
    assert unknown_names(QUERIES[name]) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MATCH (b:Buyer {tenant_id: $tenant_id, id: $id}) RETURN b.folding AS f", []),
        ("MATCH (b:Byer {tenant_id: $tenant_id}) RETURN 1 AS f", ["Byer"]),
        ("MATCH (b:Buyer {tenant_id: $tenant_id, nme: 1}) RETURN 1 AS f", ["Buyer.nme"]),
        ("MATCH (b:Buyer)-[:HAS_FCT|HAD_FACT*0..]->(f) RETURN 1 AS f", ["HAS_FCT"]),
        ("MATCH (i:Interaction)-[f:FROM]->() WHERE f.when > 1 RETURN 1 AS f", ["FROM.when"]),
        ("MATCH (f:Fact) RETURN f {.slot, .slut, x: 1} AS f", ["Fact.slut"]),
        ("MATCH (y) WHERE y:Identifier AND y.valu = 1 RETURN 1 AS f", ["Identifier.valu"]),
        ("UNWIND $rows AS row RETURN row.anything AS f, 'x:Nothing' AS g // :None", []),
        ("MATCH (h:Holding) RETURN {at: h.first_at.epochSeconds, a: b.c} AS f", []),
    ],
)
def test_the_name_guard_sees(text: str, expected: list[str]) -> None:
    assert unknown_names(Query("a/b", text, "read", "one", {}, {}, Path("a/b.cypher"))) == expected


# ---------------------------------------------------------------- one caller a query


@dataclass(frozen=True)
class Caller:
    """Where engine/store runs a query: module, innermost function, keywords given.

    `open`: others are added by **, or by a private helper of the module that the query is handed to.
    """

    module: str
    function: str
    keywords: frozenset[str]
    open: bool


@cache
def callers() -> dict[str, list[Caller]]:
    """By query, who runs it."""
    found: dict[str, list[Caller]] = {}
    for path in sorted((ROOT / "engine" / "store").glob("*.py")):
        for function, call, name in query_calls(ast.parse(path.read_text("utf-8"))):
            helped = isinstance(call.func, ast.Name) and call.func.id.startswith("_")
            spread = any(k.arg is None for k in call.keywords)
            keywords = frozenset(k.arg for k in call.keywords if k.arg and not helped)
            found.setdefault(name, []).append(Caller(path.stem, function, keywords, spread or helped))
    return found


def query_calls(tree: ast.AST, function: str = "") -> Iterator[tuple[str, ast.Call, str]]:
    """Every call that is handed QUERIES["…"], with the function it stands in."""
    for node in ast.iter_child_nodes(tree):
        inside = node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else function
        if isinstance(node, ast.Call):
            yield from ((inside, node, name) for name in map(query_name, node.args) if name)
        yield from query_calls(node, inside)


def query_name(node: ast.AST) -> str | None:
    """The name in QUERIES["…"]."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "QUERIES":
        assert isinstance(node.slice, ast.Constant), "a query is named by a constant"
        return str(node.slice.value)
    return None


@pytest.mark.parametrize("name", NAMES)
def test_every_query_has_one_caller_with_its_name_and_its_parameters(name: str) -> None:
    query = QUERIES[name]
    folder, own = name.split("/")
    found = callers().get(name, [])
    assert len(found) == 1, f"{name} is run in {len(found)} places of engine/store, it should be one"
    caller = found[0]
    assert caller.module == folder, "the text lies in cypher/<folder>, its caller in engine/store/<folder>.py"
    assert caller.function == own, "the caller has the query's name"
    expected = set(query.params) - {"tenant_id"}  # the store binds it
    assert caller.keywords <= expected
    assert caller.open or caller.keywords == expected


def test_nobody_asks_for_a_query_that_is_not_there() -> None:
    assert set(callers()) <= set(QUERIES)


# ---------------------------------------------------------------- no Cypher in Python

SIGN = re.compile(r"^\s*(?:MATCH|MERGE|UNWIND|OPTIONAL MATCH|RETURN|CREATE|CALL|WITH)\s+\S", re.MULTILINE)


def cypher_in_python(source: str) -> list[str]:
    """String constants that are Cypher, and strings put together (f-string, +, %, format, join) that begin like it."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        f"line {node.lineno}: {node.value.strip()[:40]!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and SIGN.search(node.value)
        and node.value not in PLAIN_CYPHER
    ]


@pytest.mark.parametrize("path", sorted(p for top in ("engine", "api") for p in (ROOT / top).rglob("*.py")), ids=str)
def test_cypher_stands_in_cypher_files(path: Path) -> None:
    assert cypher_in_python(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("source", "bad"),
    [
        ('x = "MATCH (n) RETURN n"', True),
        ('x = f"MATCH (n:{label}) RETURN n"', True),
        ('x = "MATCH (n) " + where', True),
        ('x = "UNWIND %s AS row" % rows', True),
        ('"""\nMATCH (n): a docstring may show Cypher.\n"""', False),
        ('x = "Match (n)"', False),
        ('x = "RETURN 1"', False),
        ('x = "WITHOUT a word"', False),
    ],
)
def test_the_python_guard_sees(source: str, bad: bool) -> None:
    assert bool(cypher_in_python(source)) is bad


# ---------------------------------------------------------------- no property that nobody uses


@cache
def words_of_python() -> set[str]:
    """Names that Python may put into a property map: string constants, keywords and fields in engine/."""
    words: set[str] = set()
    for path in (ROOT / "engine").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            elif isinstance(node, ast.keyword) and node.arg:
                words.add(node.arg)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                words.add(node.target.id)
    return words


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_every_declared_name_is_used(name: str) -> None:
    everything = [names_of(query) for query in QUERIES.values()]
    assert any(name in names.labels for names in everything), f"no query names {name}"
    used = {key for names in everything for label, key in names.used if label == name} | {"tenant_id"}
    if any(name in names.by_map for names in everything):
        used |= words_of_python()
    assert sorted(set(DECLARED[name].properties) - used) == []


# ---------------------------------------------------------------- the loader

GOOD = """// Finds a thing.
// mode: read
// rows: maybe
// param: tenant_id  string
// param: id  string  its id
// returns: id string · at datetime?
MATCH (n:Buyer {tenant_id: $tenant_id, id: $id}) RETURN n.id AS id, null AS at
"""


def test_a_header_is_read() -> None:
    query = parse("a/b", GOOD, Path("a/b.cypher"))
    assert query.about == "Finds a thing."
    assert (query.mode, query.rows, query.tenant) == ("read", "maybe", True)
    assert query.params == {"tenant_id": "string", "id": "string"}
    assert query.returns == {"id": "string", "at": "datetime?"}
    assert query.text.startswith("MATCH")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("// Finds a thing.\n", "", "a/b.cypher:6: the header has no description"),
        ("mode: read", "mode: look", "a/b.cypher:2: mode is 'look'"),
        ("// rows: maybe\n", "", "a/b.cypher:6: the header has no rows"),
        ("id  string  its id", "id  text", "a/b.cypher:5: id has type 'text'"),
        ("id  string  its id", "tenant_id  string", "a/b.cypher:5: tenant_id is declared twice"),
        ("// param: id  string  its id\n", "", "a/b.cypher:6: used but not declared: id"),
        (", id: $id}", "}", "a/b.cypher:7: declared but not used: id"),
        ("tenant_id: $tenant_id, ", "", "a/b.cypher:7: declared but not used: tenant_id"),
        ("// param: tenant_id  string", "// tenant: none, because it is ours", "a/b.cypher:7: used but not declared"),
        ("// param: tenant_id  string\n", "// tenant: none\n", "a/b.cypher:4: 'none' gives no reason"),
        ("rows: maybe", "rows: none", "a/b.cypher:7: returns stands exactly where rows is not none"),
        ("// rows: maybe", "// rows: maybe\n// just a word", "a/b.cypher:4: not a header line"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(old: str, new: str, message: str) -> None:
    with pytest.raises(CypherFileError) as caught:
        parse("a/b", GOOD.replace(old, new), Path())
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("kind", ["list<map>", "list<list<string>>", "string?", "list<map>?"])
def test_types(kind: str) -> None:
    assert parse("a/b", GOOD.replace("id  string  its", f"id  {kind}  its"), Path()).params["id"] == kind


@pytest.mark.parametrize("kind", ["list<map", "map>", "list<text>", "String"])
def test_wrong_types(kind: str) -> None:
    with pytest.raises(CypherFileError, match="has type"):
        parse("a/b", GOOD.replace("id  string  its", f"id  {kind}  its"), Path())


def test_a_query_lies_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "b.cypher").write_text(GOOD)
    with pytest.raises(CypherFileError, match=r"^b\.cypher:1: "):
        load(tmp_path)
