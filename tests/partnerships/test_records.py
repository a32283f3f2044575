"""Agreements, recommendations and funds, whole."""

from typing import Any

import pytest
from msgspec import structs

from events_service.database import DbSession, new_id
from events_service.partnerships.partnerships import Agreement, Fund, Recommendation
from events_service.partnerships.records import (
    AGREEMENTS,
    FUNDS,
    RECOMMENDATIONS,
    save_agreements,
    save_funds,
    save_recommendations,
)
from events_service.records import Records
from tests.factories.maximal import filled, uid
from tests.factories.programme import make_event, programme_of
from tests.factories.stored_events import create

AGREEMENT = filled(Agreement, "agreement", uid=uid("agreement"))
FUND = filled(Fund, "fund", uid=uid("fund"))


def test_every_field_of_an_agreement_is_kept(db: DbSession) -> None:
    assert save_agreements(db.connection(), [AGREEMENT])
    assert AGREEMENTS.read(db.connection()) == [AGREEMENT]
    assert not save_agreements(db.connection(), [AGREEMENT])


def test_every_field_of_a_fund_is_kept(db: DbSession) -> None:
    assert save_funds(db.connection(), [FUND])
    assert FUNDS.read(db.connection()) == [FUND]
    assert not save_funds(db.connection(), [FUND])


def test_every_field_of_a_recommendation_is_kept(db: DbSession) -> None:
    event_uid = create(db, programme_of(event=make_event()))
    recommendation = filled(Recommendation, "r", uid=uid("r"), event_uid=event_uid)

    assert save_recommendations(db.connection(), [recommendation])
    assert RECOMMENDATIONS.read(db.connection()) == [recommendation]

    changed = structs.replace(recommendation, text={"en": "More water"})
    assert save_recommendations(db.connection(), [changed])
    assert not save_recommendations(db.connection(), [changed])
    assert RECOMMENDATIONS.read(db.connection()) == [changed]


def test_maximal_values_leave_nothing_at_its_default() -> None:
    """Otherwise the tests above would not see that a field is lost."""
    event = make_event()
    for value, bare in (
        (AGREEMENT, Agreement("", {}, {})),
        (FUND, Fund("", {})),
        (filled(Recommendation, "r"), Recommendation("", event.uid, {})),
    ):
        for name in set(value.__struct_fields__) - {"due_on"}:
            assert getattr(value, name) != getattr(bare, name), name


@pytest.mark.parametrize(
    ("records", "save", "bare", "slug"),
    [
        (AGREEMENTS, save_agreements, Agreement("", {"en": "Memorandum"}, {"en": "On water"}), "on-water"),
        (FUNDS, save_funds, Fund("", {"en": "Water fund"}), "water-fund"),
    ],
)
def test_slug_is_made_once_and_is_nobody_elses(
    db: DbSession, records: Records[Any], save: Any, bare: Any, slug: str
) -> None:
    first, second = (structs.replace(bare, uid=new_id()) for _ in range(2))

    save(db.connection(), [first])
    save(db.connection(), [second, structs.replace(first, published=False)])
    save(db.connection(), [structs.replace(second, slug=slug)])

    assert {(value.uid, value.slug) for value in records.read(db.connection())} == {
        (first.uid, slug),
        (second.uid, f"{slug}-2"),
    }
