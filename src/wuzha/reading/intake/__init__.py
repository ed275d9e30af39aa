"""Files in, a source out: Word, plain text, PDF with a text layer.

Everything else is refused with a sentence that says what it is and what to do. No part
of a file is run, fetched or trusted in what it claims of its size.
"""

from wuzha.reading.intake.files import read_source

__all__ = ["read_source"]
