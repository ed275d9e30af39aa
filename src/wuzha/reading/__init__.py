"""Reading of plans: a document in; phases, tasks, duties and targets out.

A *source* is the document as one text with its blocks. A *plan* is what was read from
it; every item keeps the characters that it came from. Nothing here knows of Django, a
user, a clock or a network. Called by the web's work plans, and alone as
`wuzha plans extract`.
"""
