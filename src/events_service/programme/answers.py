"""What every operation of the JSON API shares: refusals as documented, ETag and If-Match, JSON alone as a body."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from msgspec import Struct, to_builtins
from pydantic import BaseModel, Field

from events_service.errors import TYPE, PreconditionFailed, PreconditionRequired, UnsupportedMediaType

_SAID = {
    401: "No token, or one that is not valid",
    403: "The token may not do this",
    404: "There is nothing of this name, or not for this token",
    409: "Not possible as things stand",
    412: "It has been changed since this ETag was given",
    413: "The body is too large",
    415: "The body is not application/json",
    422: "Something in the request cannot be used; `errors` names the fields",
    428: "If-Match is missing",
    429: "Too many requests; Retry-After says when to come back",
    503: "Nothing was written; try again after Retry-After seconds",
}


class FieldProblem(BaseModel):
    field: str
    detail: str


class Problem(BaseModel):
    """A refusal (RFC 9457). `type` says which, and is the same at every installation; `detail` is a sentence in the
    language of Accept-Language, or where that header is missing, in the language the body names as its `locale`."""

    type: str = Field(pattern=f"^{TYPE}[a-z0-9-]+$", examples=[f"{TYPE}invalid-input"])
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Refusals of an operation for its `responses`; every one of them may be busy."""
    return {status: {"description": _SAID[status], "model": Problem} for status in (*statuses, 503)}


READING = refusals(401, 403, 404, 422)
"""Reading with a token."""
ADDING = refusals(401, 403, 404, 409, 413, 415, 422)
"""Adding with a token."""
CHANGING = refusals(401, 403, 404, 409, 412, 413, 415, 422, 428)
"""Changing with a token and If-Match."""


def with_etag(described: str = "The answer") -> dict[int | str, dict[str, Any]]:
    """The 200 of an operation that says which state it answers with."""
    return {200: {"description": described, "headers": _ETAG}}


PUBLIC: dict[int | str, dict[str, Any]] = {
    200: {
        "headers": {
            "ETag": {"description": "Send it as If-None-Match with the next request", "schema": {"type": "string"}},
            "Cache-Control": {"description": "How long it may be kept", "schema": {"type": "string"}},
        }
    },
    304: {"description": "It is as it was when the ETag in If-None-Match was given"},
}
"""The 200 and 304 of an operation that answers everybody the same."""

MOVED: dict[int | str, dict[str, Any]] = {
    308: {
        "description": "It has another name now",
        "headers": {"Location": {"description": "Where it is", "schema": {"type": "string"}}},
    }
}
"""The redirect from a name that a session had before."""

_ETAG = {"ETag": {"description": "Send it as If-Match with the next change", "schema": {"type": "string"}}}


def created(described: str) -> dict[int | str, dict[str, Any]]:
    """The 201 of an operation that adds something."""
    location = {"Location": {"description": "Where it is", "schema": {"type": "string"}}}
    return {201: {"description": described, "headers": _ETAG | location}}


def json_alone(request: Request) -> None:
    """UnsupportedMediaType unless the body says it is JSON: forms of other sites cannot (T-CSRF-2)."""
    said = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if said != "application/json":
        raise UnsupportedMediaType


JSON_ALONE = Depends(json_alone)


def etag(uid: str, version: int) -> str:
    """The strong entity tag of a record's version. A record that takes another's name has another tag."""
    return f'"{uid}-{version}"'


class Expected:
    """The states an If-Match allows."""

    def __init__(self, field: str) -> None:
        self._tags = {tag.strip() for tag in field.split(",")}

    def check(self, present: str) -> None:
        """PreconditionFailed unless the present tag is among them (RFC 9110 section 13.1.1)."""
        if "*" not in self._tags and present not in self._tags:
            raise PreconditionFailed


def if_match(
    field: Annotated[
        str | None, Header(alias="If-Match", description="ETag of the state that is changed; 428 without")
    ] = None,
) -> Expected:
    if not field:
        raise PreconditionRequired
    return Expected(field)


IfMatch = Annotated[Expected, Depends(if_match)]


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was and what is, of the members that differ: for audit entries."""
    names = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}


def differing_fields(before: Struct, after: Struct) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same of two records of a kind. A field says what it was and is, also where that is the usual."""
    names = [name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)]
    was, is_now = ({name: to_builtins(getattr(one, name)) for name in names} for one in (before, after))
    return was, is_now
