"""What was done, by whom: read, searched and taken along."""
