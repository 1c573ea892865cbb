"""Constraints and indexes, from the declaration: names of ours, IF NOT EXISTS, composite where the tenant comes first.

Only what Neo4j Community can do: uniqueness on nodes and relationships, range and full-text indexes. Existence and
types are kept by the store and checked by `install.diff(..., data=True)`.
"""

import re
from dataclasses import dataclass

from graph_schema.declared import NODES, RELATIONSHIPS, DeclaredNode, DeclaredRelationship

UNIQUE, RANGE, FULLTEXT = "unique", "index", "fulltext"
EVENTUAL = "fulltext.eventually_consistent"
_LATER = f"OPTIONS {{indexConfig: {{`{EVENTUAL}`: true}}}}"
"""Full text is indexed right after the commit, not in it: in it, it doubles the time of an event (measured)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One constraint or index. `entity` is NODE or RELATIONSHIP, `on` the label or type."""

    kind: str
    entity: str
    on: str
    properties: tuple[str, ...]

    @property
    def name(self) -> str:
        """Our name for it, the same on every server."""
        snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", self.on).lower()
        keys = [p for p in self.properties if p != "tenant_id"] or ["tenant_id"]
        return "_".join([snake, *keys, self.kind])

    @property
    def ddl(self) -> str:
        """The statement that makes it."""
        pattern = f"(x:{self.on})" if self.entity == "NODE" else f"()-[x:{self.on}]-()"
        keys = ", ".join(f"x.`{p}`" for p in self.properties)
        if self.kind == UNIQUE:
            return f"CREATE CONSTRAINT {self.name} IF NOT EXISTS FOR {pattern} REQUIRE ({keys}) IS UNIQUE"
        if self.kind == FULLTEXT:
            return f"CREATE FULLTEXT INDEX {self.name} IF NOT EXISTS FOR {pattern} ON EACH [{keys}] {_LATER}"
        return f"CREATE INDEX {self.name} IF NOT EXISTS FOR {pattern} ON ({keys})"

    def __str__(self) -> str:
        return f"{self.kind} {self.name} on {self.on}({', '.join(self.properties)})"


def _of_node(node: DeclaredNode) -> list[Rule]:
    kinds = ((UNIQUE, node.unique), (RANGE, node.index), (FULLTEXT, node.fulltext))
    return [Rule(kind, "NODE", node.label, properties) for kind, given in kinds for properties in given]


def _of_relationship(relationship: DeclaredRelationship) -> list[Rule]:
    kinds = ((UNIQUE, relationship.unique), (RANGE, relationship.index))
    return [Rule(kind, "RELATIONSHIP", relationship.type, properties) for kind, given in kinds for properties in given]


RULES: tuple[Rule, ...] = tuple(
    [rule for node in NODES.values() for rule in _of_node(node)]
    + [rule for relationship in RELATIONSHIPS.values() for rule in _of_relationship(relationship)]
)
