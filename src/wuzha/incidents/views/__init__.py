"""Pages: rows through the door, a form, one action."""
