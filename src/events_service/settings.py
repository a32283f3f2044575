"""One typed Settings, read from the environment (prefix `EVENTS_`), a `.env` file and mounted secrets."""

import hashlib
import os
from collections.abc import Iterable
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import SplitResult, urlsplit, urlunsplit

from pydantic import BeforeValidator, ByteSize, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, DotEnvSettingsSource, NoDecode, SettingsConfigDict

from events_service.errors import DomainError
from events_service.mail_addresses import is_sender
from events_service.mail_server import read_smtp_url
from events_service.zones import zone_names

PREFIX = "EVENTS_"
DEFAULT_PORTS = {"http": 80, "https": 443}
_NO_SETTINGS = (f"{PREFIX}TEST_", f"{PREFIX}BENCH_", f"{PREFIX}INTERNAL_")
"""What tests, benches and processes of ours tell one another."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class InvalidSettings(DomainError):
    """The configuration cannot be used; the sentence names each setting and what to do."""

    status = 500
    slug = "invalid-settings"
    title = "The configuration cannot be used"


def _split(value: object) -> object:
    """Lists are written with commas or blanks between their items."""
    return value.replace(",", " ").split() if isinstance(value, str) else value


Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_split)]
Hosts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


def checked_database_url(value: str) -> str:
    """The address of a database that can be used, naming its driver. ValueError with the end of a sentence."""
    scheme, separator, rest = value.partition("://")
    if scheme in ("postgres", "postgresql"):
        value = f"postgresql+psycopg{separator}{rest}"
    memory = value in ("sqlite://", "sqlite:///") or ":memory:" in value
    if memory or not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must be sqlite:///path/to/file or postgresql+psycopg://user:password@host/name")
    return value


class Settings(BaseSettings):
    """Everything an installation chooses. `.env.example` explains each in one line."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    # Who we are
    base_url: str
    allowed_hosts: Hosts = ()
    site_name: str = Field(default="Events Service", min_length=1)
    default_language: Literal["en", "fr", "ar"] = "en"
    timezone: str = "UTC"
    privacy_url: str = ""

    # Secrets
    secret_key: SecretStr
    secret_key_previous: SecretStr | None = None

    # What is kept, and where
    data_dir: Path = Path("data")
    database_url: str = Field(default="", repr=False)
    migration_database_url: str = Field(default="", repr=False)
    backups_dir: Path | None = None
    backups_kept: int = Field(default=14, ge=0, le=1000)
    backup_days: int = Field(default=7, ge=1, le=365)

    # Logging in with accounts elsewhere (OpenID Connect)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    oidc_name: str = ""
    oidc_domains: Hosts = ()

    # Mail
    smtp_url: str = Field(default="", repr=False)
    mail_from: str = ""

    # The network around us
    trusted_proxies: Networks = ()
    rate_limits: bool = True

    # Behaviour
    demo: bool = False
    hold_minutes: int = Field(default=60, ge=1, le=7 * 24 * 60)
    upload_bytes: ByteSize = Field(default=ByteSize(10_000_000), ge=100_000, le=50_000_000)

    # Work and memory
    read_threads: int = Field(default=16, ge=1, le=64)
    write_wait_seconds: float = Field(default=5, gt=0, le=60)
    shutdown_seconds: int = Field(default=25, ge=1, le=300)
    cache_bytes: ByteSize = Field(default=ByteSize(32_000_000), ge=0)

    # Logs
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "console"] = "json"

    @field_validator("base_url")
    @classmethod
    def _one_origin(cls, value: str) -> str:
        parts = _split_url(value)
        extra = parts.query or parts.fragment or parts.username or parts.password
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname or extra:
            raise ValueError("must be an address such as https://events.example.org or https://example.org/events")
        return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path.rstrip("/"), "", ""))

    @field_validator("oidc_issuer")
    @classmethod
    def _provider(cls, value: str) -> str:
        parts = _split_url(value)
        if value and parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValueError("must be an https address such as https://login.example.org")
        return value

    @field_validator("privacy_url")
    @classmethod
    def _page(cls, value: str) -> str:
        parts = _split_url(value)
        if value and (parts.scheme not in DEFAULT_PORTS or not parts.hostname):
            raise ValueError("must be an address such as https://example.org/privacy")
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _bare_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(not host or set(host) & set("/@?#") for host in value):
            raise ValueError("must be host names, with the port where it is not the usual one")
        return tuple(host.lower() for host in value)

    @field_validator("secret_key", "secret_key_previous")
    @classmethod
    def _hard_to_guess(cls, value: SecretStr | None) -> SecretStr | None:
        secret = None if value is None else value.get_secret_value()
        if secret is not None and (len(secret) < 32 or len(set(secret)) < 10):
            raise ValueError("must be at least 32 characters of chance; `events-service init` makes one")
        return value

    @field_validator("database_url", "migration_database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        return checked_database_url(value) if value else value

    @field_validator("smtp_url")
    @classmethod
    def _known_transport(cls, value: str) -> str:
        if value:
            read_smtp_url(value)
        return value

    @field_validator("mail_from")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not is_sender(value):
            raise ValueError("must be an address, or a name and an address as in Office <office@example.org>")
        return value

    @field_validator("data_dir", "backups_dir")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return None if value is None else value.expanduser().absolute()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in zone_names():
            raise ValueError("must be the name of a time zone, such as Africa/Casablanca")
        return value

    @field_validator("log_level", "log_format", "default_language", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("oidc_domains")
    @classmethod
    def _folded(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(domain.casefold().removeprefix("@") for domain in value)

    @model_validator(mode="after")
    def _client_of_provider(self) -> Self:
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError(f"{PREFIX}OIDC_CLIENT_ID is needed where {PREFIX}OIDC_ISSUER is set")
        return self

    @model_validator(mode="after")
    def _sender_for_server(self) -> Self:
        if self.smtp_url and not self.mail_from:
            raise ValueError(f"{PREFIX}MAIL_FROM is needed where {PREFIX}SMTP_URL is set")
        return self

    @property
    def database(self) -> str:
        """The database's URL; a file in the data folder unless told otherwise."""
        return self.database_url or f"sqlite:///{self.data_dir / 'events.sqlite3'}"

    @property
    def backups(self) -> Path:
        """The folder for backups; one in the data folder unless told otherwise."""
        return self.backups_dir or self.data_dir / "backups"

    @property
    def migration_database(self) -> str:
        """The URL that migrations run under: a role of their own where there is one."""
        return self.migration_database_url or self.database

    @property
    def base_path(self) -> str:
        """The path of BASE_URL without a slash at its end: `/events`, or nothing."""
        return urlsplit(self.base_url).path

    @property
    def secure(self) -> bool:
        """Is the site reached over https, so that browsers may be told to use nothing else?"""
        return self.base_url.startswith("https:")

    @property
    def origin(self) -> str:
        """Scheme, host and port of BASE_URL, as a browser sends it in `Origin`."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc.removesuffix(f':{DEFAULT_PORTS[parts.scheme]}')}"

    @property
    def own_port(self) -> int | None:
        """The port BASE_URL names of this machine itself, without https; None where others stand before us."""
        parts = urlsplit(self.base_url)
        if parts.scheme != "http" or parts.hostname not in LOOPBACK:
            return None
        return parts.port or DEFAULT_PORTS["http"]

    @property
    def hosts(self) -> frozenset[str]:
        """What `Host` may say, in lower case. On a loopback address each of its names will do."""
        parts = urlsplit(self.base_url)
        port = parts.port or DEFAULT_PORTS[parts.scheme]
        names = LOOPBACK if parts.hostname in LOOPBACK else (parts.hostname or "",)
        bare = [f"[{name}]" if ":" in name else name for name in names]
        usual = bare if port == DEFAULT_PORTS[parts.scheme] else []
        return frozenset([*usual, *(f"{name}:{port}" for name in bare), *self.allowed_hosts])

    @property
    def secret_keys(self) -> dict[str, bytes]:
        """Key id to key, the one to sign with first. The id is a digest, so it moves with the key, not the place."""
        secrets = [key.get_secret_value().encode() for key in (self.secret_key, self.secret_key_previous) if key]
        return {hashlib.sha256(b"key id:" + secret).hexdigest()[:8]: secret for secret in secrets}

    @property
    def hold(self) -> timedelta:
        """How long the places of an unconfirmed registration are kept."""
        return timedelta(minutes=self.hold_minutes)


def load(env_file: Path | None = Path(".env"), **changes: Any) -> Settings:
    """The settings of this process; `changes` win over the environment, that over the file.

    Raises InvalidSettings with one sentence that names every setting at fault, and no value.
    """
    try:
        return Settings(_env_file=env_file, _secrets_dir=_secrets_dirs(), **changes)
    except ValidationError as error:
        raise _invalid(error.errors()) from None


def check_value(name: str, value: str) -> None:
    """InvalidSettings where a setting cannot have this value, whatever the others are."""
    alone: dict[str, Any] = {name: value}
    try:
        Settings(_env_file=None, _secrets_dir=None, **alone)
    except ValidationError as error:
        if faults := [fault for fault in error.errors() if fault["loc"][:1] == (name,)]:
            raise _invalid(faults) from None


def misspelt(env_file: Path = Path(".env")) -> list[str]:
    """Unknown names in what this process reads its settings from."""
    return unknown_names({*os.environ, *DotEnvSettingsSource(Settings, env_file).env_vars})


def unknown_names(names: Iterable[str]) -> list[str]:
    """Names that look like a setting and are none: most often a slip of the pen."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    written = {name.upper() for name in names}
    return sorted(name for name in written - known if name.startswith(PREFIX) and not name.startswith(_NO_SETTINGS))


def _invalid(faults: Iterable[ErrorDetails]) -> InvalidSettings:
    problems = (_explain(".".join(map(str, fault["loc"])), fault["msg"]) for fault in faults)
    return InvalidSettings("{problems}.", problems="; ".join(problems))


def _explain(name: str, message: str) -> str:
    text = message.removeprefix("Value error, ")
    if not name:
        return text
    setting = PREFIX + name.split(".")[0].upper()
    if message == "Field required":
        return f"{setting} is missing (`events-service init` writes a .env with it)"
    return f"{setting} {text if text.startswith('must') else 'is not usable: ' + text[:1].lower() + text[1:]}"


def _secrets_dirs() -> list[Path] | None:
    """Where systemd and container engines put secrets, one per file, named like the setting in lower case."""
    places = [os.environ.get("CREDENTIALS_DIRECTORY"), "/run/secrets"]
    return [Path(place) for place in places if place and Path(place).is_dir()] or None


def _split_url(value: str) -> SplitResult:
    parts = urlsplit(value)
    parts.port  # noqa: B018  raises ValueError where the port is no number
    return parts
