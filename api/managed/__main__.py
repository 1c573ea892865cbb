"""`python -m api.managed` is `rapport neo4j`."""

from api.managed.cli import neo4j_app

neo4j_app()
