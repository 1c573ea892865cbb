"""The only callers of Cypher: one module a folder of cypher/, one function a query, rows to values."""
