"""The demonstration and the readings of its sources; tests of a source skip where it is missing."""

import json
from typing import Any

import pytest

from events_service.demo import read_bundle
from events_service.interchange.bundle import Bundle
from tests.support.needs import shared_data


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return read_bundle()


@pytest.fixture(scope="module")
def seeds() -> Any:
    return json.loads(shared_data("seeds.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def entities(seeds: Any) -> list[Any]:
    return [source["entities"] for source in seeds["sources"]]


@pytest.fixture(scope="module")
def inferred(seeds: Any) -> list[Any]:
    return [source["inferred"] for source in seeds["sources"]]


@pytest.fixture(scope="module")
def readings() -> Any:
    """The facts of `africities8.json`."""
    return json.loads(shared_data("africities8.json").read_text(encoding="utf-8"))
