"""A programme as people keep it, a mail, a table, a page, read into proposed sessions."""
