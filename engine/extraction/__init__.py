"""What one interaction says: turns and structured fields in, signals with their evidence out. Pure."""

VERSION = "10"
"""Version of the readers and of their word lists: raise it when either changes what is read."""

TEXT = "builtin"
"""Extractor name of the reader of turns."""

FIELDS = "fields"
"""Extractor name of the reader of structured events."""

DEEPER = "deeper"
"""Extractor name of the reader behind an endpoint of the operator's choice."""

DEEPER_VERSION = "1"
"""Version of what it is asked and of what is taken of its answer; the model's name follows it in a reading."""
