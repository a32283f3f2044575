import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import events_service
from events_service import resources

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built offline with the hatchling that is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def tracked(*folders: str) -> set[str]:
    """Files of the checkout that belong to the wheel, with their addresses below the package."""
    found = set()
    for folder in folders:
        for file in (CHECKOUT / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                name = file.relative_to(CHECKOUT).as_posix().removeprefix("src/")
                found.add(name if name.startswith("events_service/") else f"events_service/{name}")
    return found


def test_folders_in_checkout() -> None:
    assert resources.email_templates() == CHECKOUT / "email_templates"
    assert resources.migrations() == CHECKOUT / "alembic"


def test_folder_missing_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="The folder alembic is missing from this installation"):
        resources._folder("alembic", tmp_path / "src" / "events_service")


def test_folder_around_an_installation_ignored(tmp_path: Path) -> None:
    (tmp_path / "alembic").mkdir()
    package = tmp_path / "lib" / "events_service"

    with pytest.raises(FileNotFoundError):
        resources._folder("alembic", package)


def test_wheel_holds_package_templates_and_migrations(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    info = f"events_service-{events_service.__version__}.dist-info"

    assert {name for name in names if not name.startswith(info)} == tracked(
        "src/events_service", "alembic", "email_templates"
    )
    assert {f"{info}/entry_points.txt", f"{info}/licenses/LICENSE"} <= names


def test_wheel_finds_its_folders_without_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    ask = "from events_service import resources; print(resources.email_templates(), resources.migrations())"

    # -I -S: nothing but the unpacked wheel, neither the folder around nor what is installed.
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {ask}"
    answer = subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True, capture_output=True, text=True)

    package = tmp_path / "events_service"
    assert answer.stdout.split() == [str(package / "email_templates"), str(package / "alembic")]
