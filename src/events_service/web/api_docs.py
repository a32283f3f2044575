"""The page about the JSON API, made of its own description: nothing on it can be older than what is answered."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from events_service.languages import INTERFACE_LANGUAGES, beginning_with, best_language
from events_service.web.public.frame import LANGUAGE_NAMES, Head
from events_service.web.reader import Reader
from events_service.web.templating import render

router = APIRouter(include_in_schema=False)


class Field(NamedTuple):
    """A parameter, or a member of the body: `contact.email` is one of a member's own."""

    name: str
    kind: str
    required: bool
    said: Markup


class Operation(NamedTuple):
    """One line of the description, with what it takes and answers."""

    id: str
    method: str
    path: str
    summary: Markup
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answers: tuple[tuple[str, Markup], ...]
    scopes: tuple[str, ...]
    """One of these is what a token has to have."""
    open: bool
    """Does it do without a token, too?"""


@router.get("/api/v1/docs")
def show_docs(request: Request) -> Response:
    """Introduced in the language of `?lang=`, else in one the browser wishes; the description itself is English."""
    site, settings = request.app.state.site, request.app.state.settings
    described = request.app.openapi()
    chosen = request.query_params.get("lang", "")
    wished = best_language(request.headers.get("accept-language", ""), beginning_with(settings.default_language))
    reader = Reader(chosen if chosen in INTERFACE_LANGUAGES else wished, site)
    text = render(
        "public/api_docs.html",
        reader,
        head=Head(str(reader.say("JSON API")), (), indexed=False),
        languages=[
            (tag, LANGUAGE_NAMES[tag], site.file("api", "v1", "docs", query={"lang": tag}))
            for tag in INTERFACE_LANGUAGES
        ],
        groups=operations(described),
        base=site.url(site.file("api", "v1")),
        openapi=site.file("api", "v1", "openapi.json"),
    )
    return HTMLResponse(text, headers={"Cache-Control": "public, max-age=60", "Vary": "Accept-Language"})


def operations(described: Mapping[str, Any]) -> list[tuple[str, list[Operation]]]:
    """The operations of the API by their tag, in the order of the description."""
    schemas = described.get("components", {}).get("schemas", {})
    groups: dict[str, list[Operation]] = {}
    for path, item in described["paths"].items():
        if not path.startswith("/api/"):
            continue
        for method, operation in item.items():
            tag = operation["tags"][0]
            groups.setdefault(tag, []).append(_operation(path, method, operation, schemas))
    titles = {tag["name"]: tag["x-displayName"] for tag in described["tags"]}
    return [(titles[tag], found) for tag, found in groups.items()]


def _operation(path: str, method: str, operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> Operation:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=_marked(operation.get("description") or operation.get("summary", "")),
        parameters=tuple(
            Field(one["name"], one["in"], one.get("required", False), _marked(one.get("description", "")))
            for one in operation.get("parameters", ())
        ),
        body=tuple(_fields(body, schemas)),
        answers=tuple(
            (status, _marked(said["description"])) for status, said in sorted(operation["responses"].items())
        ),
        scopes=tuple(scope for way in operation.get("security", ()) for scope in way.get("token", ())),
        open={} in operation.get("security", [{}]),
    )


def _marked(said: str) -> Markup:
    """The description's words, with what stands between backticks as code."""
    parts = said.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(part) if i % 2 else part for i, part in enumerate(parts))


def _fields(
    schema: Mapping[str, Any], schemas: Mapping[str, Any], within: str = "", around: tuple[str, ...] = ()
) -> Iterator[Field]:
    """The members of a body, each followed by its own; what holds its like is not followed into it."""
    name = str(schema.get("$ref", ""))
    if name and name in around:
        return
    schema, around = _resolved(schema, schemas), (*around, name)
    required = schema.get("required", ())
    for name, member in schema.get("properties", {}).items():
        yield Field(within + name, _kind(member, schemas), name in required, _marked(member.get("description", "")))
        for one in member.get("anyOf", (member,)):
            yield from _fields(one.get("items", one), schemas, f"{within}{name}.", around)


def _kind(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    """The type of a member in a word or two; where only some words are possible, those."""
    schema = _resolved(schema, schemas)
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one, schemas) for one in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}), schemas)}"
    if "patternProperties" in schema:
        return "text by language"
    if isinstance(schema.get("additionalProperties"), Mapping):
        return f"{_kind(schema['additionalProperties'], schemas)} by name"
    return str(schema.get("format") or schema.get("type", "any"))


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    found: Mapping[str, Any] = schemas.get(name, schema)
    return found
