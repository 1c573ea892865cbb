"""Draws the declaration: the Mermaid picture in the READMEs and the table of every property in PROPERTIES.md.

`python -m graph_schema.picture --write` writes them; without `--write` it says which are stale and exits with 1. A
README carries the picture between two marker lines.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from graph_schema.declare import LAYERS
from graph_schema.declared import NODES, RELATIONSHIPS, DeclaredProperty

ROOT = Path(__file__).resolve().parents[1]
READMES = (ROOT / "README.md", ROOT / "graph_schema" / "README.md")
TABLE = ROOT / "graph_schema" / "PROPERTIES.md"
BEGIN = "<!-- picture: made by python -m graph_schema.picture --write -->"
END = "<!-- end of picture -->"
_TITLES = {"log": "the log: what happened", "belief": "the belief: what we think now", "desk": "the desk"}


def mermaid() -> str:
    """The graph as a Mermaid flowchart: labels in their layers, an arrow for each relationship type."""
    lines = ["```mermaid", "flowchart LR"]
    for layer in LAYERS:
        lines.append(f'  subgraph {layer}["{_TITLES[layer]}"]')
        lines += [f"    {node.label}" for node in NODES.values() if node.layer == layer]
        lines.append("  end")
    arrows: dict[tuple[str, str], list[str]] = {}
    for relationship in RELATIONSHIPS.values():
        for ends in relationship.ends:
            arrows.setdefault(ends, []).append(relationship.type)
    lines += [f"  {source} -->|{' · '.join(types)}| {target}" for (source, target), types in arrows.items()]
    return "\n".join([*lines, "```"])


def table() -> str:
    """Every label and relationship type with its properties, as Markdown."""
    parts = [
        "# Every property",
        "Made from the declaration by `python -m graph_schema.picture --write`; do not edit. "
        "Personal is what tells something of a person or could lead to one.",
    ]
    for layer in LAYERS:
        parts.append(f"## {_TITLES[layer][0].upper()}{_TITLES[layer][1:]}")
        for node in NODES.values():
            if node.layer == layer:
                keys = "; ".join(f"({', '.join(properties)})" for properties in node.unique)
                parts += [f"### {node.label}", f"{node.description} Unique: {keys}.", _rows(node.properties.values())]
    parts.append("## Relationships")
    for relationship in RELATIONSHIPS.values():
        ends = ", ".join(f"{source} → {target}" for source, target in relationship.ends)
        parts += [f"### {relationship.type}", f"{ends}. {relationship.description}"]
        if relationship.properties:
            parts.append(_rows(relationship.properties.values()))
    return "\n\n".join(parts) + "\n"


def _rows(properties: Iterable[DeclaredProperty]) -> str:
    rows = [f"| `{p.name}` | {p.type} | {'personal' if p.personal else ''} | {p.description} |" for p in properties]
    return "\n".join(["| property | type | mark | what |", "| --- | --- | --- | --- |", *rows])


def files() -> dict[Path, str]:
    """What each generated file should hold."""
    wanted = {TABLE: table()}
    for readme in READMES:
        text = readme.read_text("utf-8") if readme.exists() else ""
        if BEGIN in text:
            before, rest = text.split(BEGIN, 1)
            after = rest.split(END, 1)[1]
            wanted[readme] = f"{before}{BEGIN}\n{mermaid()}\n{END}{after}"
    return wanted


def stale() -> list[Path]:
    """The generated files that do not say what the declaration says."""
    return [path for path, text in files().items() if not path.exists() or path.read_text("utf-8") != text]


def main(arguments: list[str]) -> int:
    """Write the stale files, or name them."""
    found = stale()
    for path in found:
        if "--write" in arguments:
            path.write_text(files()[path], "utf-8")
        sys.stdout.write(f"{'written' if '--write' in arguments else 'stale'}: {path.relative_to(ROOT)}\n")
    return 1 if found and "--write" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
