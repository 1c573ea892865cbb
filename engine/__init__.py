"""The domain: verbs as files, nouns as folders. Values in, values out; only engine.store talks to Neo4j."""
