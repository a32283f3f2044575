"""Keeping an installation well: start, health, backup, transfer."""
