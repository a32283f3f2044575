"""Why an upload is not taken."""

from events_service.errors import Busy, InvalidInput, PayloadTooLarge


class FileTooLarge(PayloadTooLarge):
    slug = "file-too-large"
    msgid = "The file has {size} MB; {most} MB can be taken. Make it smaller and send it again."


class NotAPicture(InvalidInput):
    slug = "not-a-picture"
    msgid = "This is no picture that can be taken. Choose a PNG, JPEG or WebP file."


class BrokenPicture(InvalidInput):
    slug = "broken-picture"
    msgid = "This picture is damaged and cannot be read. Save it anew with another program and send it again."


class PictureTooLarge(InvalidInput):
    slug = "picture-too-large"
    msgid = "The picture has {width} × {height} pixels; {most} million in all can be taken. Make it smaller."


class NotADocument(InvalidInput):
    slug = "not-a-document"
    msgid = (
        "This is no document that can be taken. Choose a PDF, Word, PowerPoint, Excel, OpenDocument or picture file."
    )


class BrokenDocument(InvalidInput):
    slug = "broken-document"
    msgid = "This document is damaged or not complete. Save it anew and send it again."


class DocumentWithPrograms(InvalidInput):
    slug = "document-with-programs"
    msgid = "This document contains macros. Save it without them, or as PDF, and send it again."


class NotKept(Busy):
    """The disk refused it; nothing of the file is there."""

    slug = "file-not-kept"
    msgid = "The file cannot be kept right now; perhaps the disk is full. Nothing was saved; try again in a moment."
    seconds = 10
