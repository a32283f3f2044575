"""Mail: an outbox in the database, letters rendered from templates, and their delivery. Knows no domain."""
