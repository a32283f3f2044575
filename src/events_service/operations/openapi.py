"""The description of the JSON API, as it is answered: every refusal is problem+json."""

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from events_service.programme.answers import Problem, refusals

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_FRAMEWORK = ("HTTPValidationError", "ValidationError")
"""What the framework would answer, and here does not."""
_ENTITY_TAGS = r'^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$'
"""What If-Match may be (RFC 9110 section 13.1.1)."""
_TAGS = [
    {"name": name, "x-displayName": title, "description": description}
    for name, title, description in (
        ("public", "What is public", "What was published, for everybody and without a token."),
        ("registration", "Registration", "Registering somebody, and the places that are left."),
        ("draft", "Drafts", "What organizers and their partners prepare: nothing of it is public before a release."),
        (
            "directory",
            "Directory",
            "Organizations, people and series, kept for all events; private contacts are for their keepers alone.",
        ),
        ("releases", "Releases", "Publishing what was prepared, and the status of an event at once."),
        ("offerings", "Offerings", "What can be joined, which changes at once and without a release."),
        ("notices", "Notices", "A few words on the public pages of an event or a session, shown at once."),
    )
]


def describe(api: FastAPI) -> dict[str, Any]:
    """The OpenAPI document; made once, and read by programs and by the page about the API."""
    if api.openapi_schema is None:
        made = get_openapi(
            title=api.title, version=api.version, openapi_version=api.openapi_version, routes=api.routes, tags=_TAGS
        )
        schemas = made.setdefault("components", {}).setdefault("schemas", {})
        for name in _FRAMEWORK:
            schemas.pop(name, None)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= problem.pop("$defs", {}) | {"Problem": problem}
        for item in made["paths"].values():
            for operation in item.values():
                _say_refusals(operation["responses"])
                _require_if_match(operation.get("parameters", ()))
        api.openapi_schema = made
    return api.openapi_schema


def _require_if_match(parameters: Iterable[dict[str, Any]]) -> None:
    """A route that takes it answers 428 without it, which the framework would not say of what it must read itself."""
    for parameter in parameters:
        if parameter["name"] == "If-Match":
            parameter |= {"required": True, "schema": {"type": "string", "pattern": _ENTITY_TAGS}}


def _say_refusals(responses: dict[str, Any]) -> None:
    busy = {str(status): {"description": said["description"]} for status, said in refusals().items()}
    for status, response in (busy | responses).items():
        if status[0] in "45":
            responses[status] = {**response, "content": _PROBLEM}
