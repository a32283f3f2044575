"""How agreements, recommendations and funds are kept."""

from collections.abc import Iterable

from sqlalchemy import Connection

from events_service.partnerships.models import AgreementRow, FundRow, RecommendationRow
from events_service.partnerships.partnerships import Agreement, Fund, Recommendation
from events_service.records import Records, with_slugs

AGREEMENTS = Records(Agreement, AgreementRow)
RECOMMENDATIONS = Records(Recommendation, RecommendationRow)
FUNDS = Records(Fund, FundRow)


def save_agreements(connection: Connection, agreements: Iterable[Agreement]) -> bool:
    """Insert or update by uid; one without a slug gets one from its title."""
    values = list(agreements)
    before = AGREEMENTS.read_uids(connection, (value.uid for value in values))
    return AGREEMENTS.save(
        connection, before, with_slugs(connection, AGREEMENTS, before, values, lambda value: value.title)
    )


def save_funds(connection: Connection, funds: Iterable[Fund]) -> bool:
    """Insert or update by uid; one without a slug gets one from its name."""
    values = list(funds)
    before = FUNDS.read_uids(connection, (value.uid for value in values))
    return FUNDS.save(connection, before, with_slugs(connection, FUNDS, before, values, lambda value: value.name))


def save_recommendations(connection: Connection, recommendations: Iterable[Recommendation]) -> bool:
    """Insert or update by uid."""
    values = list(recommendations)
    before = RECOMMENDATIONS.read_uids(connection, (value.uid for value in values))
    return RECOMMENDATIONS.save(connection, before, values)
