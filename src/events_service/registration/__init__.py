"""Who takes part: registrations, places, and the waiting list."""
