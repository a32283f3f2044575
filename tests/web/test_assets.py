"""Style sheet and scripts under addresses that change with their content."""

import re

import pytest

from events_service.web.assets import asset_name, assets, by_address


def test_names_hold_a_digest_of_the_content() -> None:
    for file, asset in assets().items():
        folder, _, name = file.rpartition("/")
        stem, _, kind = name.rpartition(".")
        wanted = rf"{folder}\.[0-9a-f]{{12}}/{name}" if folder else rf"{stem}\.[0-9a-f]{{12}}\.{kind}"
        assert re.fullmatch(wanted, asset.name)
        assert by_address()[asset.name] is asset
        assert asset_name(file) == asset.name


def test_types_are_said() -> None:
    assert {
        file: asset.content_type for file, asset in assets().items() if file in ("site.css", "page.js", "icon.svg")
    } == {
        "site.css": "text/css; charset=utf-8",
        "page.js": "text/javascript; charset=utf-8",
        "icon.svg": "image/svg+xml",
    }


def test_modules_that_import_each_other_are_under_one_address() -> None:
    """What a module calls `./dom.js` is at that address, and of the same moment."""
    modules = {file: asset for file, asset in assets().items() if file.startswith("grid/")}
    folders = {asset.name.partition("/")[0] for asset in modules.values()}
    imported = {
        f"grid/{name}"
        for asset in modules.values()
        for name in re.findall(r"from '\./([^']+)'", asset.content.decode())
    }

    assert len(folders) == 1
    assert len(imported) > 10
    assert imported <= modules.keys()


@pytest.mark.parametrize("file", ["site.css", "grid/grid.css"])
def test_style_sheet_is_written_for_both_directions(file: str) -> None:
    """Logical properties only: nothing is left or right, top or bottom, wide or high."""
    sheet = assets()[file].content.decode()
    physical = re.compile(
        r"(?<![\w-])(?:(?:(?:margin|padding|border|inset)-(?:left|right|top|bottom)|left|right|top|bottom|width|height"
        r"|max-width|max-height|min-height)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b)"
    )
    rules = re.sub(r"/\*.*?\*/|@media[^{]*\{", "", sheet, flags=re.DOTALL)

    assert physical.findall(rules) == []


def test_style_sheet_loads_nothing() -> None:
    assert b"url(" not in assets()["site.css"].content
    assert b"@import" not in assets()["site.css"].content
