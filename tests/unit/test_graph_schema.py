"""The declaration itself: complete, drawn, and such that neomodel can use it."""

import re
from dataclasses import fields
from datetime import UTC, date, datetime

import neo4j.time
import pytest

from engine.model.belief import Objection, Promise, Question, StageSpan, Stakeholder
from engine.model.signal import Value
from graph_schema import nodes
from graph_schema.constraints import RULES
from graph_schema.declare import LAYERS, NativeDateProperty
from graph_schema.declared import NODES, RELATIONSHIPS
from graph_schema.picture import BEGIN, END, mermaid, stale, table

DECLARED = {**NODES, **RELATIONSHIPS}


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_everything_is_described(name: str) -> None:
    thing = DECLARED[name]
    assert len(thing.description) > 10
    assert thing.description.endswith(".")
    for prop in thing.properties.values():
        assert prop.description
        assert prop.description[0] != " "
        assert prop.personal in (True, False)
        assert re.fullmatch(r"[a-z][a-z0-9_]*", prop.name)


@pytest.mark.parametrize("label", sorted(NODES))
def test_a_node_belongs_to_a_tenant_and_a_layer(label: str) -> None:
    node = NODES[label]
    assert "tenant_id" in node.properties
    assert node.layer in LAYERS
    assert node.unique
    for properties in (*node.unique, *node.index, *node.fulltext):
        assert set(properties) <= set(node.properties)
    assert re.fullmatch(r"(?:[A-Z][a-z]+)+", label)


@pytest.mark.parametrize("name", sorted(RELATIONSHIPS))
def test_a_relationship_joins_declared_labels(name: str) -> None:
    relationship = RELATIONSHIPS[name]
    assert relationship.ends, "no node class declares it"
    assert {label for pair in relationship.ends for label in pair} <= set(NODES)
    for properties in (*relationship.unique, *relationship.index):
        assert set(properties) <= set(relationship.properties)
    assert re.fullmatch(r"[A-Z]+(?:_[A-Z]+)*", name)


def test_names_of_rules_are_distinct_and_ours() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.name in rule.ddl and "IF NOT EXISTS" in rule.ddl for rule in RULES)


def test_uniqueness_is_per_tenant_but_for_secrets_and_tenants() -> None:
    across = {rule.name for rule in RULES if rule.kind == "unique" and rule.properties[0] != "tenant_id"}
    assert across == {"api_key_hash_unique", "source_key_unique"}


@pytest.mark.parametrize("name", nodes.__all__)
def test_neomodel_can_use_the_class(name: str) -> None:
    cls = getattr(nodes, name)
    assert name == f"{cls.__label__}Node"
    made = cls(tenant_id="t")
    assert made.deflate(made.__properties__)["tenant_id"] == "t"


def test_times_and_dates_are_native_in_the_graph() -> None:
    at = datetime(2026, 5, 16, 4, 32, tzinfo=UTC)
    turn = nodes.TurnNode(tenant_id="t", id_="x", at=at)
    assert isinstance(turn.deflate(turn.__properties__)["at"], neo4j.time.DateTime)
    assert turn.deflate(turn.__properties__)["id"] == "x"
    due = NativeDateProperty()
    assert due.deflate(date(2026, 10, 1)) == neo4j.time.Date(2026, 10, 1)
    assert due.inflate(neo4j.time.Date(2026, 10, 1)) == date(2026, 10, 1)


OWNED = {"Objection": Objection, "Stakeholder": Stakeholder, "Promise": Promise, "StageSpan": StageSpan}


@pytest.mark.parametrize(("label", "value"), [*OWNED.items(), ("Question", Question)])
def test_what_the_model_holds_the_graph_declares(label: str, value: type) -> None:
    held = {field.name for field in fields(value)} - {"signals", "led_from"}  # those are BACKED_BY and LED_TO
    assert held <= set(NODES[label].properties)


@pytest.mark.parametrize("label", ["Signal", "Fact"])
def test_values_are_typed_properties(label: str) -> None:
    assert {field.name for field in fields(Value)} <= set(NODES[label].properties)


def test_generated_files_are_fresh() -> None:
    assert stale() == [], "run: make picture"


def test_the_picture_has_everything() -> None:
    drawn = mermaid()
    assert all(re.search(rf"\b{name}\b", drawn) for name in DECLARED)
    assert all(f"### {name}\n" in table() for name in DECLARED)
    assert BEGIN != END
