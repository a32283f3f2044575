"""Timed and queued work with leases. Knows no domain: a kind is a name, a payload a small JSON object."""
