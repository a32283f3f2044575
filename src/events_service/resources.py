"""Where the files beside the code are: at the top of a checkout, inside the package once installed."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def email_templates() -> Path:
    """The folder with one folder per kind of mail, and in each one per language."""
    return _folder("email_templates")


def migrations() -> Path:
    """The folder Alembic calls its script location."""
    return _folder("alembic")


def _folder(name: str, package: Path = _PACKAGE) -> Path:
    """Inside the package first, so that an installed copy never looks at what lies around it."""
    checkout = package.parent.parent
    places = [package / name]
    if (checkout / "pyproject.toml").is_file():
        places.append(checkout / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"The folder {name} is missing from this installation: install the package again.")
