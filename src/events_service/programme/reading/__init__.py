"""The public read path: finished bytes, and the thin layer that answers with them. Knows HTTP, and no table."""
