"""The published records that belong to no single event."""
