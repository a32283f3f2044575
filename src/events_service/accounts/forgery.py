"""Requests that another site makes a browser send: told by where they come from, and by a token in the form."""

import hashlib
import hmac
from collections.abc import Mapping

from events_service.errors import Forbidden
from events_service.secret_links import SecretKeys
from events_service.settings import Settings

FIELD = "form_token"
"""Name of the hidden field in every form."""


class ForeignForm(Forbidden):
    slug = "foreign-form"
    msgid = "This did not come from a page of this site, or the page was too old. Load it again and repeat."


def check_origin(headers: Mapping[str, str], settings: Settings) -> None:
    """ForeignForm unless the browser says that a page of ours sent this (T-CSRF-1).

    `Sec-Fetch-Site` where the browser sends it; else `Origin`. A browser that sends neither is too old.
    """
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    if site is not None and site != "same-origin":
        raise ForeignForm()
    if origin is None and site is None:
        raise ForeignForm()
    if origin is not None and origin not in _origins(settings):
        raise ForeignForm()


def form_token(keys: SecretKeys, bound_to: str) -> str:
    """What the forms of one login carry. `bound_to` is the login, or the browser's nonce where there is none yet."""
    return _token(next(iter(keys.values())), bound_to)


def check_form_token(keys: SecretKeys, bound_to: str, token: str) -> None:
    """ForeignForm unless the form was made for this login."""
    genuine = [hmac.compare_digest(_token(key, bound_to), token) for key in keys.values() if token.isascii()]
    if not bound_to or not any(genuine):
        raise ForeignForm()


def _token(key: bytes, bound_to: str) -> str:
    return hmac.digest(key, b"form token\0" + bound_to.encode(), hashlib.sha256)[:16].hex()


def _origins(settings: Settings) -> frozenset[str]:
    scheme = settings.base_url.partition(":")[0]
    return frozenset({settings.origin} | {f"{scheme}://{host}" for host in settings.hosts})
