"""Refusals: each knows its status, a stable type and the sentence the reader sees.

A slice derives its own from these (`SessionFull(Conflict)`). One handler turns them into problem+json
(RFC 9457), another into a page, the command line into exit code 1.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import msgspec

from events_service.languages import text_in

Translate = Callable[[str], str]
"""From an English msgid to the reader's language; the msgid itself where there is no translation."""

TYPE = "urn:events-service:problem:"
"""What the `type` of every refusal begins with: the same at every installation, so that a program written for one
knows the refusals of all. Absolute, and no place to look at (RFC 9457 section 3.1.1)."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


class Sentence(msgspec.Struct, frozen=True):
    """A msgid in English with `{placeholders}`, and what stands in their places.

    Values are inserted as they are and never looked at again, so a name such as `{slug}` stays a name.
    Localized text is said in the reader's language.
    """

    msgid: str
    params: Mapping[str, Any] = {}

    def said_in(self, language: str, translate: Translate = str) -> str:
        """The whole sentence for a reader of `language`. A placeholder without a value stays as it is."""

        def value(match: re.Match[str]) -> str:
            if match[1] not in self.params:
                return match[0]
            said = self.params[match[1]]
            return text_in(said, language) if isinstance(said, Mapping) else str(said)

        return _PLACEHOLDER.sub(value, translate(self.msgid))

    def __str__(self) -> str:
        return self.said_in("en")


class DomainError(Exception):
    """Something the domain says no to. `str()` gives the sentence in English, for commands and logs.

    `slug` ends the stable `type` of problem+json; `title` names the kind; `msgid` is the sentence
    where the place that raises gives none of its own.
    """

    status: ClassVar[int] = 400
    slug: ClassVar[str] = "refused"
    title: ClassVar[str] = "This is not possible"
    msgid: ClassVar[str] = "This is not possible."

    def __init__(self, msgid: str | None = None, /, **params: object) -> None:
        self.sentence = Sentence(self.msgid if msgid is None else msgid, params)
        super().__init__(msgid, params)

    def __str__(self) -> str:
        return str(self.sentence)

    @property
    def headers(self) -> dict[str, str]:
        """Header fields the answer carries besides the sentence."""
        return {}


class NotFound(DomainError):
    """Not there, or not for this reader: both give the same answer."""

    status = 404
    slug = "not-found"
    title = "Not found"
    msgid = "There is nothing at this address."


class NotTheirs(NotFound):
    """Not for this reader, who knows already that it is there: told why, and no more."""

    slug = "for-others"
    title = "This page is for others"


class Gone(DomainError):
    status = 410
    slug = "gone"
    title = "No longer there"
    msgid = "What was at this address has been taken away."


class Conflict(DomainError):
    """The request is well formed, but the state of things forbids it."""

    status = 409
    slug = "conflict"
    title = "Not possible now"
    msgid = "This cannot be done as things stand."


class Unauthenticated(DomainError):
    status = 401
    slug = "unauthenticated"
    title = "Please log in"
    msgid = "Log in, or send a valid token."

    @property
    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class Forbidden(DomainError):
    status = 403
    slug = "forbidden"
    title = "Not allowed"
    msgid = "You may not do this."


class PreconditionFailed(DomainError):
    """`If-Match` names another state than the present one (RFC 9110 section 13.1.1)."""

    status = 412
    slug = "changed-meanwhile"
    title = "Changed meanwhile"
    msgid = "Somebody else has changed this since you opened it. Load it again."


class PreconditionRequired(DomainError):
    """A change without `If-Match` (RFC 6585 section 3)."""

    status = 428
    slug = "if-match-required"
    title = "If-Match is missing"
    msgid = "Send the ETag of what you are changing in If-Match."


class PayloadTooLarge(DomainError):
    status = 413
    slug = "too-large"
    title = "Too large"
    msgid = "This is larger than can be taken."


class UnsupportedMediaType(DomainError):
    status = 415
    slug = "unsupported-media-type"
    title = "Unknown kind of content"
    msgid = "This kind of content cannot be read here."


class InvalidInput(DomainError):
    """Malformed input, and nothing else: what is well formed and refused is a Conflict.

    `fields` says, per field as it was sent, what to do about it; `about` names the one that the sentence is of.
    """

    status = 422
    slug = "invalid-input"
    title = "Please check what you entered"
    msgid = "Something in what was sent cannot be used."

    def __init__(
        self,
        msgid: str | None = None,
        /,
        *,
        about: str = "",
        fields: Mapping[str, Sentence] | None = None,
        **params: object,
    ) -> None:
        super().__init__(msgid, **params)
        self.fields = dict(fields or {}) | ({about: self.sentence} if about else {})


class _Later(DomainError):
    """Worth trying again after `retry_after` seconds, at least one."""

    seconds: ClassVar[int]

    def __init__(self, msgid: str | None = None, /, *, retry_after: int | None = None, **params: object) -> None:
        super().__init__(msgid, **params)
        self.retry_after = max(1, self.seconds if retry_after is None else retry_after)

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


class RateLimited(_Later):
    status = 429
    slug = "rate-limited"
    title = "Too many requests"
    msgid = "That was too often. Wait a little and try again."
    seconds = 60


class Busy(_Later):
    """The database cannot take the write now: queue too long, lock held, disk full, connection lost."""

    status = 503
    slug = "busy"
    title = "Please try again in a moment"
    msgid = "This cannot be saved right now. Nothing is lost; try again in a moment."
    seconds = 5


def problem(error: DomainError, language: str = "en", translate: Translate = str) -> dict[str, Any]:
    """The members of problem+json (RFC 9457)."""
    members: dict[str, Any] = {
        "type": TYPE + error.slug,
        "title": translate(error.title),
        "status": error.status,
        "detail": error.sentence.said_in(language, translate),
    }
    if isinstance(error, InvalidInput) and error.fields:
        members["errors"] = [
            {"field": field, "detail": sentence.said_in(language, translate)}
            for field, sentence in error.fields.items()
        ]
    return members
