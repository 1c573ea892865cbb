"""How well conversations are read, and what is learned from those that people annotated: `make eval`, `make train`."""
