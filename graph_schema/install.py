"""Brings a database to the declared schema, and says where a live one differs from it, both ways."""

import re
from collections.abc import Iterable
from typing import Any, LiteralString

from neo4j import AsyncDriver, AsyncManagedTransaction

from graph_schema.constraints import EVENTUAL, FULLTEXT, RANGE, RULES, UNIQUE, Rule
from graph_schema.declared import NODES, RELATIONSHIPS, DeclaredProperty

AWAIT_S = 300
_CONSTRAINTS = "SHOW CONSTRAINTS YIELD name, type, entityType, labelsOrTypes, properties"
_INDEXES = "SHOW INDEXES YIELD name, type, entityType, labelsOrTypes, properties, owningConstraint, options, state"
_KINDS = {"RANGE": RANGE, "FULLTEXT": FULLTEXT}
_LIVE_TYPES = {
    "String": "string",
    "StringArray": "list<string>",
    "Long": "integer",
    "Double": "float",
    "Boolean": "boolean",
    "DateTime": "datetime",
    "Date": "date",
    # the names of the same types on servers after 2026
    "STRING": "string",
    "LIST<STRING>": "list<string>",
    "INTEGER": "integer",
    "FLOAT": "float",
    "BOOLEAN": "boolean",
    "ZONED DATETIME": "datetime",
    "DATE": "date",
}


async def install(driver: AsyncDriver, database: str) -> None:
    """Make what is missing and wait until every index is online. Drops nothing; safe to repeat and to race."""

    async def work(tx: AsyncManagedTransaction) -> None:
        for rule in RULES:
            await tx.run(rule.ddl)

    async with driver.session(database=database) as session:
        await session.execute_write(work)
        await (await session.run("CALL db.awaitIndexes($seconds)", seconds=AWAIT_S)).consume()


async def diff(driver: AsyncDriver, database: str, *, data: bool = False) -> list[str]:
    """Where the live schema differs from the declared one; empty when it is right.

    Compares constraints and indexes by all they have, and labels and relationship types in use. With `data` every node
    and relationship is read as well, to find properties and types that nobody declared.
    """
    live = await _live_rules(driver, database)
    declared = {rule.name: rule for rule in RULES}
    found = [f"missing: {rule}" for name, rule in declared.items() if name not in live]
    for name, (rule, state) in live.items():
        if name not in declared:
            found.append(f"not declared: {_said(name, rule)}")
        elif rule != declared[name]:
            found.append(f"different: {_said(name, rule)}, declared: {declared[name]}")
        elif state not in ("", "ONLINE"):
            found.append(f"not online ({state.lower()}): {rule}")
    found += await _names(driver, database, "CALL db.labels() YIELD label RETURN label AS name", "label", NODES)
    types = "CALL db.relationshipTypes() YIELD relationshipType RETURN relationshipType AS name"
    found += await _names(driver, database, types, "relationship type", RELATIONSHIPS)
    if data:
        found += await _properties(driver, database)
    return sorted(found)


async def _rows(driver: AsyncDriver, database: str, text: LiteralString) -> list[dict[str, Any]]:
    records, _, _ = await driver.execute_query(text, database_=database)
    return [record.data() for record in records]


async def _live_rules(driver: AsyncDriver, database: str) -> dict[str, tuple[Rule | None, str]]:
    """By name, the rule that lives there (None: of a sort that we never declare) and the state of an index."""
    live: dict[str, tuple[Rule | None, str]] = {}
    for row in await _rows(driver, database, _CONSTRAINTS):
        live[row["name"]] = (_rule(UNIQUE if row["type"].endswith("UNIQUENESS") else None, row), "")
    for row in await _rows(driver, database, _INDEXES):
        if row["type"] == "LOOKUP":
            continue  # Neo4j's own two
        if row["owningConstraint"] is None:
            live[row["name"]] = (_rule(_KINDS.get(row["type"]), row), row["state"])
        else:
            live[row["owningConstraint"]] = (live[row["owningConstraint"]][0], row["state"])
    return live


def _rule(kind: str | None, row: dict[str, Any]) -> Rule | None:
    if kind is None or len(row["labelsOrTypes"]) != 1:
        return None
    if kind == FULLTEXT and not row["options"]["indexConfig"].get(EVENTUAL):
        return None
    return Rule(kind, row["entityType"], row["labelsOrTypes"][0], tuple(row["properties"]))


def _said(name: str, rule: Rule | None) -> str:
    """A live rule in words, by the name that it has there."""
    return f"{rule.kind} {name} on {rule.on}({', '.join(rule.properties)})" if rule else name


async def _names(
    driver: AsyncDriver, database: str, text: LiteralString, what: str, declared: Iterable[str]
) -> list[str]:
    live = {row["name"] for row in await _rows(driver, database, text)}
    return [f"not declared: {what} {name}" for name in sorted(live - set(declared))]


async def _properties(driver: AsyncDriver, database: str) -> list[str]:
    nodes = await _rows(
        driver,
        database,
        "CALL db.schema.nodeTypeProperties() YIELD nodeLabels, propertyName, propertyTypes"
        " RETURN nodeLabels[0] AS on, propertyName AS name, propertyTypes AS types",
    )
    relationships = await _rows(
        driver,
        database,
        "CALL db.schema.relTypeProperties() YIELD relType, propertyName, propertyTypes"
        " RETURN relType AS on, propertyName AS name, propertyTypes AS types",
    )
    found: list[str] = []
    for row in nodes:
        if row["on"] in NODES and row["name"] is not None:
            found += _odd(row, NODES[row["on"]].properties)
    for row in relationships:
        row["on"] = re.sub(r"[:`]", "", row["on"])
        if row["on"] in RELATIONSHIPS and row["name"] is not None:
            found += _odd(row, RELATIONSHIPS[row["on"]].properties)
    return found


def _odd(row: dict[str, Any], declared: dict[str, DeclaredProperty]) -> list[str]:
    where = f"{row['on']}.{row['name']}"
    if row["name"] not in declared:
        return [f"not declared: property {where}"]
    expected = declared[row["name"]].type
    kinds = {_LIVE_TYPES.get(kind.replace(" NOT NULL", ""), kind) for kind in row["types"]}
    return [f"different: property {where} is {kind}, declared {expected}" for kind in sorted(kinds - {expected})]
