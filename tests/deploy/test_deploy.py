"""What is in `deploy/` is read by the programs it is for, as far as they are on this machine."""

import re
import shutil
import subprocess
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

from events_service.database.migrations import migrate
from events_service.settings import Settings
from tests.support.serving import SECRET, command

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMMANDS = {"serve", "worker", "migrate", "backup"}


def find(program: str) -> str:
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin")
    if found is None:
        pytest.skip(f"{program} is not on this machine: its file in deploy/ is not read here")
    return found


def run(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, **options)


@pytest.mark.parametrize(
    "name", ["events-service.service", "events-service-backup.service", "events-service-backup.timer"]
)
def test_systemd_reads_the_unit_without_a_complaint(name: str, tmp_path: Path) -> None:
    for unit in (DEPLOY / "systemd").iterdir():
        # The program is not installed here: /bin/true stands where it would be.
        text = unit.read_text().replace("/opt/events-service/bin/events-service", "/bin/true")
        (tmp_path / unit.name).write_text(
            text.replace("User=events-service", "User=daemon").replace("Group=events-service", "Group=daemon")
        )

    done = run(find("systemd-analyze"), "verify", "--man=no", str(tmp_path / name))

    complaints = [line for line in (done.stdout + done.stderr).splitlines() if name in line or str(tmp_path) in line]
    assert complaints == []


def test_the_service_is_hardened(tmp_path: Path) -> None:
    unit = DEPLOY / "systemd" / "events-service.service"

    done = run(find("systemd-analyze"), "security", "--offline=yes", "--no-pager", str(unit))

    exposure = re.search(r"Overall exposure level[^:]*: ([\d.]+)", done.stdout)
    assert exposure is not None, done.stdout + done.stderr
    assert float(exposure[1]) <= 2.0


def test_the_backup_timer_runs_every_night() -> None:
    calendar = re.search(r"^OnCalendar=(.+)$", (DEPLOY / "systemd" / "events-service-backup.timer").read_text(), re.M)
    assert calendar is not None

    done = run(
        find("systemd-analyze"), "calendar", "--iterations=2", "--base-time=2026-11-22 12:00:00 UTC", calendar[1]
    )

    assert re.findall(r"2026-11-2\d 02:30:00", done.stdout)[:2] == ["2026-11-23 02:30:00", "2026-11-24 02:30:00"]


def test_the_units_call_commands_that_exist() -> None:
    called = set()
    for unit in (DEPLOY / "systemd").glob("*.service"):
        called |= set(re.findall(r"bin/events-service (\w+)", unit.read_text()))

    assert called == {"serve", "migrate", "backup"}


def test_the_way_shown_ends_with_an_account_to_log_in_with() -> None:
    text = (DEPLOY / "README.md").read_text()
    unit = (DEPLOY / "systemd" / "events-service.service").read_text()

    (line,) = re.findall(r"^    (events\(\) .+)$", text, re.MULTILINE)
    shown = re.findall(r"^    events ([a-z]+(?: [a-z]+)?)", text, re.MULTILINE)

    settings = re.search(r"^EnvironmentFile=.+$", unit, re.MULTILINE)
    assert settings is not None
    for setting in (settings[0], "User=events-service", "WorkingDirectory=/var/lib/events-service"):
        assert f"-p {setting} " in line
        assert setting in unit
    assert text.index("enable --now") < text.index("    events user add")
    assert shown == ["user add", "doctor", "backup"]


def test_the_way_back_leads_back_each_time_it_is_needed(tmp_path: Path) -> None:
    url, kept = f"sqlite:///{tmp_path / 'events.sqlite3'}", f"sqlite:///{tmp_path / 'kept.sqlite3'}"
    migrate(url, "0001")

    for _ in range(2):
        upgraded = command(url, tmp_path, "migrate")
        added = command(url, tmp_path, "user", "add", "you@example.org", "--role", "owner")
        ran = go_back(url, tmp_path)

        assert (upgraded.returncode, added.returncode) == (0, 0)
        assert ran == ["systemctl", "events", "/opt/events-service/bin/pip", "rm", "cp", "systemctl"]
        assert "The database is at 0001 of " in command(url, tmp_path, "doctor").stdout

    backups = sorted(tmp_path.glob("before-the-way-back*.zip"))
    assert len(backups) == 2
    assert command(kept, tmp_path, "restore", str(backups[-1])).returncode == 0
    assert "you@example.org" in command(kept, tmp_path, "user", "list").stdout


def go_back(url: str, folder: Path) -> list[str]:
    """Run the lines shown, as the shell reads them, as far as they concern the database; gives their programs."""
    text = (DEPLOY / "README.md").read_text()
    ran: list[str] = []
    way_back = text[text.index("## The way back") : text.index("## In containers")]
    for line in re.findall(r"^    (.+)$", way_back, re.MULTILINE):
        line = re.sub(r"^sudo (-u events-service )?", "", line).replace("/var/lib/events-service", str(folder))
        line = re.sub(r"events-0001-[\d-]+\.sqlite3", max(folder.glob("events-0001-*.sqlite3")).name, line)
        program, *words = run("sh", "-c", f"printf '%s\\n' {line}").stdout.splitlines()
        if program == "events":
            done = command(url, folder, *words)
            assert (done.returncode, done.stderr) == (0, "")
        elif program in ("cp", "rm"):
            assert run(program, *words).returncode == 0
        ran.append(program)
    return ran


def test_the_database_s_container_is_given_its_password_alone() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())

    files = {name: service["env_file"] for name, service in compose["services"].items()}

    assert files == {
        "database": "database.env",
        "migrate": "events.env",
        "web": "events.env",
        "worker": "events.env",
    }


def test_a_web_server_on_the_same_machine_is_believed() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    web = compose["services"]["web"]
    (network,) = compose["networks"]["default"]["ipam"]["config"]

    settings = {name.removeprefix("EVENTS_").lower(): value for name, value in web["environment"].items()}
    (trusted,) = Settings(base_url="https://events.example.org", secret_key=SECRET, **settings).trusted_proxies

    # Docker hands on from the gateway what comes in by a port, and this one is open to the machine alone.
    assert str(trusted) == f"{network['gateway']}/32"
    assert ip_address(network["gateway"]) in ip_network(network["subnet"])
    assert web["ports"] == ["127.0.0.1:8000:8000"]


def test_what_is_shown_for_containers_is_what_the_compose_file_has() -> None:
    text = (DEPLOY / "README.md").read_text()
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    shown = re.findall(r"^    docker compose -f deploy/compose.yaml (.+)$", text, re.MULTILINE)

    ran = [line.split() for line in shown]

    assert [words[0] for words in ran] == ["run", "cp", "build", "up", "stop", "exec", "build", "run", "up"]
    assert [words[2:4] for words in ran if words[0] == "run"] == [["web", "backup"], ["web", "restore"]]
    assert {*ran[4][1:], ran[5][1], ran[1][1].partition(":")[0]} <= set(services)
    for words in ran:
        for path in (word.removeprefix("web:") for word in words if ".zip" in word):
            assert path.startswith("/data/")
    assert "data:/data" in services["web"]["volumes"]


def test_caddy_reads_its_file() -> None:
    done = run(find("caddy"), "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile"))

    assert done.returncode == 0, done.stderr


def test_nginx_reads_its_file(tmp_path: Path) -> None:
    certificate, key = tmp_path / "fullchain.pem", tmp_path / "privkey.pem"
    subject = ["-subj", "/CN=events.example.org", "-days", "1", "-nodes"]
    made = run(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", *subject, "-keyout", str(key), "-out", str(certificate)
    )
    assert made.returncode == 0, made.stderr
    site = (DEPLOY / "nginx.conf").read_text().replace("/etc/letsencrypt/live/events.example.org", str(tmp_path))
    # Listening on the real ports is not what is tried here.
    site = re.sub(r"listen (\[::\]:)?(80|443)", r"listen \g<1>1\g<2>", site)
    (tmp_path / "site.conf").write_text(site)
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ include {tmp_path}/site.conf; }}\n")

    done = run(find("nginx"), "-t", "-c", str(whole), "-p", str(tmp_path))

    assert done.returncode == 0, done.stderr


def test_the_compose_file_names_commands_and_settings_that_exist() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    compose = yaml.safe_load(text)
    known = {f"EVENTS_{name.upper()}" for name in Settings.model_fields}

    commands = {service["command"][0] for service in compose["services"].values() if "command" in service}
    named = set(re.findall(r"EVENTS_[A-Z_]+", text))

    assert commands <= COMMANDS
    assert named <= known
    assert all(
        (DEPLOY / service["build"] / "Dockerfile").exists()
        for service in compose["services"].values()
        if "build" in service
    )
    for service in compose["services"].values():
        assert set(service.get("depends_on", {})) <= set(compose["services"])
