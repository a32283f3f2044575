"""What is taken of a series, from pages and over the JSON API."""

from typing import Annotated

from pydantic import ConfigDict, Field, StrictBool

from events_service.inputs import Change, Country, Proses, Slug, Texts


class SeriesChange(Change):
    name: Texts = {}
    description: Proses = {}
    objectives: Annotated[list[Proses], Field(max_length=100)] = []
    countries: Annotated[list[Country], Field(max_length=250)] = []
    periodicity: Texts = Field(default={}, description="As stated, such as “every two years”")
    published: StrictBool = True
    archived: StrictBool = Field(default=False, description="Offered and listed no more; what is public stays")


class NewSeries(SeriesChange):
    """A series. Its slug is made from its name where it is left out, and stays."""

    model_config = ConfigDict(json_schema_extra={})

    name: Texts
    slug: Slug = ""
