"""Agreements, their parties, commitments and outcomes."""
