"""Organizations, people and series in the console: found, added, changed, archived."""
