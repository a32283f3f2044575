"""How agreements, recommendations and funds are kept."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from msgspec import structs
from sqlalchemy import Connection, select

from events_service.partnerships.models import AgreementRow, FundRow, RecommendationRow
from events_service.partnerships.partnerships import Agreement, Fund, Recommendation
from events_service.records import Records
from events_service.slugs import made_slug

R = TypeVar("R", Agreement, Fund)

AGREEMENTS = Records(Agreement, AgreementRow)
RECOMMENDATIONS = Records(Recommendation, RecommendationRow)
FUNDS = Records(Fund, FundRow)


def save_agreements(connection: Connection, agreements: Iterable[Agreement]) -> bool:
    """Insert or update by uid; one without a slug gets one from its title."""
    return _save(connection, AGREEMENTS, list(agreements), lambda agreement: agreement.title)


def save_funds(connection: Connection, funds: Iterable[Fund]) -> bool:
    return _save(connection, FUNDS, list(funds), lambda fund: fund.name)


def save_recommendations(connection: Connection, recommendations: Iterable[Recommendation]) -> bool:
    values = list(recommendations)
    before = RECOMMENDATIONS.read_uids(connection, (value.uid for value in values))
    return RECOMMENDATIONS.save(connection, before, values)


def _save(connection: Connection, records: Records[R], values: list[R], name_of: Callable[[R], dict[str, str]]) -> bool:
    before = records.read_uids(connection, (value.uid for value in values))
    known = {value.uid: value.slug for value in before}
    taken = set(connection.execute(select(records.table.c.slug)).scalars()) | {v.slug for v in values if v.slug}
    slugged = []
    for value in values:
        slug = value.slug or known.get(value.uid) or made_slug("", name_of(value), value.uid, taken)
        taken.add(slug)
        slugged.append(structs.replace(value, slug=slug))
    return records.save(connection, before, slugged)
