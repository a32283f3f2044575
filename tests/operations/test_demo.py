"""Where the demonstration says it is."""

from pathlib import Path

import pytest

from events_service.operations.demo import DemoState, demo_settings
from events_service.zones import now


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
    ],
)
def test_demonstration_names_an_address_that_browsers_take(tmp_path: Path, host: str, address: str) -> None:
    state = DemoState("0123456789abcdef0123456789abcdef", now())

    assert demo_settings(tmp_path, host, 8000, state).base_url == address
