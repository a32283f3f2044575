"""Structured logs: one line a record, as JSON or for people, and no secret in any of them.

The code logs through `logging`, with what belongs to a record in `extra`; this gives the records their form.
It takes no library: the usual one costs a quarter of a second of every start.
"""

import logging
import re
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The request in whose course a record is written."""

HIDDEN = "[hidden]"

_SECRET_NAMES = ("password", "secret", "token", "authorization", "cookie", "api_key", "signature")
_TOKEN_IN_PATH = re.compile(r"(/(?:registrations|feeds|preview|confirm|invitation|reset|login/link)/)[^/?#\s\"']+")
_TOKEN_IN_QUERY = re.compile(r"([?&](?:token|key|code|state|signature)=)[^&#\s\"']+")
_PASSWORD_IN_URL = re.compile(r"(://[^/\s:@]*:)[^/\s@]+@")
_MAIL_ADDRESS = re.compile(r"([\w+-])[\w.+%-]{0,63}@(?=[\w-]{1,63}\.)")
_UNSEEN = r"\x7f-\x9f\u2028-\u202e\u2066-\u2069"
_CONTROL = re.compile(rf"[\x00-\x08\x0a-\x1f{_UNSEEN}]")
# JSON may hold these as they are; but lines break at some, terminals obey some, and some turn a line round.
_CONTROL_IN_JSON = re.compile(f"[{_UNSEEN}]")
_LONGEST = 4_000

_OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}
_encode = msgspec.json.Encoder(enc_hook=str).encode


def configure(level: str = "info", form: str = "json", stream: TextIO | None = None) -> None:
    """Send every record of this process to one stream, standard error unless told otherwise."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else PlainFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # Its lines repeat the address with its query; ours do not.
    logging.getLogger("uvicorn.access").disabled = True


def hide(text: str) -> str:
    """The text without secret links, passwords and most of every mail address."""
    if "@" in text:
        text = _MAIL_ADDRESS.sub(r"\1…@", _PASSWORD_IN_URL.sub(rf"\1{HIDDEN}@", text))
    if "/" in text:
        text = _TOKEN_IN_PATH.sub(rf"\1{HIDDEN}", text)
    return _TOKEN_IN_QUERY.sub(rf"\1{HIDDEN}", text) if "=" in text else text


class JsonFormatter(logging.Formatter):
    """A record as one JSON object: `at` (UTC), `level`, `logger`, `event`, and what belongs to it."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": _at(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _message(record),
        }
        said |= _belonging(record)
        if record.exc_info:
            said["exception"] = hide(self.formatException(record.exc_info))
        return _CONTROL_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", _encode(said).decode())


class PlainFormatter(logging.Formatter):
    """A record as a line for people; a traceback on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        fields = "".join(f"  {name}={value}" for name, value in _belonging(record).items())
        line = f"{_at(record)} {record.levelname:<7} {_message(record)}  [{record.name}]{fields}"
        # Nobody who chooses a title or an address may write lines of their own, or colour a terminal.
        lines = [line, *hide(self.formatException(record.exc_info)).split("\n")] if record.exc_info else [line]
        return "\n".join(_CONTROL.sub(_escaped, line) for line in lines)


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _message(record: logging.LogRecord) -> str:
    return hide(record.getMessage()[:_LONGEST])


def _belonging(record: logging.LogRecord) -> dict[str, Any]:
    """What was given in `extra`, and the request in whose course it was written."""
    given = {name: _hidden(name, value) for name, value in vars(record).items() if name not in _OF_EVERY_RECORD}
    current = request_id.get()
    return {"request_id": current} | given if current else given


def _hidden(name: str, value: Any) -> Any:
    if isinstance(value, str):
        secret = any(word in name.lower() for word in _SECRET_NAMES)
        return HIDDEN if secret and value else hide(value[:_LONGEST])
    if isinstance(value, Mapping):
        return {str(key): _hidden(str(key), inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_hidden(name, inner) for inner in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return _hidden(name, str(value))


def _escaped(found: re.Match[str]) -> str:
    return f"\\x{ord(found[0]):02x}" if ord(found[0]) < 256 else f"\\u{ord(found[0]):04x}"
