"""Look-ups over the Catalogue."""

from datetime import date

from events_service.catalogue.catalogue import Catalogue
from events_service.directory.directory import Actor
from events_service.partnerships.partnerships import Activity, Agreement, Recommendation
from events_service.programme.programme import Series
from events_service.web.records import Records
from tests.factories.programme import make_event, make_organization

FIRST = make_event(slug="first", series_uid="s", start_on=date(2016, 1, 1))
SECOND = make_event(slug="second", series_uid="s", start_on=date(2018, 1, 1), announced_by_uid=FIRST.uid)
INNER = make_event(slug="inner", parent_uid=SECOND.uid)
ARM = make_organization(slug="arm")


def agreement(uid: str, **values: object) -> Agreement:
    return Agreement(uid=uid, kind={"en": "Accord"}, title={"en": uid}, slug=uid, **values)  # type: ignore[arg-type]


def test_editions_children_and_announcements() -> None:
    records = Records(Catalogue(format=1, events=(FIRST, SECOND, INNER), series=(Series("s", {"en": "S"}, "series"),)))

    assert records.editions("s") == (SECOND, FIRST)
    assert records.editions(None) == ()
    assert records.children(SECOND.uid) == (INNER,)
    assert records.announced_by({FIRST.uid}) == (SECOND,)
    assert records.series_called("series") == records.series["s"]
    assert records.series_called("nothing") is None


def test_agreements_by_event() -> None:
    early = agreement("early", signed_on=date(2016, 1, 1), event_uids=(FIRST.uid,))
    late = agreement("late", signed_on=date(2018, 1, 1), activities=(Activity({"en": "x"}, event_uids=(FIRST.uid,)),))
    undated = agreement("undated")
    records = Records(Catalogue(format=1, agreements=(undated, early, late)))

    assert records.agreements_at(FIRST.uid) == (early, late)
    assert records.agreement("early") == early
    assert records.agreement("nothing") is None


def test_recommendations_and_organizations() -> None:
    owned = Recommendation("r", FIRST.uid, {"en": "Go on"}, owner=Actor(organization_uid=ARM.uid))
    records = Records(Catalogue(format=1, recommendations=(owned,), organizations=(ARM,)))

    assert records.recommendations_of(FIRST.uid) == (owned,)
    assert records.recommendations_of(SECOND.uid) == ()
    assert records.organization("arm") == ARM
    assert records.organization("nothing") is None
