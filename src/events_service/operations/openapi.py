"""The description of the JSON API, as it is answered: every refusal is problem+json."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from events_service.programme.answers import Problem, refusals

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_FRAMEWORK = ("HTTPValidationError", "ValidationError")
"""What the framework would answer, and here does not."""


def describe(api: FastAPI) -> dict[str, Any]:
    """The OpenAPI document; made once, and read by programs and by the page about the API."""
    if api.openapi_schema is None:
        made = get_openapi(title=api.title, version=api.version, openapi_version=api.openapi_version, routes=api.routes)
        schemas = made.setdefault("components", {}).setdefault("schemas", {})
        for name in _FRAMEWORK:
            schemas.pop(name, None)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= problem.pop("$defs", {}) | {"Problem": problem}
        for item in made["paths"].values():
            for operation in item.values():
                _say_refusals(operation["responses"])
        api.openapi_schema = made
    return api.openapi_schema


def _say_refusals(responses: dict[str, Any]) -> None:
    busy = {str(status): {"description": said["description"]} for status, said in refusals().items()}
    for status, response in (busy | responses).items():
        if status[0] in "45":
            responses[status] = {**response, "content": _PROBLEM}
