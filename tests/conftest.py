"""Fixtures every test may ask for. What they are is written where they are defined."""

pytest_plugins = [
    "tests.support.browser",
    "tests.support.postgresql",
    "tests.support.smtp_sink",
]
