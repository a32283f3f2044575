"""Programmes, calendars and registrations for congresses, forums and summits."""

__version__ = "0.1.0"
