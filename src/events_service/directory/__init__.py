"""Organizations, people and their contact points."""
