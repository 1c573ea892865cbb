"""Figures, never a pass or a fail: what ingest, bulk and briefs cost on this machine, as ratios to Neo4j itself.

`python -m tests.bench [base ingest http bulk hub brief seen fold growth] [--full]` prints one Markdown table.
"""
