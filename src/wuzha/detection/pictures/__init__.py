"""Pictures: a screenshot in, the text that stands in it out.

What a person sees as one bubble of a chat is one line of the text, so that a link that
was broken at the edge of the screen is whole again. The reader and its model run in
another process, within limits. Needs no network, no clock and no database.
"""
