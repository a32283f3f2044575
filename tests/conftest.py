"""Fixtures every test may ask for. What they are is written where they are defined."""

# In the order of their imports: pytest must know a module before another imports it.
pytest_plugins = [
    "tests.support.browser",
    "tests.support.smtp_sink",
    "tests.support.postgresql",
    "tests.support.databases",
]
