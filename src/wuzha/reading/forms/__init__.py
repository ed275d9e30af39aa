"""What was read, in a form for whoever asked: a program, a terminal, a person at a
page."""

from wuzha.reading.forms.reading import FORMATS, Reading, written

__all__ = ["FORMATS", "Reading", "written"]
