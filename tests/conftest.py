"""Fixtures every test may ask for. What they are is written where they are defined."""

from hypothesis import HealthCheck, settings

# In the order of their imports: pytest must know a module before another imports it.
pytest_plugins = [
    "tests.support.browser",
    "tests.support.smtp_sink",
    "tests.support.postgresql",
    "tests.support.pgbouncer",
    "tests.support.databases",
]

# The same examples every time, so that a red test is red for everybody; `make test-long` looks for new ones.
_patient = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "quick", max_examples=50, deadline=None, derandomize=True, database=None, suppress_health_check=_patient
)
settings.register_profile("long", max_examples=2000, deadline=None, suppress_health_check=_patient)
settings.load_profile("quick")
