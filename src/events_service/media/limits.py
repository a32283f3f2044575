"""How much an upload may be, for whoever reads requests before it is known what they are."""

LARGEST_UPLOAD = 60_000_000
"""Bytes of the body of a request with a file: more than any setting allows, so that a page can say how much is too
much. It goes to the disk while it comes in."""
