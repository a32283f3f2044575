"""Fixtures of tests that read pages in a browser."""

from collections.abc import Iterator

import pytest

from events_service.programme.live import Notice
from tests.factories.programme import make_programme
from tests.factories.views import demo_source
from tests.web.browsing import serving


@pytest.fixture(scope="module")
def public_site() -> Iterator[str]:
    """The demonstration, a forum of 60 sessions, a day of 300 and a congress in its second version, served."""
    source = demo_source()
    source.release(make_programme(60, 3, slug="forum-60"))
    source.release(make_programme(300, 1, rooms=20, slug="day-300"))
    congress = make_programme(160, 2, slug="congress-160")
    source.release(congress)
    source.release(congress)
    source.change_live(congress.event.uid, notices=(Notice({"en": "Bus strike"}),))
    with serving(source) as url:
        yield url
