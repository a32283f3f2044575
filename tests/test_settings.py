import re
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from events_service.settings import InvalidSettings, Settings, load, misspelt, unknown_names

SECRET = "f3b8c1d7e94a20569c7d1e8b5a3f6047"
EXAMPLE = Path(__file__).parents[1] / ".env.example"


@pytest.fixture(autouse=True)
def no_settings_around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the environment nor a .env of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"EVENTS_{name.upper()}", raising=False)


def settings(**changes: object) -> Settings:
    return load(None, **{"base_url": "https://events.example.org", "secret_key": SECRET} | changes)


def refusal(**changes: object) -> str:
    with pytest.raises(InvalidSettings) as caught:
        settings(**changes)
    return str(caught.value)


def test_defaults_as_designed(tmp_path: Path) -> None:
    chosen = settings()

    assert chosen.database == f"sqlite:///{tmp_path}/data/events.sqlite3"
    assert chosen.migration_database == chosen.database
    assert chosen.hold == timedelta(minutes=60)
    assert (chosen.read_threads, chosen.cache_bytes) == (16, 32_000_000)
    assert (chosen.rate_limits, chosen.demo, chosen.default_language) == (True, False, "en")
    assert (chosen.smtp_url, chosen.mail_from, chosen.trusted_proxies) == ("", "", ())


def test_missing_settings_named_in_one_sentence() -> None:
    with pytest.raises(InvalidSettings) as caught:
        load(None)

    assert str(caught.value) == (
        "EVENTS_BASE_URL is missing (`events-service init` writes a .env with it); "
        "EVENTS_SECRET_KEY is missing (`events-service init` writes a .env with it)."
    )


def test_environment_over_file_and_arguments_over_both(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        f"EVENTS_BASE_URL=https://file.example\nEVENTS_SECRET_KEY={SECRET}\nEVENTS_SITE_NAME=File\n"
        "EVENTS_CACHE_BYTES=64MB\nPOSTGRES_PASSWORD=for-another-program\n"
    )
    monkeypatch.setenv("EVENTS_SITE_NAME", "Environment")

    chosen = load(base_url="https://argument.example")

    assert (chosen.base_url, chosen.site_name, chosen.cache_bytes) == (
        "https://argument.example",
        "Environment",
        64_000_000,
    )


def test_secret_read_from_mounted_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "events_secret_key").write_text(SECRET + "\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))

    assert load(None, base_url="https://events.example.org").secret_key.get_secret_value() == SECRET


@pytest.mark.parametrize("secret", ["", "changeme", "x" * 64, "short-but-odd-1234567890"])
def test_secret_without_chance_refused(secret: str) -> None:
    assert refusal(secret_key=secret) == (
        "EVENTS_SECRET_KEY must be at least 32 characters of chance; `events-service init` makes one."
    )


def test_secret_keys_previous_keeps_its_id() -> None:
    other = SECRET[::-1]
    before = settings().secret_keys
    after = settings(secret_key=other, secret_key_previous=SECRET).secret_keys

    assert list(after.values()) == [other.encode(), SECRET.encode()]
    assert list(after)[1] == next(iter(before))


def test_no_secret_in_text_or_refusal() -> None:
    chosen = settings(
        database_url="postgresql://app:pass-one@db/events",
        smtp_url="smtps://mailer:pass-two@mail.example.org",
        mail_from="office@example.org",
    )

    assert [secret for secret in (SECRET, "pass-one", "pass-two") if secret in repr(chosen) + str(chosen)] == []
    assert "pass-three" not in refusal(smtp_url="http://mailer:pass-three@host")


@pytest.mark.parametrize(
    ("base_url", "origin", "path", "hosts"),
    [
        (
            "https://Events.Example.org/",
            "https://events.example.org",
            "",
            {"events.example.org", "events.example.org:443"},
        ),
        ("https://example.org/e/v/", "https://example.org", "/e/v", {"example.org", "example.org:443"}),
        ("http://example.org:8080", "http://example.org:8080", "", {"example.org:8080"}),
        (
            "http://127.0.0.1:8000",
            "http://127.0.0.1:8000",
            "",
            {"127.0.0.1:8000", "localhost:8000", "[::1]:8000"},
        ),
        ("http://[2001:db8::1]:8000", "http://[2001:db8::1]:8000", "", {"[2001:db8::1]:8000"}),
    ],
)
def test_t_host_1_hosts_follow_from_base_url(base_url: str, origin: str, path: str, hosts: set[str]) -> None:
    chosen = settings(base_url=base_url)

    assert (chosen.origin, chosen.base_path, chosen.hosts) == (origin, path, frozenset(hosts))


def test_t_host_1_further_hosts_added() -> None:
    assert settings(allowed_hosts="Events.internal:8000, other").hosts == {
        "events.example.org",
        "events.example.org:443",
        "events.internal:8000",
        "other",
    }


@pytest.mark.parametrize(
    "base_url",
    [
        "events.example.org",
        "ftp://example.org",
        "https://",
        "https://u:p@example.org",
        "https://e.org/?a=1",
        "https://e.org:x",
    ],
)
def test_base_url_refused(base_url: str) -> None:
    assert refusal(base_url=base_url).startswith("EVENTS_BASE_URL ")


@pytest.mark.parametrize("url", ["example.org/privacy", "javascript:alert(1)", "https://", "ftp://example.org/"])
def test_address_of_the_privacy_page_refused(url: str) -> None:
    assert refusal(privacy_url=url) == "EVENTS_PRIVACY_URL must be an address such as https://example.org/privacy."


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql://u@h/d?sslmode=verify-full", "postgresql+psycopg://u@h/d?sslmode=verify-full"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////srv/events.sqlite3", "sqlite:////srv/events.sqlite3"),
    ],
)
def test_database_url_normalized(given: str, used: str) -> None:
    assert settings(database_url=given).database == used


@pytest.mark.parametrize(
    "given", ["sqlite://", "sqlite:///:memory:", "mysql://h/d", "postgresql+asyncpg://h/d", "/a.db"]
)
def test_database_url_refused(given: str) -> None:
    assert refusal(database_url=given) == (
        "EVENTS_DATABASE_URL must be sqlite:///path/to/file or postgresql+psycopg://user:password@host/name."
    )


def test_migrations_under_their_own_role() -> None:
    chosen = settings(database_url="postgresql://app@h/d", migration_database_url="postgresql://owner@h/d")

    assert chosen.migration_database == "postgresql+psycopg://owner@h/d"


def test_mail_server_without_sender_refused() -> None:
    assert refusal(smtp_url="smtp://mail.example.org:587") == (
        "EVENTS_MAIL_FROM is needed where EVENTS_SMTP_URL is set."
    )


def test_provider_of_logins_without_a_name_for_this_site_refused() -> None:
    assert refusal(oidc_issuer="https://login.example.org") == (
        "EVENTS_OIDC_CLIENT_ID is needed where EVENTS_OIDC_ISSUER is set."
    )


def test_domains_of_a_provider_are_compared_whatever_their_case() -> None:
    assert settings(oidc_domains="Partner.Example, @élu.example").oidc_domains == ("partner.example", "élu.example")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("verify=no", "must end in nothing but ?tls=never, ?ca=/path/to/authority.pem or ?connections=8."),
        ("connections=99", "must ask for 1 to 32 connections after ?connections=."),
        ("ca=/nowhere/authority.pem", "must name a file of certificates that is there after ?ca=."),
    ],
)
def test_mail_server_with_a_wrong_ending_refused_in_one_sentence(query: str, sentence: str) -> None:
    given = f"smtp://mail.example.org?{query}"

    assert refusal(smtp_url=given, mail_from="office@example.org") == f"EVENTS_SMTP_URL {sentence}"


def test_part_of_a_password_taken_for_a_port_is_not_shown() -> None:
    assert refusal(smtp_url="smtp://mailer:word?more@mail.example.org", mail_from="office@example.org") == (
        "EVENTS_SMTP_URL must be smtp://user:password@host:587 or smtps://user:password@host."
    )


@pytest.mark.parametrize(
    "sender",
    [
        *("nobody", "a@b\nBcc: v@x", "Office <office>", "a b <x@y z>", "x@y z", "a@b@c", "office@example.org>"),
        *("a@x.org, b@y.org", "Office <a@x.org>, b@y.org", "Office, Main <a@x.org>", "Office <a@x.org> <b@y.org>"),
    ],
)
def test_t_smtp_1_sender_refused(sender: str) -> None:
    assert refusal(mail_from=sender).startswith("EVENTS_MAIL_FROM must be an address")


@pytest.mark.parametrize(
    "sender",
    [
        "o@example.org",
        "<o@example.org>",
        "Office <o@example.org>",
        '"Office, Main" <o@example.org>',
        "L’été <o@été.fr>",
    ],
)
def test_sender_is_one_address_with_or_without_a_name(sender: str) -> None:
    assert settings(mail_from=sender).mail_from == sender


def test_trusted_proxies_networks_and_addresses() -> None:
    assert settings(trusted_proxies="10.0.0.0/8, 192.0.2.1 ::1").trusted_proxies == (
        ip_network("10.0.0.0/8"),
        ip_network("192.0.2.1"),
        ip_network("::1"),
    )
    assert refusal(trusted_proxies="proxy.example.org").startswith("EVENTS_TRUSTED_PROXIES is not usable")


def test_unknown_names_listed() -> None:
    names = ["EVENTS_BASEURL", "events_site_name", "EVENTS_BASE_URL", "EVENTS_TEST_DATA", "PATH"]

    assert unknown_names(names) == ["EVENTS_BASEURL"]


def test_unknown_names_found_in_the_environment_and_in_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("EVENTS_SITENAME=Forum\nEVENTS_SITE_NAME=Forum\nPOSTGRES_PASSWORD=x\n")
    monkeypatch.setenv("EVENTS_WORKERS", "2")

    assert misspelt() == ["EVENTS_SITENAME", "EVENTS_WORKERS"]


def test_example_names_every_setting_once_with_a_line_before() -> None:
    lines = EXAMPLE.read_text().splitlines()
    places = {index: match[1] for index, line in enumerate(lines) if (match := re.match(r"#?EVENTS_(\w+)=", line))}

    assert sorted(places.values()) == sorted(name.upper() for name in Settings.model_fields)
    assert [name for index, name in places.items() if not re.match(r"# .+[.]$", lines[index - 1])] == []


def test_example_shows_the_defaults_and_no_secret(tmp_path: Path) -> None:
    uncommented = re.sub(r"(?m)^#(?=EVENTS_)", "", EXAMPLE.read_text())
    (tmp_path / "all.env").write_text(uncommented)

    with pytest.raises(InvalidSettings, match="EVENTS_SECRET_KEY is missing"):
        load(tmp_path / "all.env")
    assert load(tmp_path / "all.env", secret_key=SECRET) == settings()
