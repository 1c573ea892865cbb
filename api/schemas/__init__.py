"""What goes over the wire: pydantic models per route file, with descriptions and examples; no logic of the domain."""
