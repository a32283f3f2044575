"""Structured logs: one line a record, as JSON or for people, and no secret in any of them.

The code logs through `logging`, with what belongs to a record in `extra`; this gives the records their form.
"""

import logging
import re
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, TextIO

import msgspec
import structlog
from structlog.typing import EventDict, WrappedLogger

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The request in whose course a record is written."""

HIDDEN = "[hidden]"

_SECRET_NAMES = ("password", "secret", "token", "authorization", "cookie", "api_key", "signature")
_TOKEN_IN_PATH = re.compile(r"(/(?:registrations|feeds|preview|confirm)/)[^/?#\s\"']+")
_TOKEN_IN_QUERY = re.compile(r"([?&](?:token|key|code|state|signature)=)[^&#\s\"']+")
_PASSWORD_IN_URL = re.compile(r"(://[^/\s:@]*:)[^/\s@]+@")
_MAIL_ADDRESS = re.compile(r"([\w+-])[\w.+%-]{0,63}@(?=[\w-]{1,63}\.)")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
_LONGEST = 4_000
_TRACEBACK = "exception"

_encoder = msgspec.json.Encoder(enc_hook=str)


def configure(level: str = "info", form: str = "json", stream: TextIO | None = None) -> None:
    """Send every record of this process to one stream, standard error unless told otherwise."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_formatter(form))
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


def _formatter(form: str) -> logging.Formatter:
    own = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    last: list[Any] = (
        [structlog.processors.format_exc_info, _without_secrets, own, structlog.processors.JSONRenderer(_as_json)]
        if form == "json"
        else [
            structlog.processors.format_exc_info,
            _without_secrets,
            _on_one_line,
            own,
            structlog.dev.ConsoleRenderer(colors=False),
        ]
    )
    return structlog.stdlib.ProcessorFormatter(
        processors=last,
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _with_request,
        ],
    )


def _with_request(_logger: WrappedLogger, _method: str, record: EventDict) -> EventDict:
    current = request_id.get()
    if current:
        record.setdefault("request_id", current)
    return record


def _without_secrets(_logger: WrappedLogger, _method: str, record: EventDict) -> EventDict:
    return {name: _hidden(name, value) for name, value in record.items()}


def _hidden(name: str, value: Any) -> Any:
    if isinstance(value, str):
        secret = any(word in name.lower() for word in _SECRET_NAMES)
        return HIDDEN if secret and value else hide(value if name == _TRACEBACK else value[:_LONGEST])
    if isinstance(value, Mapping):
        return {key: _hidden(str(key), inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_hidden(name, inner) for inner in value]
    if value is None or isinstance(value, (bool, int, float)) or name.startswith("_"):
        return value
    return _hidden(name, str(value))


def _on_one_line(_logger: WrappedLogger, _method: str, record: EventDict) -> EventDict:
    """Nobody who chooses a title or an address may write lines of their own, or colour a terminal."""
    return {
        name: _CONTROL.sub(_escaped, value) if isinstance(value, str) and name != _TRACEBACK else value
        for name, value in record.items()
    }


def _escaped(found: re.Match[str]) -> str:
    return f"\\x{ord(found[0]):02x}" if ord(found[0]) < 256 else f"\\u{ord(found[0]):04x}"


def _as_json(record: EventDict, **_: Any) -> str:
    # JSON may hold these three as they are; much that reads logs line by line breaks at them.
    return _encoder.encode(record).decode().translate(_LINE_ENDS)
