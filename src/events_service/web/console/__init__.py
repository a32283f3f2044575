"""The organizers' pages, behind a login."""
