"""Reading: the text of a plan in, phases, tasks, duties and targets out.

A *source* is a document as text with its blocks. A *plan* is what the rules read from
it; every item keeps the characters it came from and the names of the rules that read
it. What no rule understood is listed as *unread*, what is not of the plan (advertising,
page furniture) as *noise*: no character of a sentence is dropped in silence. Words and
wordings are data, in `data/reading`. Nothing here knows of Django, a network or a
clock.
"""
