"""Pictures, drawn anew: what leaves here is made by us, whatever came in (T-UP-1). Pure: bytes in, bytes out.

Of the original only the colours of its points remain: no place where it was taken, no comment, nothing behind
its end.
"""

import threading
from collections.abc import Callable
from io import BytesIO
from struct import error as struct_error
from typing import Any

from msgspec import Struct
from PIL import Image, ImageCms, ImageOps

from events_service.media.refusals import BrokenPicture, NotAPicture, PictureTooLarge

MOST_PIXELS = 30_000_000
"""More would need hundreds of megabytes to be looked at. A good camera has 24 million."""
PHOTO, SMALL, PICTURE = 800, 192, 2400
"""Longest sides: of somebody's photo, of the square one beside it, and of a picture among documents."""

_MAGIC: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"), "PNG"),
    (lambda content: content.startswith(b"\xff\xd8\xff"), "JPEG"),
    (lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP", "WEBP"),
)
_ENDINGS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
_SAVING: dict[str, dict[str, Any]] = {
    "PNG": {"optimize": True},
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "WEBP": {"quality": 85},
}
_UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, OverflowError, struct_error)
"""What Pillow raises for files that are not what they begin like."""
Image.MAX_IMAGE_PIXELS = None  # we look at the size ourselves, before anything is decoded
_one_at_a_time = threading.Lock()
"""A picture being decoded is the largest thing in memory: never two of them."""


class Picture(Struct, frozen=True):
    """`ending` says its format; `small` is the square one beside it, where there is one."""

    content: bytes
    ending: str
    width: int
    height: int
    small: bytes | None = None


def picture_format(content: bytes) -> str | None:
    """PNG, JPEG or WEBP by the first bytes; None for anything else."""
    return next((name for begins, name in _MAGIC if begins(content)), None)


def draw_photo(content: bytes) -> Picture:
    """Somebody's photo as JPEG, and a small square one. NotAPicture, BrokenPicture, PictureTooLarge."""
    with _one_at_a_time:
        image = _on_white(_read(content, PHOTO))
        image.thumbnail((PHOTO, PHOTO), Image.Resampling.LANCZOS)
        # Faces are in the upper half of a picture taken upright.
        small = ImageOps.fit(image, (SMALL, SMALL), Image.Resampling.LANCZOS, centering=(0.5, 0.25))
        return Picture(_saved(image, "JPEG"), "jpg", *image.size, small=_saved(small, "JPEG"))


def draw_picture(content: bytes) -> Picture:
    """A picture among documents, in the format it has. Refuses as `draw_photo` does."""
    kind = picture_format(content) or ""
    with _one_at_a_time:
        image = _read(content, PICTURE)
        if kind == "JPEG":
            image = _on_white(image)
        image.thumbnail((PICTURE, PICTURE), Image.Resampling.LANCZOS)
        return Picture(_saved(image, kind), _ENDINGS[kind], *image.size)


def _read(content: bytes, wanted: int) -> Image.Image:
    """The picture upright, in sRGB, with what shines through where it has that; decoded only if its size is borne."""
    kind = picture_format(content)
    if kind is None:
        raise NotAPicture
    _check_size(*_size_said(content, kind))
    try:
        with Image.open(BytesIO(content), formats=(kind,)) as image:
            _check_size(*image.size)
            # A JPEG can be read at a half, a quarter or an eighth of its size, for as much less memory.
            image.draft("RGB", (wanted * 2, wanted * 2))
            image.load()
            upright = ImageOps.exif_transpose(image)
            return _in_srgb(upright, image.info.get("icc_profile"))
    except _UNREADABLE as problem:
        raise BrokenPicture from problem


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise PictureTooLarge(width=f"{width:,}", height=f"{height:,}", most=MOST_PIXELS // 1_000_000)


def _size_said(content: bytes, kind: str) -> tuple[int, int]:
    """The size that a file's head says, where a decoder takes memory for it as soon as it has read that."""
    if kind == "PNG" and content[12:16] == b"IHDR":
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    if kind == "WEBP":  # RFC 9649 sections 2.5 to 2.7
        chunk, bits = content[12:16], int.from_bytes(content[21:25], "little")
        if chunk == b"VP8X":
            return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
        if chunk == b"VP8L":
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return 0, 0


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """As browsers take colours without a profile; a profile that cannot be used is left out."""
    clear = "RGBA" if image.has_transparency_data else "RGB"
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            changed = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            image = changed or image
        except (ImageCms.PyCMSError, *_UNREADABLE):
            pass
    return image.convert(clear)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _saved(image: Image.Image, kind: str) -> bytes:
    image.info.clear()  # comments, profiles and the like would be written again
    written = BytesIO()
    image.save(written, kind, **_SAVING[kind])
    return written.getvalue()
