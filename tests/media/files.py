"""Files as people send them, and as people should not."""

import zipfile
import zlib
from io import BytesIO
from struct import pack
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = b"<script>window.__xss = 1</script>"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **saving: Any) -> bytes:
    """A picture whose upper left quarter is red, on blue."""
    image = Image.new("RGB", size, (0, 0, 255))
    image.paste((255, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    written = BytesIO()
    image = image.convert("L").convert(mode) if mode == "I;16" else image.convert(mode)
    image.save(written, kind, **saving)
    return written.getvalue()


def told_where() -> bytes:
    """A JPEG that says where it was taken and by what, held on its side, with a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    exif[0x010F] = "SECRET camera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (5.0, 53.0, 0.0)
    return picture(exif=exif, comment=b"SECRET comment")


def png_with_texts() -> bytes:
    texts = PngInfo()
    texts.add_text("Comment", "SECRET", zip=True)
    return picture("PNG", pnginfo=texts)


def png_bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """A few kilobytes that say they are so many points, each of them there."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))

    head = pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    lines = zlib.compressobj(9)
    line = bytes(1 + (width + 7) // 8)
    content = b"".join(lines.compress(line) for _ in range(height)) + lines.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", content) + chunk(b"IEND", b"")


def webp_bomb() -> bytes:
    """A head of an extended WebP of 16,384 by 16,384 points."""
    side = (16_384 - 1).to_bytes(3, "little")
    chunk = b"VP8X" + pack("<I", 10) + bytes(4) + side + side
    return b"RIFF" + pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def jpeg_bomb() -> bytes:
    """A small picture whose head says that it has 60,000 by 60,000 points."""
    content = picture()
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + pack(">HH", 60_000, 60_000) + content[at + 4 :]


def pdf(inside: bytes = b"") -> bytes:
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + inside
    return body + b"trailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"


def archive(parts: dict[str, bytes], before: bytes = b"", comment: bytes = b"") -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
        made.comment = comment
    return before + written.getvalue()


def docx(more: dict[str, bytes] | None = None, kind: str = "wordprocessingml.document") -> bytes:
    listed = f'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
    return archive({"[Content_Types].xml": listed.encode(), "word/document.xml": b"<w:document/>"} | (more or {}))


def odt(kind: str = "text") -> bytes:
    said = f"application/vnd.oasis.opendocument.{kind}".encode()
    return archive({"mimetype": said, "content.xml": b"<office:document-content/>"})


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SECRET + b"</svg>"
GIF_AND_HTML = b"GIF89a/*" + b"\x00" * 20 + b"*/=1;" + SECRET
