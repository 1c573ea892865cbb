"""What the graph is: labels, properties, relationships and constraints, declared once."""
