import importlib.metadata

import events_service


def test_version_installed() -> None:
    assert importlib.metadata.version("events-service") == events_service.__version__
