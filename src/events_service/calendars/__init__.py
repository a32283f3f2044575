"""Calendars: frozen values in, iCalendar out (RFC 5545, 7986, 7265)."""
