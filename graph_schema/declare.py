"""The words in which nodes.py and relationships.py are written: a property is one line with a description and a mark.

`neutral.text("…")` and `personal.text("…")` make neomodel properties. Personal is what tells something of a person or
could lead to one; the erasure walk empties it, logs never carry it. Temporal properties are native to Neo4j
(neomodel's own DateTimeProperty would store a float, its DateProperty a string).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from neo4j.time import Date
from neomodel import (
    ArrayProperty,
    BooleanProperty,
    DateTimeNeo4jFormatProperty,
    FloatProperty,
    IntegerProperty,
    RelationshipTo,
    StringProperty,
    StructuredNode,
    StructuredRel,
)
from neomodel.properties import Property, validator

LAYERS = ("log", "belief", "desk")


class NativeDateProperty(Property[date]):
    """A date that Neo4j stores as a date."""

    @validator
    def inflate(self, value: Any) -> date:
        """From the driver's date."""
        native: date = value.to_native()
        return native

    @validator
    def deflate(self, value: date) -> Date:
        """To the driver's date."""
        return Date.from_native(value)


@dataclass(frozen=True, slots=True)
class Mark:
    """Makes properties that are all personal, or all neutral. `db` is the name in the graph where it differs."""

    personal: bool

    def text(self, description: str, db: str | None = None) -> Any:
        """A string."""
        return StringProperty(help_text=description, db_property=db, personal=self.personal)

    def texts(self, description: str, db: str | None = None) -> Any:
        """A list of strings."""
        return ArrayProperty(StringProperty(), help_text=description, db_property=db, personal=self.personal)

    def integer(self, description: str, db: str | None = None) -> Any:
        """A whole number."""
        return IntegerProperty(help_text=description, db_property=db, personal=self.personal)

    def number(self, description: str, db: str | None = None) -> Any:
        """A float."""
        return FloatProperty(help_text=description, db_property=db, personal=self.personal)

    def flag(self, description: str, db: str | None = None) -> Any:
        """True or false."""
        return BooleanProperty(help_text=description, db_property=db, personal=self.personal)

    def moment(self, description: str, db: str | None = None) -> Any:
        """A native datetime, aware, in UTC."""
        return DateTimeNeo4jFormatProperty(help_text=description, db_property=db, personal=self.personal)

    def day(self, description: str, db: str | None = None) -> Any:
        """A native date."""
        return NativeDateProperty(help_text=description, db_property=db, personal=self.personal)


neutral = Mark(personal=False)
personal = Mark(personal=True)


class Node(StructuredNode):
    """What every node has. A class declares one label, its name without `Node`, and says in which layer it lies.

    `__unique__`, `__index__` and `__fulltext__` are tuples of property tuples: what neomodel cannot say itself.
    """

    __abstract_node__ = True
    __layer__: str
    __unique__: tuple[tuple[str, ...], ...] = (("tenant_id", "id"),)
    __index__: tuple[tuple[str, ...], ...] = ()
    __fulltext__: tuple[tuple[str, ...], ...] = ()

    tenant_id = neutral.text("the selling organisation it belongs to")


class Rel(StructuredRel):
    """What every relationship has: a type. The docstring of a class is the type's description."""

    __type__: str
    __unique__: tuple[tuple[str, ...], ...] = ()
    __index__: tuple[tuple[str, ...], ...] = ()


def to(node: str, model: type[Rel]) -> Any:
    """A relationship of the model's type to the node class of that name in nodes.py."""
    return RelationshipTo(f"graph_schema.nodes.{node}", model.__type__, model=model)
