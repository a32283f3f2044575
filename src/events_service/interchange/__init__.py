"""Exchange formats: one file, one format, bytes to Programme and Programme to bytes."""
