"""Uploads: what is sent is checked, pictures are drawn anew, files are kept under the digest of their content."""
