"""Pages of participants: registering, and what the bearer of a secret link sees and changes."""
