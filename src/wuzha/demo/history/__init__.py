"""Sixty days of history, written in bulk as the actions would have left it.

`cases` and `files` are the twins of the actions of warnings and incidents: the same
steps, but on rows that are written later, all together. `courses` and `money` decide
what people do when; `days` decides what comes in.
"""
