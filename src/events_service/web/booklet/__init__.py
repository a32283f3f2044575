"""The programme as a booklet in PDF."""
