"""What one interaction says: turns and structured fields in, signals with their evidence out. Pure."""

VERSION = "1"
"""Version of the readers and of their word lists: raise it when either changes what is read."""

TEXT = "builtin"
"""Extractor name of the reader of turns."""

FIELDS = "fields"
"""Extractor name of the reader of structured events."""
