"""The declaration as plain values, for constraints, the picture, the erasure walk and the guards."""

from dataclasses import dataclass

from neomodel import (
    ArrayProperty,
    BooleanProperty,
    DateTimeNeo4jFormatProperty,
    FloatProperty,
    IntegerProperty,
    StringProperty,
)

from graph_schema import nodes, relationships
from graph_schema.declare import NativeDateProperty, Node, Rel

_TYPES: dict[type, str] = {
    StringProperty: "string",
    ArrayProperty: "list<string>",
    IntegerProperty: "integer",
    FloatProperty: "float",
    BooleanProperty: "boolean",
    DateTimeNeo4jFormatProperty: "datetime",
    NativeDateProperty: "date",
}


@dataclass(frozen=True, slots=True)
class DeclaredProperty:
    """One property. `type` is string, list<string>, integer, float, boolean, datetime or date."""

    name: str
    type: str
    description: str
    personal: bool


@dataclass(frozen=True, slots=True)
class DeclaredNode:
    """One label. `layer`: log, belief or desk."""

    label: str
    layer: str
    description: str
    properties: dict[str, DeclaredProperty]
    unique: tuple[tuple[str, ...], ...]
    index: tuple[tuple[str, ...], ...]
    fulltext: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class DeclaredRelationship:
    """One relationship type. `ends` are the pairs of labels that it joins, as (from, to)."""

    type: str
    description: str
    properties: dict[str, DeclaredProperty]
    unique: tuple[tuple[str, ...], ...]
    index: tuple[tuple[str, ...], ...]
    ends: tuple[tuple[str, str], ...]


def _properties(cls: type[Node] | type[Rel]) -> dict[str, DeclaredProperty]:
    declared = {}
    for attribute, given in cls.defined_properties(aliases=False, rels=False).items():
        name = given.get_db_property_name(attribute)
        declared[name] = DeclaredProperty(name, _TYPES[type(given)], given.help_text, given.personal)
    return declared


def _node(cls: type[Node]) -> DeclaredNode:
    return DeclaredNode(
        label=cls.__label__,
        layer=cls.__layer__,
        description=(cls.__doc__ or "").strip(),
        properties=_properties(cls),
        unique=cls.__unique__,
        index=cls.__index__,
        fulltext=cls.__fulltext__,
    )


def _ends() -> dict[str, list[tuple[str, str]]]:
    ends: dict[str, list[tuple[str, str]]] = {}
    for cls in _NODE_CLASSES:
        for relation in cls.defined_properties(aliases=False, properties=False).values():
            relation.lookup_node_class()
            target = relation.definition["node_class"]
            ends.setdefault(relation.definition["relation_type"], []).append((cls.__label__, target.__label__))
    return ends


_NODE_CLASSES: list[type[Node]] = [getattr(nodes, name) for name in nodes.__all__]
_REL_CLASSES: list[type[Rel]] = [
    cls for cls in vars(relationships).values() if isinstance(cls, type) and issubclass(cls, Rel) and cls is not Rel
]
_ENDS = _ends()

NODES: dict[str, DeclaredNode] = {cls.__label__: _node(cls) for cls in _NODE_CLASSES}
RELATIONSHIPS: dict[str, DeclaredRelationship] = {
    cls.__type__: DeclaredRelationship(
        type=cls.__type__,
        description=(cls.__doc__ or "").strip(),
        properties=_properties(cls),
        unique=cls.__unique__,
        index=cls.__index__,
        ends=tuple(_ENDS.get(cls.__type__, ())),
    )
    for cls in _REL_CLASSES
}
