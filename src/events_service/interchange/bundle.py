"""The bundle: our own exchange format, a JSON file that carries everything without loss."""

import msgspec

from events_service.directory.directory import Organization, Person, Value
from events_service.errors import InvalidInput
from events_service.partnerships.partnerships import Agreement, Fund, Recommendation
from events_service.programme.programme import Programme, Series

FORMAT = 1


class Bundle(Value):
    """Programmes, and the records they or nobody refer to. Each record stands once, anywhere in the bundle.

    A programme's own `organizations`, `people` and `series` and those of the bundle are read alike.
    """

    bundle: int
    """The format's number."""
    programmes: tuple[Programme, ...] = ()
    series: tuple[Series, ...] = ()
    organizations: tuple[Organization, ...] = ()
    people: tuple[Person, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    funds: tuple[Fund, ...] = ()


_decoder = msgspec.json.Decoder(Bundle)
_encoder = msgspec.json.Encoder()


def read(data: bytes) -> Bundle:
    """Read a bundle; InvalidInput names the place where it is not one."""
    try:
        bundle = _decoder.decode(data)
    except msgspec.DecodeError as problem:
        raise InvalidInput("This is not a bundle: {problem}.", problem=str(problem)) from problem
    if bundle.bundle > FORMAT:
        raise InvalidInput(
            "This bundle has format {format}; this version reads up to {known}.",
            format=bundle.bundle,
            known=FORMAT,
        )
    return bundle


def write(bundle: Bundle) -> bytes:
    """The bundle as indented JSON, fields in their order of definition, defaults left out."""
    return msgspec.json.format(_encoder.encode(bundle), indent=1) + b"\n"
