"""What organizers plan with: who is available when, what collides, and where there is still a place."""
