"""Before anything runs: the database is brought to the newest revision, with a copy first."""

import stat
from pathlib import Path

from events_service.database.migrations import migrate
from events_service.operations.starting import migrate_with_backup
from events_service.settings import load

KEY = "0123456789abcdef0123456789abcdef-is-long-enough"


def test_nobody_else_reads_the_copy_before_a_migration(tmp_path: Path) -> None:
    settings = load(None, base_url="http://127.0.0.1:8000", secret_key=KEY, data_dir=tmp_path)
    migrate(settings.database, "0001")

    migrate_with_backup(settings)

    (copy,) = tmp_path.glob("events-0001-*.sqlite3")
    assert oct(stat.S_IMODE(copy.stat().st_mode)) == "0o600"
