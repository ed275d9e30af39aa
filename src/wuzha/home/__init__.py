"""Home: what is theirs to do for each person, the county at a glance, search, the menu.

It reads every area below and changes nothing. The desk (`desk/`) asks a table of
sources what waits for a person; the board shows the county; `navigation` makes the
menu; `api/` lets other systems in through the same actions as the pages.
"""
