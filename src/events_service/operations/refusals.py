"""What a reader gets instead of what they asked for: problem+json for programs, a page for people."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import escape
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from events_service.addresses import Site
from events_service.errors import (
    DomainError,
    Forbidden,
    InvalidInput,
    NotFound,
    PayloadTooLarge,
    Unauthenticated,
    UnsupportedMediaType,
    problem,
)
from events_service.languages import INTERFACE_LANGUAGES, beginning_with, best_language, direction
from events_service.logs import request_id
from events_service.programme.reading.path import PREPARED
from events_service.translations import mark, translator

Page = Callable[[DomainError, str, str], str]
"""A page about a refusal, in a language, for who asked at a path below BASE_URL; with a way on."""

_JSON = "application/problem+json"
_logger = logging.getLogger(__name__)


class Failed(DomainError):
    """A fault of ours. The sentence carries nothing of it but where it can be found in the log."""

    status = 500
    slug = "failed"
    title = "Something went wrong here"
    msgid = "Something went wrong here, and it has been written down. Try again in a moment. Reference: {reference}"


class MethodNotAllowed(DomainError):
    status = 405
    slug = "method-not-allowed"
    title = "Not possible at this address"
    msgid = "This cannot be done at this address."

    def __init__(self, allow: str) -> None:
        super().__init__()
        self.allow = allow

    @property
    def headers(self) -> dict[str, str]:
        return {"Allow": self.allow}


class BadRequest(DomainError):
    slug = "bad-request"
    title = "This cannot be read"
    msgid = "What was sent cannot be read."


_UNREADABLE = mark("What was sent is not JSON in UTF-8, is nested too deeply, or has a number with too many digits.")

_BY_STATUS: dict[int, type[DomainError]] = {
    kind.status: kind for kind in (Unauthenticated, Forbidden, NotFound, PayloadTooLarge, UnsupportedMediaType)
}


class Refusals:
    """Answers for every exception that leaves a handler. One for the whole process."""

    def __init__(self, page: Page, site: Site, default_language: str = "en") -> None:
        self._page = page
        self._last_resort = plain_page(site)
        self._root = site.root
        self._languages = beginning_with(default_language)

    def response(self, scope: Mapping[str, Any], error: Exception) -> Response:
        """The answer to this request; a fault of ours is logged here."""
        refusal = as_refusal(scope, error)
        if isinstance(refusal, Failed):
            _logger.error("A request failed", exc_info=error, extra={"path": scope.get("path", "")})
        headers = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language"} | refusal.headers
        fields = dict(scope["headers"])
        path = str(scope.get("path", "")).removeprefix(self._root)
        language = self._language(path, fields, scope.get("state", {}).get("language"))
        if path.startswith("/api/") or _wants_json(fields.get(b"accept", b"")):
            members = problem(refusal, language, translator(language).gettext)
            headers["Content-Language"] = language
            return JSONResponse(members, refusal.status, headers, media_type=_JSON)
        return Response(self._written(refusal, language, path), refusal.status, headers, "text/html; charset=utf-8")

    def _written(self, refusal: DomainError, language: str, path: str) -> str:
        try:
            return self._page(refusal, language, path)
        except Exception:
            _logger.exception("The page of a refusal could not be made")
            return self._last_resort(refusal, language, path)

    def _language(self, path: str, fields: Mapping[bytes, bytes], told: object) -> str:
        """The language of the address, wherever it names it; else the one the reader prefers, or was `told` in
        what was sent."""
        named = [segment for segment in path.split("/")[1:4] if segment in INTERFACE_LANGUAGES]
        accepted = fields.get(b"accept-language", b"").decode("latin-1")
        if not named and not accepted and isinstance(told, str) and told in self._languages:
            return told
        return named[0] if named else best_language(accepted, self._languages)


def plain_page(site: Site) -> Page:
    """Pages made of nothing but words: for when there is no other, and for when the other fails too."""

    def page(refusal: DomainError, language: str, _path: str) -> str:
        translate = translator(language).gettext
        return (
            f'<!doctype html>\n<html lang="{language}" dir="{direction(language)}"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>{escape(translate(refusal.title))}</title><h1>{escape(translate(refusal.title))}</h1>"
            f"<p>{escape(refusal.sentence.said_in(language, translate))}</p>"
            f'<p><a href="{escape(site.path(language))}">{escape(site.name)}</a></p></html>\n'
        )

    return page


def as_refusal(scope: Mapping[str, Any], error: Exception) -> DomainError:
    """The refusal an exception stands for; Failed where it stands for none."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, HTTPException):
        return _of_http(scope, error)
    if isinstance(error, ClientDisconnect):
        return BadRequest()  # nobody reads it: they left before all was sent
    return Failed(reference=request_id.get() or "-")


def _of_http(scope: Mapping[str, Any], error: HTTPException) -> DomainError:
    """What the framework refuses by itself, as one of ours."""
    if error.status_code == 404 and scope.get(PREPARED):
        return MethodNotAllowed(scope[PREPARED])
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "GET").split(", ")
        return MethodNotAllowed(", ".join(dict.fromkeys([*allowed, *(["HEAD"] if "GET" in allowed else [])])))
    if error.status_code >= 500:
        return Failed(reference=request_id.get() or "-")
    if error.status_code == 400 and isinstance(error.__cause__, ValueError | RecursionError) and _is_json(scope):
        return InvalidInput(_UNREADABLE)
    return _BY_STATUS.get(error.status_code, BadRequest)()


def _is_json(scope: Mapping[str, Any]) -> bool:
    """Did they say that what they send is JSON? A form that cannot be read is another matter."""
    return b"json" in dict(scope["headers"]).get(b"content-type", b"").lower()


def _wants_json(accept: bytes) -> bool:
    return b"json" in accept and b"html" not in accept
