"""T-UP-1: pictures are drawn anew, and what is none is refused."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from events_service.errors import DomainError
from events_service.media.pictures import Picture, draw_photo, draw_picture
from events_service.media.refusals import BrokenPicture, NotAPicture, PictureTooLarge
from tests.media import files

Draw = Callable[[bytes], Picture]


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_photo_becomes_a_jpeg_and_a_small_square(kind: str) -> None:
    drawn = draw_photo(files.picture(kind, (1600, 1200)))

    assert (drawn.ending, drawn.width, drawn.height) == ("jpg", 800, 600)
    assert drawn.small is not None
    assert (opened(drawn.content).format, opened(drawn.content).size) == ("JPEG", (800, 600))
    assert (opened(drawn.small).format, opened(drawn.small).size) == ("JPEG", (192, 192))


def test_small_photo_is_not_blown_up() -> None:
    assert opened(draw_photo(files.picture(size=(60, 40))).content).size == (60, 40)


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
def test_picture_among_documents_keeps_its_format(kind: str, ending: str) -> None:
    drawn = draw_picture(files.picture(kind, (3000, 1500)))

    assert (drawn.ending, drawn.width, drawn.height, drawn.small) == (ending, 2400, 1200, None)
    assert opened(drawn.content).format == kind


def test_picture_is_upright_and_says_nothing_of_where_it_was_taken() -> None:
    sent = files.told_where()
    assert b"SECRET" in sent
    assert opened(sent).getexif()

    drawn = draw_photo(sent)

    for content in (drawn.content, drawn.small or b""):
        assert b"SECRET" not in content
        assert not opened(content).getexif()
        assert {*opened(content).info} <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
    assert (drawn.width, drawn.height) == (40, 60)
    red, _, blue = opened(drawn.content).convert("RGB").getpixel((35, 5))  # type: ignore[misc]
    assert red > 200 > 100 > blue


def test_texts_within_a_picture_are_left_out() -> None:
    assert opened(draw_picture(files.png_with_texts()).content).info == {}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_hangs_behind_a_picture_is_left_out(kind: str) -> None:
    """A file that is a picture to one program and a page with a script to another."""
    sent = files.picture(kind) + files.SECRET

    assert files.SECRET not in draw_photo(sent).content
    assert files.SECRET not in draw_picture(sent).content


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "P"), ("PNG", "L"), ("PNG", "LA"), ("PNG", "RGBA"), ("PNG", "I;16"), ("JPEG", "CMYK"), ("JPEG", "L")],
)
def test_picture_of_any_kind_of_colours_is_drawn(kind: str, mode: str) -> None:
    sent = files.picture(kind, mode=mode)

    assert opened(draw_photo(sent).content).mode == "RGB"
    assert draw_picture(sent).width == 60


def test_what_shines_through_a_photo_is_white() -> None:
    written = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(written, "PNG")

    assert opened(draw_photo(written.getvalue()).content).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("draw", [draw_photo, draw_picture])
@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x89PNG",
        files.SVG,
        b"\xef\xbb\xbf  " + files.SVG,
        files.GIF_AND_HTML,
        files.picture("GIF"),
        files.picture("BMP"),
        files.picture("TIFF"),
        files.pdf(),
        files.SECRET,
        b"MZ" + bytes(100),
        b"RIFF\x00\x00\x00\x00WAVE",
        b" " + files.picture("PNG"),
    ],
)
def test_what_is_no_picture_by_its_first_bytes_is_refused(draw: Draw, sent: bytes) -> None:
    with pytest.raises(NotAPicture):
        draw(sent)


@pytest.mark.parametrize("draw", [draw_photo, draw_picture])
@pytest.mark.parametrize(
    "sent",
    [
        *(files.picture(kind, (300, 300))[:200] for kind in ("PNG", "JPEG", "WEBP")),
        b"\x89PNG\r\n\x1a\n" + files.SECRET,
        b"\xff\xd8\xff" + files.SECRET * 10,
        b"RIFF\x00\x00\x00\x00WEBP" + files.SECRET,
        b"\xff\xd8\xff" + files.picture("PNG"),
    ],
)
def test_picture_that_only_begins_like_one_is_refused(draw: Draw, sent: bytes) -> None:
    with pytest.raises(BrokenPicture):
        draw(sent)


@pytest.mark.parametrize("draw", [draw_photo, draw_picture])
@pytest.mark.parametrize("sent", [files.png_bomb(), files.jpeg_bomb(), files.webp_bomb()], ids=["png", "jpeg", "webp"])
def test_picture_with_too_many_points_is_refused_before_it_is_decoded(
    draw: Draw, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decode(*_: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)

    with pytest.raises(PictureTooLarge) as refused:
        draw(sent)

    assert "30 million in all can be taken" in str(refused.value)


def test_any_bytes_give_a_picture_or_a_refusal() -> None:
    for kind in ("PNG", "JPEG", "WEBP"):
        whole = files.picture(kind)
        for at in range(12, len(whole), max(1, len(whole) // 60)):
            for put in (b"\x00", b"\xff", b"\x7f"):
                try:
                    draw_photo(whole[:at] + put + whole[at + 1 :])
                except DomainError:
                    continue
