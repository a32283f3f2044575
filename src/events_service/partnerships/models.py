"""Tables of agreements, recommendations and funds.

An agreement is edited and shown as a whole, so its parts (parties, signatories, commitments …) are JSON columns
of their values. Which organization is party to what is asked of the Catalogue, never of SQL.
"""

from datetime import date
from typing import ClassVar

from sqlmodel import Field, SQLModel

from events_service.columns import Json, Localized, SortedText, Uid, str_enum
from events_service.directory.directory import Actor
from events_service.languages import LocalizedText
from events_service.partnerships.partnerships import (
    ActionPlan,
    Activity,
    Commitment,
    Framework,
    Party,
    RecommendationState,
    Signatory,
    Source,
)
from events_service.programme.programme import Document, Precision

_TEXTS = Json(tuple[str, ...])
_LOCALIZED_LIST = Json(tuple[LocalizedText, ...])


class _Table(SQLModel):
    model_config = {"arbitrary_types_allowed": True}


class AgreementRow(_Table, table=True):
    __tablename__: ClassVar[str] = "agreement"

    uid: str = Field(primary_key=True, sa_type=Uid)
    slug: str = Field(unique=True, sa_type=SortedText(100))
    kind: LocalizedText = Field(sa_type=Localized)
    title: LocalizedText = Field(sa_type=Localized)
    purpose: LocalizedText = Field(default={}, sa_type=Localized)
    scope: LocalizedText = Field(default={}, sa_type=Localized)

    signed_on: date | None = None
    precision: Precision = Field(default=Precision.DAY, sa_type=str_enum(Precision))
    signed_note: LocalizedText = Field(default={}, sa_type=Localized)
    place: LocalizedText = Field(default={}, sa_type=Localized)
    city: LocalizedText = Field(default={}, sa_type=Localized)

    framework: Framework | None = Field(default=None, sa_type=Json(Framework))
    fields: tuple[LocalizedText, ...] = Field(default=(), sa_type=_LOCALIZED_LIST)
    parties: tuple[Party, ...] = Field(default=(), sa_type=Json(tuple[Party, ...]))
    signatories: tuple[Signatory, ...] = Field(default=(), sa_type=Json(tuple[Signatory, ...]))
    objectives: tuple[LocalizedText, ...] = Field(default=(), sa_type=_LOCALIZED_LIST)
    commitments: tuple[Commitment, ...] = Field(default=(), sa_type=Json(tuple[Commitment, ...]))
    activities: tuple[Activity, ...] = Field(default=(), sa_type=Json(tuple[Activity, ...]))
    action_plan: ActionPlan | None = Field(default=None, sa_type=Json(ActionPlan))
    outputs: tuple[LocalizedText, ...] = Field(default=(), sa_type=_LOCALIZED_LIST)
    beneficiaries: tuple[LocalizedText, ...] = Field(default=(), sa_type=_LOCALIZED_LIST)
    event_uids: tuple[str, ...] = Field(default=(), sa_type=_TEXTS)
    documents: tuple[Document, ...] = Field(default=(), sa_type=Json(tuple[Document, ...]))
    sources: tuple[Source, ...] = Field(default=(), sa_type=Json(tuple[Source, ...]))

    published: bool = True
    version: int = 1


class RecommendationRow(_Table, table=True):
    __tablename__: ClassVar[str] = "recommendation"

    uid: str = Field(primary_key=True, sa_type=Uid)
    event_uid: str = Field(foreign_key="event.uid", index=True, sa_type=Uid)
    session_uid: str | None = Field(default=None, sa_type=Uid)
    text: LocalizedText = Field(sa_type=Localized)
    owner: Actor | None = Field(default=None, sa_type=Json(Actor))
    due_on: date | None = None
    state: RecommendationState = Field(default=RecommendationState.OPEN, sa_type=str_enum(RecommendationState))
    published: bool = True
    version: int = 1


class FundRow(_Table, table=True):
    __tablename__: ClassVar[str] = "fund"

    uid: str = Field(primary_key=True, sa_type=Uid)
    slug: str = Field(unique=True, sa_type=SortedText(100))
    name: LocalizedText = Field(sa_type=Localized)
    description: LocalizedText = Field(default={}, sa_type=Localized)
    organizations: tuple[Actor, ...] = Field(default=(), sa_type=Json(tuple[Actor, ...]))
    projects: tuple[LocalizedText, ...] = Field(default=(), sa_type=_LOCALIZED_LIST)
    published: bool = True
    version: int = 1
